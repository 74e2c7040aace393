"""The one way in for pictures: encoded again, under a name of our own, whatever brings them.

What is served is never what came. The file that an imported picture came as is kept, too, where
nobody can fetch it: an export gives it back (`original_bytes()`).
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage, storages
from django.template.defaultfilters import filesizeformat

from articles.images.apart import encode_apart
from articles.images.decoding import MEDIA_TYPES, open_image
from articles.images.exceptions import BadImage

# The number of the rules of `articles.images.encoding`. A picture that is encoded by other rules
# gets another address, because caches keep an address for good.
_RULES = b"1"


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A file of the default storage: its name there, width and height in pixels."""

    name: str
    width: int
    height: int


def check_size(size: int) -> None:
    """Raise BadImage for a picture of too many bytes, before it is read."""
    limit = settings.UPLOAD_LIMITS["file_bytes"]
    if size > limit:
        shown = filesizeformat(limit).replace("\xa0", " ")
        text = f"the picture is larger than {shown} (UPLOAD_MAX_FILE_BYTES): make it smaller"
        raise BadImage(text)


def store_picture(data: bytes, *, keep_original: bool = False) -> StoredImage:
    """Encode a picture again and store it, named by the hash of `data`, once.

    With `keep_original` the given bytes are stored, too, and a picture that was stored so before
    is not decoded again. Raises BadImage, or OSError when a storage takes no file.
    """
    check_size(len(data))
    if keep_original and (known := _known(data)):
        return known
    picture = encode_apart(data)
    name = _name(data, picture.ending)
    _put(default_storage, name, picture.data)
    if keep_original:
        # Last: while it is not there, whole, the other may be cut off.
        _put(storages["originals"], name, data)
    return StoredImage(name, picture.width, picture.height)


def inspect_picture(data: bytes) -> StoredImage:
    """Return and raise the same as `store_picture()`, without storing anything."""
    check_size(len(data))
    if known := _known(data):
        return known
    picture = encode_apart(data)
    return StoredImage(_name(data, picture.ending), picture.width, picture.height)


def original_bytes(name: str) -> bytes:
    """The file that the stored picture called `name` came as; what is served where none is kept.

    Raises OSError.
    """
    storage = storages["originals"]
    if not storage.exists(name):
        storage = default_storage
    return _read(storage, name)


def _known(data: bytes) -> StoredImage | None:
    """The picture that was stored of these bytes before, and whose original is kept."""
    for name in _names(data):
        if _is_stored(storages["originals"], name, len(data)) and default_storage.exists(name):
            # What somebody damaged in the storage is made again.
            with suppress(BadImage), open_image(_read(default_storage, name)) as image:
                return StoredImage(name, *image.size)
    return None


def _names(data: bytes) -> Iterator[str]:
    for ending in MEDIA_TYPES:
        yield _name(data, ending)


def _name(data: bytes, ending: str) -> str:
    digest = hashlib.sha256(_RULES + data).hexdigest()
    return f"covers/{digest[:2]}/{digest}.{ending}"


def _read(storage: Storage, name: str) -> bytes:
    with storage.open(name) as file:
        return bytes(file.read())


def _put(storage: Storage, name: str, data: bytes) -> None:
    if _is_stored(storage, name, len(data)):
        return
    # Of a copy that was cut off when the process ended or the disk was full.
    storage.delete(name)
    storage.save(name, ContentFile(data))


def _is_stored(storage: Storage, name: str, size: int) -> bool:
    return storage.exists(name) and storage.size(name) == size
