"""The one way in for pictures: encoded again, under a name of our own, whatever brings them.

What is served is never what came. The file that a picture came as is kept, too, where nobody can
fetch it (`original_bytes()`): renditions are made of it, and the export of an article that was
imported with it gives it back.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage, storages
from django.template.defaultfilters import filesizeformat

from articles.images.apart import encode_apart
from articles.images.decoding import MEDIA_TYPES, open_image
from articles.images.encoding import EncodedPicture
from articles.images.exceptions import BadImage
from articles.images.likeness import Look

# The number of the rules of `articles.images.encoding`. A picture that is encoded by other rules
# gets another address, because caches keep an address for good.
_RULES = b"2"


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A file of the default storage: its name there, width and height in pixels.

    `content_hash` is the SHA-256 of the file that it came as, `look` what it looks like; not known
    of a picture that was stored before.
    """

    name: str
    width: int
    height: int
    content_hash: str = field(default="", compare=False)
    look: Look | None = field(default=None, compare=False)


def check_size(size: int) -> None:
    """Raise BadImage for a picture of too many bytes, before it is read."""
    limit = settings.UPLOAD_LIMITS["file_bytes"]
    if size > limit:
        shown = filesizeformat(limit).replace("\xa0", " ")
        text = f"the picture is larger than {shown} (UPLOAD_MAX_FILE_BYTES): make it smaller"
        raise BadImage(text)


def store_picture(data: bytes) -> StoredImage:
    """Encode a picture again and store it, named by the hash of `data`, once, and `data` as well.

    A picture that was stored before is not decoded again. Raises BadImage, or OSError when a
    storage takes no file.
    """
    check_size(len(data))
    if known := _known(data):
        return known
    picture = encode_apart(data)
    name = _name(data, picture.ending)
    put(default_storage, name, picture.data)
    # Last: while it is not there, whole, the other may be cut off.
    put(storages["originals"], name, data)
    return _stored(data, name, picture)


def inspect_picture(data: bytes) -> StoredImage:
    """What a picture would be stored as; nothing is stored. It is decoded unless it was stored
    before. Raises BadImage."""
    check_size(len(data))
    if known := _known(data):
        return known
    picture = encode_apart(data)
    return _stored(data, _name(data, picture.ending), picture)


def _stored(data: bytes, name: str, picture: EncodedPicture) -> StoredImage:
    return StoredImage(name, picture.width, picture.height, _hash(data), picture.look)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def original_bytes(name: str) -> bytes:
    """The file that the stored picture called `name` came as; what is served where none is kept.

    Raises OSError.
    """
    storage = storages["originals"]
    if not storage.exists(name):
        storage = default_storage
    return _read(storage, name)


def served_bytes(name: str) -> bytes:
    """The stored picture called `name` as readers get it, without what a camera wrote into it.

    Raises OSError.
    """
    return _read(default_storage, name)


def _known(data: bytes) -> StoredImage | None:
    """The picture that was stored of these bytes before, and whose original is kept."""
    for name in _names(data):
        if _is_stored(storages["originals"], name, len(data)) and default_storage.exists(name):
            # What somebody damaged in the storage is made again.
            with suppress(BadImage), open_image(_read(default_storage, name)) as image:
                return StoredImage(name, *image.size, _hash(data))
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


def put(storage: Storage, name: str, data: bytes) -> None:
    """Store `data` under exactly this name, unless as many bytes are there. Raises OSError."""
    if _is_stored(storage, name, len(data)):
        return
    # Of a copy that was cut off when the process ended or the disk was full.
    storage.delete(name)
    storage.save(name, ContentFile(data))


def _is_stored(storage: Storage, name: str, size: int) -> bool:
    return storage.exists(name) and storage.size(name) == size
