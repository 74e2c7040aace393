"""Places that keep backups: a directory or a bucket, with backups that share their files.

<name>/database.sqlite3 or database.dump
<name>/manifest.json                        written last: without it, it is no backup
files/ab/abcdef…                            every picture, once, by its checksum
"""

import datetime as dt
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils import timezone

from articles.lib.object_storage import SCHEME, ObjectStorage
from articles.operations.backup.exceptions import CannotRestore
from articles.operations.backup.manifest import BackupManifest
from articles.operations.backup.stored_files import stored_files

_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?")
_FORM = "%Y-%m-%dT%H-%M-%SZ"
# So long nobody takes away what a backup that is being made may still need.
_PATIENCE = dt.timedelta(days=1)
_CHUNK = 2**20


class DirectoryStorage(FileSystemStorage):
    """A directory in which every file is whole or not there, also after a loss of power."""

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            try:
                for chunk in content.chunks(_CHUNK):
                    part.write(chunk)
                part.flush()
                os.fsync(part.fileno())
                os.replace(part.name, path)
            except BaseException:
                os.unlink(part.name)
                raise
        return name


class BackupPlace:
    """The backups in one storage, which must write a file as a whole or not at all."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def new_name(self, now: dt.datetime) -> str:
        """Return a name for a backup that begins now; names sort by time."""
        first = name = f"{now.astimezone(dt.UTC):{_FORM}}"
        taken = set(self._folders())
        number = 1
        while name in taken:
            number += 1
            name = f"{first}-{number}"
        return name

    def names(self) -> list[str]:
        """The names of all backups that are whole, the newest last."""
        return [name for name in self._folders() if self._storage.exists(f"{name}/manifest.json")]

    def manifest(self, name: str) -> BackupManifest:
        """Return the manifest of a backup. Raises CannotRestore where it is damaged, or OSError."""
        with self._storage.open(f"{name}/manifest.json") as file:
            try:
                return BackupManifest.load(file.read())
            except CannotRestore as error:
                raise CannotRestore(f"{name}: {error}") from error

    def checksums(self) -> set[str]:
        """The checksums of all files that are kept."""
        return {Path(file.name).name for file in stored_files(self._storage, "files")}

    def put_file(self, sha256: str, data: bytes) -> None:
        """Keep the bytes of a picture."""
        self._storage.save(_file(sha256), ContentFile(data))

    def put_database(self, name: str, path: Path) -> None:
        """Keep the copy of a database at `path` under `name`."""
        with path.open("rb") as stream:
            self._storage.save(name, File(stream))

    def finish(self, manifest: BackupManifest) -> None:
        """Make a backup of what was put, by its manifest."""
        self._storage.save(f"{manifest.name}/manifest.json", ContentFile(manifest.dump()))

    def file(self, sha256: str) -> bytes:
        """Return the bytes of a picture. Raises CannotRestore where they are missing or damaged."""
        try:
            with self._storage.open(_file(sha256)) as file:
                data = bytes(file.read())
        except FileNotFoundError as error:
            raise CannotRestore(f"{_file(sha256)} is missing") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise CannotRestore(f"{_file(sha256)} is damaged")
        return data

    def copy_database(self, manifest: BackupManifest, path: Path) -> None:
        """Write the database of a backup to `path`. Raises CannotRestore where it is damaged."""
        digest = hashlib.sha256()
        try:
            with self._storage.open(manifest.database) as file, path.open("wb") as copy:
                for chunk in file.chunks(_CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
        except FileNotFoundError as error:
            raise CannotRestore(f"{manifest.database} is missing") from error
        if digest.hexdigest() != manifest.database_sha256:
            raise CannotRestore(f"{manifest.database} is damaged")

    def keep_only(self, number: int, each: Callable[[str], object] = lambda name: None) -> None:
        """Delete all but the newest backups, what was cut off, and files that no backup names.

        Calls `each` with the name of every backup that goes. Raises CannotRestore, before it
        deletes a file, where the manifest of a backup that stays is damaged.
        """
        names = self.names()
        old = names[: max(0, len(names) - number)]
        begun = {name for name in self._folders() if _began(name) < timezone.now() - _PATIENCE}
        for name in [*old, *sorted(begun - set(names))]:
            each(name)
            # First: from here on it is none.
            self._delete(f"{name}/manifest.json")
            for file in list(stored_files(self._storage, name)):
                self._delete(file.name)
            self._delete(name)
        used = set().union(*(self.manifest(name).checksums for name in names[len(old) :]))
        self._delete_unused(used)

    def _delete_unused(self, used: Iterable[str]) -> None:
        before = (timezone.now() - _PATIENCE).timestamp()
        for file in list(stored_files(self._storage, "files")):
            if Path(file.name).name not in used and file.modified < before:
                self._delete(file.name)

    def _delete(self, name: str) -> None:
        # Storages of objects delete what is not there without a word, and so do directories.
        self._storage.delete(name)

    def _folders(self) -> Iterator[str]:
        try:
            folders, _files = self._storage.listdir("")
        except FileNotFoundError:
            return iter(())
        return iter(sorted(filter(_NAME.fullmatch, folders)))


def open_place(address: str) -> BackupPlace:
    """Return the place at a path, or at `s3://bucket/prefix` with the keys of the settings."""
    if address.startswith(SCHEME):
        return BackupPlace(ObjectStorage(address, **settings.S3_OPTIONS))
    return BackupPlace(DirectoryStorage(location=os.path.abspath(address), allow_overwrite=True))


def _file(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256}"


def _began(name: str) -> dt.datetime:
    return dt.datetime.strptime(name.partition("Z")[0] + "Z", _FORM).replace(tzinfo=dt.UTC)
