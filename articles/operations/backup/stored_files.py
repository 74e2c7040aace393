"""Listing and hashing of the files in a Django storage."""

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from django.core.files.storage import Storage

from articles.lib.object_storage import ObjectStorage


class StoredFile(NamedTuple):
    """A file of a storage: its name, its bytes, and when it was changed, in seconds since 1970."""

    name: str
    size: int
    modified: float


def stored_files(storage: Storage, folder: str = "") -> Iterator[StoredFile]:
    """Every file of `storage` below `folder`; a bucket tells a thousand of them in one request."""
    if isinstance(storage, ObjectStorage):
        yield from (StoredFile(*each) for each in storage.listing(folder))
        return
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        path = posixpath.join(folder, name)
        # What was deleted since is not there.
        with suppress(FileNotFoundError):
            modified = storage.get_modified_time(path).timestamp()
            yield StoredFile(path, storage.size(path), modified)
    for name in sorted(folders):
        yield from stored_files(storage, posixpath.join(folder, name))
