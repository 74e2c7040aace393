"""`manage.py restore`: a site from a backup, into a place where nothing is yet."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from articles.models import PublicChange
from articles.operations.backup.database_copies import contents, copies_of
from articles.operations.backup.exceptions import CannotRestore
from articles.operations.backup.making import STORAGES
from articles.operations.backup.manifest import BackedUpFile, BackupManifest
from articles.operations.backup.place import BackupPlace, open_place
from articles.operations.backup.stored_files import stored_files


def chosen_backup(address: str, name: str = "") -> tuple[BackupPlace, BackupManifest]:
    """Return the backup called `name` at `address`, the newest without a name.

    Raises CannotRestore.
    """
    place = open_place(address)
    names = place.names()
    if not names:
        raise CannotRestore(f"{address}: there is no backup")
    if name and name not in names:
        raise CannotRestore(f"{address}: there is no backup {name}, but {', '.join(names)}")
    return place, place.manifest(name or names[-1])


def verify(
    place: BackupPlace, manifest: BackupManifest, each: Callable[[str], object] = lambda name: None
) -> None:
    """Read all of a backup, and compare every checksum. Writes nothing.

    Calls `each` with every file. Raises CannotRestore for what is missing or damaged.
    """
    with tempfile.TemporaryDirectory(prefix="newsroom-restore-") as folder:
        place.copy_database(manifest, Path(folder) / "database")
    for _storage, name, file in manifest.each_file():
        each(name)
        place.file(file.sha256)


def restore(
    place: BackupPlace, manifest: BackupManifest, each: Callable[[str], object] = lambda name: None
) -> None:
    """Write the files and the database of a backup where the settings say, and compare them.

    The database comes last and as a whole, so a restore that was cut off before it is simply run
    again. A backup of an older release is migrated. Kept pages of whatever was at this address
    before are never shown again. Calls `each` with every file. Raises CannotRestore before it
    writes anything for a backup of a newer release, a place that is not empty, or a database of
    another vendor; and where a copy is not what the manifest says.
    """
    _refuse_newer(manifest)
    _refuse_other_vendor(manifest)
    _refuse_full(manifest)
    with tempfile.TemporaryDirectory(prefix="newsroom-restore-") as folder:
        path = Path(folder) / "database"
        place.copy_database(manifest, path)
        for storage, name, file in manifest.each_file():
            each(name)
            _put(storages[storage], name, file, place)
        copies_of(connection).load(path)
    restored = contents()
    differing = sorted(dict(set(restored.rows.items()) ^ set(manifest.rows.items())))
    if differing:
        raise CannotRestore(f"other numbers of rows than in the backup: {', '.join(differing)}")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    PublicChange.begin_anew()


def _refuse_newer(manifest: BackupManifest) -> None:
    known = MigrationLoader(None).disk_migrations
    unknown = [name for name in manifest.migrations if tuple(name.split(".", 1)) not in known]
    # What another app of an older release had is in the way of nothing.
    ours = [name for name in unknown if name.startswith("articles.")]
    if ours:
        raise CannotRestore(
            f"a newer release made this backup (it has {ours[-1]}): install that one first"
        )


def _refuse_other_vendor(manifest: BackupManifest) -> None:
    if manifest.vendor != connection.vendor:
        then = ", and then run manage.py move_database" if manifest.vendor == "sqlite" else ""
        raise CannotRestore(
            f"this backup is of {manifest.vendor}, and DATABASE_URL names {connection.vendor}: "
            f"restore it into {manifest.vendor}{then}"
        )


def _refuse_full(manifest: BackupManifest) -> None:
    # Also a name that does not exist yet: connecting to SQLite makes an empty file.
    if tables := connection.introspection.table_names():
        raise CannotRestore(
            f"the database of DATABASE_URL is not empty (it has {tables[0]}): name a new one"
        )
    for label in STORAGES:
        for stored in stored_files(storages[label]):
            if stored.name not in manifest.files.get(label, ()):
                raise CannotRestore(
                    f"the storage of {_WORDS[label]} is not empty (it has {stored.name}): "
                    "name a new one"
                )


_WORDS = {"default": "pictures (MEDIA_ROOT)", "originals": "originals (ORIGINALS_ROOT)"}


def _put(storage: Storage, name: str, file: BackedUpFile, place: BackupPlace) -> None:
    data = place.file(file.sha256)
    if storage.exists(name):
        with storage.open(name) as there:
            if there.read() == data:
                return
        # Of a restore that was cut off.
        storage.delete(name)
    storage.save(name, ContentFile(data))
    with storage.open(name) as there:
        if there.read() != data:
            raise CannotRestore(f"{name} is not what was written to its storage")
