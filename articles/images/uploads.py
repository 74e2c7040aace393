"""Takes images that people upload."""

import logging

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from articles.images.exceptions import BadImage, StorageFails
from articles.images.storing import StoredImage, check_size, store_picture
from articles.models import Image, ImageVariant

logger = logging.getLogger(__name__)


def store_upload(file: UploadedFile) -> StoredImage:
    """Store an uploaded image. Raises BadImage, with the name of the file, or StorageFails.

    The file itself is kept where nobody can fetch it: it may say where it was taken.
    """
    try:
        check_size(file.size or 0)
        data = file.read()
        return store_picture(data)
    except BadImage as error:
        raise error.named(file.name or "") from error
    except OSError as error:
        logger.warning("A picture was not stored: %s", error)
        text = gettext("The picture could not be stored just now. Try again in a minute.")
        raise StorageFails(text) from error


def add_image(stored: StoredImage, **columns: object) -> ImageVariant:
    """Create an image, with these columns, of a stored picture: its variant `full`.

    A task makes the other sizes. Call it in a transaction.
    """
    image = Image(content_hash=stored.content_hash, **columns)
    if stored.look:
        image.colour, image.perceptual_hash = stored.look
    image.save()
    variant: ImageVariant = image.variants.create(
        name="full", file=stored.name, width=stored.width, height=stored.height
    )
    image.sign()
    return variant
