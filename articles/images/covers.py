"""Local cover pictures: a file beside the articles becomes a copy of our own."""

import hashlib
import io
import os
from dataclasses import dataclass
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 100_000_000
# Pillow's name of a format → the ending that every web server knows.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}


class BadImage(ValueError):
    """The file is not a picture that a page can show; the message says what to do."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """`name` within the default storage, and pixels."""

    name: str
    width: int
    height: int


def keep_copy(file: str) -> StoredPicture:
    """Copy `file` into the storage under the hash of its bytes, once.

    Reads the picture's header only. Raises BadImage, or OSError when it cannot be read.
    """
    picture, data = _look(file)
    stored = default_storage.exists(picture.name)
    if stored and default_storage.size(picture.name) != len(data):
        # A copy that was cut off by the end of the process or of the disk.
        default_storage.delete(picture.name)
        stored = False
    if not stored:
        default_storage.save(picture.name, ContentFile(data))
    return picture


def look_at(file: str) -> StoredPicture:
    """What `keep_copy` would return; nothing is copied. Raises the same."""
    return _look(file)[0]


def _look(file: str) -> tuple[StoredPicture, bytes]:
    if os.path.getsize(file) > MAX_BYTES:
        raise BadImage(f"the picture is larger than {MAX_BYTES // 1024**2} MB: make it smaller")
    with open(file, "rb") as stream:
        data = stream.read()
    ending, width, height = measure(io.BytesIO(data))
    digest = hashlib.sha256(data).hexdigest()
    return StoredPicture(f"covers/{digest[:2]}/{digest}.{ending}", width, height), data


def measure(file: IO[bytes]) -> tuple[str, int, int]:
    """The usual file ending of a picture, and its pixels, from the header. Raises BadImage."""
    # Pillow costs 20 ms to import, and only imports with local pictures need it.
    from PIL import Image

    try:
        with Image.open(file, formats=list(FORMATS)) as picture:
            width, height = picture.size
            ending = FORMATS[picture.format or ""]
    except (OSError, Image.DecompressionBombError, SyntaxError) as error:
        raise BadImage(f"not a {', '.join(FORMATS)} picture: {error}") from error
    if width * height > MAX_PIXELS:
        raise BadImage(f"{width} × {height} pixels are too many: make the picture smaller")
    return ending, width, height
