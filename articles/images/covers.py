"""Takes local cover images, files beside the articles."""

import os
import stat

from articles.images.exceptions import BadImage
from articles.images.storing import StoredImage, check_size, inspect_picture, store_picture


def store_cover(file: str) -> StoredImage:
    """Store the image at the path `file`.

    Raises BadImage, FileNotFoundError, or OSError when a storage takes no file.
    """
    return store_picture(_read_bytes(file))


def inspect_cover(file: str) -> StoredImage:
    """What the cover in `file` would be stored as; nothing is stored. Raises BadImage for what is
    no picture that may be used, and FileNotFoundError."""
    return inspect_picture(_read_bytes(file))


def _read_bytes(file: str) -> bytes:
    try:
        facts = os.stat(file)
        if not stat.S_ISREG(facts.st_mode):
            # Reading a pipe or a device would never end.
            raise BadImage("it is not a file")
        check_size(facts.st_size)
        with open(file, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadImage(f"the picture cannot be read: {error.strerror}") from error
