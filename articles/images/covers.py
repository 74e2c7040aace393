"""Copies local cover images, files beside the articles, into the storage."""

import hashlib
import io
import os
from dataclasses import dataclass
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.images.exceptions import BadImage

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 100_000_000
# Pillow's name of a format → the file ending that every web server knows.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A file of the default storage: its name there, width and height in pixels."""

    name: str
    width: int
    height: int


def store_copy(file: str) -> StoredImage:
    """Copy the image at the path `file` into the storage, named by the hash of its bytes, once.

    Reads only the header of the image. Raises BadImage, or OSError when it cannot be read.
    """
    image, data = _read_image(file)
    is_stored = default_storage.exists(image.name)
    if is_stored and default_storage.size(image.name) != len(data):
        # A copy that was cut off when the process ended or the disk was full.
        default_storage.delete(image.name)
        is_stored = False
    if not is_stored:
        default_storage.save(image.name, ContentFile(data))
    return image


def inspect_image(file: str) -> StoredImage:
    """Return and raise the same as `store_copy()`, without copying anything."""
    return _read_image(file)[0]


def storage_name(data: bytes, ending: str) -> str:
    """The name in the storage of an image with these bytes."""
    digest = hashlib.sha256(data).hexdigest()
    return f"covers/{digest[:2]}/{digest}.{ending}"


def read_header(file: IO[bytes]) -> tuple[str, int, int]:
    """The file ending, width and height of an image, from its header. Raises BadImage."""
    # Pillow costs 20 ms to import, and only imports with local images need it.
    from PIL import Image

    try:
        with Image.open(file, formats=list(FORMATS)) as image:
            width, height = image.size
            ending = FORMATS[image.format or ""]
    except (OSError, Image.DecompressionBombError, SyntaxError) as error:
        raise BadImage(f"not a {', '.join(FORMATS)} picture: {error}") from error
    if width * height > MAX_PIXELS:
        raise BadImage(f"{width} × {height} pixels are too many: make the picture smaller")
    return ending, width, height


def _read_image(file: str) -> tuple[StoredImage, bytes]:
    if os.path.getsize(file) > MAX_BYTES:
        raise BadImage(f"the picture is larger than {MAX_BYTES // 1024**2} MB: make it smaller")
    with open(file, "rb") as stream:
        data = stream.read()
    ending, width, height = read_header(io.BytesIO(data))
    return StoredImage(storage_name(data, ending), width, height), data
