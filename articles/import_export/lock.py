"""Allows one run of a kind at a time. The lock ends with its process, also when that is killed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection, transaction

from articles.import_export.exceptions import ImportBusy

# The keys of advisory locks: any numbers that nothing else in this database locks.
_LOCK_KEYS = {"import": 0x6E657773, "ingest": 0x6E657774, "pipeline": 0x6E657790}
# The error code of PostgreSQL for `lock_timeout`.
_LOCK_NOT_AVAILABLE = "55P03"
# Seconds. The workers of a killed import end a moment after it, and hold its files open.
_TIMEOUT = 2


@contextmanager
def import_lock(kind: str = "import") -> Iterator[None]:
    """Hold the lock of imports, or of another `kind`: a file lock on this machine for
    SQLite, an advisory lock for PostgreSQL.

    Raises ImportBusy while another process holds it, and OperationalError where the database cannot
    say so.
    """
    lock = {"postgresql": _advisory_lock, "sqlite": _file_lock}[connection.vendor]
    with lock(kind):
        yield


@contextmanager
def _advisory_lock(kind: str) -> Iterator[None]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_TIMEOUT}s'")
            # A lock of the session, not of the transaction: it ends with the connection.
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK_KEYS[kind]])
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
            # The database is away, or has too many connections: no other import is running.
            raise
        raise ImportBusy from error
    try:
        yield
    finally:
        # A connection that broke has no lock any more.
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEYS[kind]])


@contextmanager
def _file_lock(kind: str) -> Iterator[None]:
    # Only imports need it.
    from filelock import FileLock, Timeout

    name = str(connection.settings_dict["NAME"])
    if "memory" in name and not Path(name).exists():
        # A database in memory has one process, which runs one import.
        yield
        return
    try:
        with FileLock(f"{name}.{kind}-lock", timeout=_TIMEOUT):
            yield
    except Timeout as error:
        raise ImportBusy from error
