"""Takes images that people upload."""

import logging

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from articles.images.exceptions import BadImage, StorageFails
from articles.images.storing import StoredImage, check_size, store_picture

logger = logging.getLogger(__name__)


def store_upload(file: UploadedFile) -> StoredImage:
    """Store an uploaded image. Raises BadImage, with the name of the file, or StorageFails.

    The file itself is not kept: it may say where it was taken.
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
