"""Pictures that people bring: looked at, made anew without what cameras hide in them, kept."""

import hashlib
import io
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.images.covers import FORMATS, MAX_PIXELS, BadImage, StoredPicture, measure

# Wider ones are made smaller: no page shows more.
WIDEST = 2560


def keep_upload(file: IO[bytes]) -> StoredPicture:
    """Store a picture under the hash of its new bytes, once. Raises BadImage.

    It is decoded and written again, upright and without EXIF data, so that neither where it was
    taken nor anything that only looks like a picture gets through.
    """
    measure(file)
    file.seek(0)
    data, ending, (width, height) = _written_again(file)
    digest = hashlib.sha256(data).hexdigest()
    name = f"covers/{digest[:2]}/{digest}.{ending}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return StoredPicture(name, width, height)


def _written_again(file: IO[bytes]) -> tuple[bytes, str, tuple[int, int]]:
    # Pillow costs 20 ms to import, and only uploads need it here.
    from PIL import Image, ImageOps

    try:
        with Image.open(file, formats=list(FORMATS)) as picture:
            kind = picture.format or ""
            frames = getattr(picture, "n_frames", 1)
            if picture.width * picture.height * frames > MAX_PIXELS:
                raise BadImage("too many moving pictures in one: make it shorter or smaller")
            picture.load()
            options: dict[str, Any] = {"icc_profile": picture.info.get("icc_profile")}
            made: Image.Image = picture
            if frames > 1:
                options["save_all"] = True
            else:
                made = ImageOps.exif_transpose(picture)
                made.thumbnail((WIDEST, WIDEST * 4))
            for words in ("exif", "xmp", "comment", "XML:com.adobe.xmp"):
                made.info.pop(words, None)
            if kind in ("JPEG", "WEBP", "AVIF"):
                options["quality"] = 88
            out = io.BytesIO()
            made.save(out, kind, exif=b"", **options)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, BadImage):
            raise
        raise BadImage(f"the picture cannot be read: {error}") from error
    return out.getvalue(), FORMATS[kind], made.size
