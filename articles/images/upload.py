"""Stores images that people upload: checked, and encoded again without their metadata."""

import io
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.images.covers import FORMATS, MAX_PIXELS, StoredImage, read_header, storage_name
from articles.images.exceptions import BadImage

# Pixels. Wider images are scaled down: no page shows more.
MAX_WIDTH = 2560


def store_upload(file: IO[bytes]) -> StoredImage:
    """Store an image, named by the hash of its new bytes, once. Raises BadImage.

    It is decoded and encoded again, upright and without EXIF data, so that neither the place where
    it was taken nor a file that only looks like an image gets through.
    """
    read_header(file)
    file.seek(0)
    data, ending, (width, height) = _encode_again(file)
    name = storage_name(data, ending)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return StoredImage(name, width, height)


def _encode_again(file: IO[bytes]) -> tuple[bytes, str, tuple[int, int]]:
    # Pillow costs 20 ms to import, and only uploads need it here.
    from PIL import Image, ImageOps

    try:
        with Image.open(file, formats=list(FORMATS)) as source:
            format_name = source.format or ""
            frames = getattr(source, "n_frames", 1)
            if source.width * source.height * frames > MAX_PIXELS:
                raise BadImage("too many moving pictures in one: make it shorter or smaller")
            source.load()
            options: dict[str, object] = {"icc_profile": source.info.get("icc_profile")}
            image: Image.Image = source
            if frames > 1:
                options["save_all"] = True
            else:
                image = ImageOps.exif_transpose(source)
                image.thumbnail((MAX_WIDTH, MAX_WIDTH * 4))
            for key in ("exif", "xmp", "comment", "XML:com.adobe.xmp"):
                image.info.pop(key, None)
            if format_name in ("JPEG", "WEBP", "AVIF"):
                options["quality"] = 88
            encoded = io.BytesIO()
            image.save(encoded, format_name, exif=b"", **options)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, BadImage):
            raise
        raise BadImage(f"the picture cannot be read: {error}") from error
    return encoded.getvalue(), FORMATS[format_name], image.size
