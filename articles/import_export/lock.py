"""One import at a time, held by what ends with its process: a killed import leaves no lock."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection, transaction

from articles.import_export.exceptions import ImportBusy

# Any number that nothing else in this database locks.
_ADVISORY = 0x6E657773
# Seconds: the readers of a killed import end a moment after it, and hold its files open.
_PATIENCE = 2


@contextmanager
def import_lock() -> Iterator[None]:
    """Hold the lock: on this machine for SQLite, in the database for PostgreSQL.

    Raises ImportBusy while another process holds it.
    """
    hold = {"postgresql": _advisory, "sqlite": _beside_the_file}[connection.vendor]
    with hold():
        yield


@contextmanager
def _advisory() -> Iterator[None]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}s'")
            # Of the session, not of the transaction: it ends with the connection.
            cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY])
    except OperationalError as error:
        raise ImportBusy from error
    try:
        yield
    finally:
        # A connection that broke has no lock any more.
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY])


@contextmanager
def _beside_the_file() -> Iterator[None]:
    # Only imports need it.
    from filelock import FileLock, Timeout

    name = str(connection.settings_dict["NAME"])
    if "memory" in name and not Path(name).exists():
        # A database in memory has one process, which runs one import.
        yield
        return
    try:
        with FileLock(f"{name}.import-lock", timeout=_PATIENCE):
            yield
    except Timeout as error:
        raise ImportBusy from error
