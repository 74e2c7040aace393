"""`manage.py backup`: the database, the pictures and their originals, while the site runs."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from articles.lib.object_storage import SCHEME
from articles.models import LastBackup
from articles.operations.backup.database_copies import copies_of, versions
from articles.operations.backup.exceptions import CannotBackUp, CannotRestore
from articles.operations.backup.manifest import BackedUpFile, BackupManifest
from articles.operations.backup.place import BackupPlace, open_place
from articles.operations.backup.stored_files import StoredFile, stored_files

# The storages of settings.STORAGES whose files no command makes again.
STORAGES = ("default", "originals")


class BackupReport(NamedTuple):
    """Result of a backup: its manifest, how many files it copied, and which old ones are gone."""

    manifest: BackupManifest
    copied: int
    deleted: tuple[str, ...]


def back_up(
    address: str, keep: int = 0, each: Callable[[StoredFile], object] = lambda file: None
) -> BackupReport:
    """Make a backup at `address`, and delete all but the newest `keep` there; 0 deletes none.

    A file that an earlier backup has is not copied again. Calls `each` with every file of the
    storages. Raises CannotBackUp, or OSError when a file cannot be read or written; then what was
    begun is none of the backups.
    """
    place = open_place(address)
    with _one_at_a_time(address):
        copying = _Copying(place, each)
        name = place.new_name(timezone.now())
        # First the database: what it names was stored before it named it.
        manifest = _database(place, name, copying)
        place.finish(manifest)
        LastBackup.objects.update_or_create(
            place=address,
            defaults={"name": name, "finished_at": timezone.now(), "size": manifest.size},
        )
        deleted: list[str] = []
        if keep:
            try:
                place.keep_only(keep, deleted.append)
            except CannotRestore as error:
                raise CannotBackUp(
                    f"{name} is made, but old ones are not deleted: {error}"
                ) from error
    return BackupReport(manifest, copying.copied, tuple(deleted))


def _database(place: BackupPlace, name: str, copying: "_Copying") -> BackupManifest:
    copies = copies_of(connection)
    database = f"{name}/database.{copies.ending}"
    with tempfile.TemporaryDirectory(prefix="newsroom-backup-") as folder:
        path = Path(folder) / "database"
        contents = copies.dump(path)
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        place.put_database(database, path)
        size = path.stat().st_size
    return BackupManifest(
        name=name,
        vendor=connection.vendor,
        database=database,
        database_sha256=digest,
        database_size=size,
        versions=versions(),
        migrations=contents.migrations,
        rows=contents.rows,
        files={storage: copying.storage(storage) for storage in STORAGES},
    )


class _Copying:
    """Copies the files of storages to a place, each content once."""

    def __init__(self, place: BackupPlace, each: Callable[[StoredFile], object]) -> None:
        self.copied = 0
        self._place = place
        self._each = each
        self._kept = place.checksums()
        self._before = _last_files(place)

    def storage(self, label: str) -> dict[str, BackedUpFile]:
        """Copy the files of one storage, and return them by name."""
        storage, before = storages[label], self._before.get(label, {})
        files = {}
        for stored in stored_files(storage):
            self._each(stored)
            known = before.get(stored.name)
            # The same file as before is not even read, if nobody took it away from the place.
            if known and known[1:] == stored[1:] and known.sha256 in self._kept:
                files[stored.name] = known
                continue
            try:
                with storage.open(stored.name) as file:
                    data = bytes(file.read())
            except FileNotFoundError:
                # Deleted since.
                continue
            digest = hashlib.sha256(data).hexdigest()
            if digest not in self._kept:
                self._place.put_file(digest, data)
                self._kept.add(digest)
                self.copied += 1
            files[stored.name] = BackedUpFile(digest, len(data), stored.modified)
        return files


def _last_files(place: BackupPlace) -> Mapping[str, Mapping[str, BackedUpFile]]:
    """The files of the newest backup; none where it is damaged, and all are read again."""
    try:
        return place.manifest(place.names()[-1]).files
    except (IndexError, CannotRestore):
        return {}


@contextmanager
def _one_at_a_time(address: str) -> Iterator[None]:
    if address.startswith(SCHEME):
        # Nothing there can be locked. What two runs at once could take from each other stays a day.
        yield
        return
    # Only backups need it.
    from filelock import FileLock, Timeout

    folder = Path(address)
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < 2**20:
        raise CannotBackUp(f"{folder}: the disk is full")
    try:
        with FileLock(folder / ".lock", timeout=0):
            yield
    except Timeout as error:
        raise CannotBackUp(f"{folder}: another backup is being made") from error
