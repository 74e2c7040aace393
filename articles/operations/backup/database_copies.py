"""Copies of the database while it is used: SQLite's own online backup, and `pg_dump`."""

import os
import shutil
import sqlite3
import subprocess  # nosec B404
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from articles.operations.backup.exceptions import CannotBackUp, CannotRestore

# Those that Django's introspection names.
_SQLITE_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'sqlite_sequence' ORDER BY 1"
)


class Contents(NamedTuple):
    """The migrations that were applied, as `app.name`, and the number of rows of each table."""

    migrations: tuple[str, ...]
    rows: dict[str, int]


class DatabaseCopies(Protocol):
    """Copies of the databases of one vendor."""

    ending: str

    def dump(self, path: Path) -> Contents:
        """Write a copy of the database of this moment to `path`, and return what is in it.

        Others may read and write meanwhile. Raises CannotBackUp.
        """

    def load(self, path: Path) -> None:
        """Make the database, which is empty, that of the copy at `path`, wholly or not at all.

        Raises CannotRestore.
        """


class SqliteCopies:
    """A file, with the search index in it; opened by any program that knows SQLite."""

    ending = "sqlite3"

    def dump(self, path: Path) -> Contents:
        """Write a copy to `path`, and return what it holds.

        Raises CannotBackUp for a damaged database.
        """
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            # In one step, as one reader: with a log of writes nobody waits for it.
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
            if verdict != "ok":
                raise CannotBackUp(f"The database is damaged: {verdict}")
            tables = copy.execute(_SQLITE_TABLES)
            return _contents(copy, [name for (name,) in tables.fetchall()])

    def load(self, path: Path) -> None:
        """Put the copy at `path` in the place of the database. Raises CannotRestore."""
        target = str(connection.settings_dict["NAME"])
        if "memory" in target and not Path(target).exists():
            raise CannotRestore("DATABASE_URL names a database in memory")
        part = Path(f"{target}.part")
        try:
            shutil.copyfile(path, part)
            with part.open("rb+") as stream:
                os.fsync(stream.fileno())
            connection.close()
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)


class PostgresCopies:
    """An archive in PostgreSQL's custom format, compressed; the programs must be installed."""

    ending = "dump"

    def dump(self, path: Path) -> Contents:
        # The copy and the counts are of one moment.
        """Write an archive to `path`, and return what it holds. Raises CannotBackUp."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            arguments = ["--format=custom", f"--snapshot={snapshot}", f"--file={path}"]
            if problem := _run("pg_dump", *arguments):
                raise CannotBackUp(problem)
            tables = connection.introspection.get_table_list(cursor)
            return _contents(cursor, sorted(table.name for table in tables if table.type == "t"))

    def load(self, path: Path) -> None:
        """Restore the archive at `path`, all of it or nothing. Raises CannotRestore."""
        arguments = ["--single-transaction", "--exit-on-error"]
        if problem := _run("pg_restore", *arguments, file=path):
            raise CannotRestore(problem)


def copies_of(database: BaseDatabaseWrapper) -> DatabaseCopies:
    """Return how the databases of this vendor are copied."""
    copies: dict[str, DatabaseCopies] = {"sqlite": SqliteCopies(), "postgresql": PostgresCopies()}
    return copies[database.vendor]


def contents() -> Contents:
    """Return what is in the database now; one query for each table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.get_table_list(cursor)
        names = sorted(table.name for table in tables if table.type == "t")
        return _contents(cursor, names)


def _contents(cursor: Any, tables: list[str]) -> Contents:
    """`cursor` is Django's, or a connection of sqlite3: both have `execute()`."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        executed = cursor.execute(sql)
        return list((executed or cursor).fetchall())

    applied = rows("SELECT app, name FROM django_migrations ORDER BY 1, 2")
    counted = {name: rows(f'SELECT count(*) FROM "{name}"')[0][0] for name in tables}  # noqa: S608
    return Contents(tuple(f"{app}.{name}" for app, name in applied), counted)


def _run(program: str, *arguments: str, file: Path | None = None) -> str:
    """Run a program of PostgreSQL; return what went wrong, or nothing."""
    if not shutil.which(program):
        return f"{program} is not installed: install the client programs of PostgreSQL"
    # The arguments of `psql`, which end with the name of the database. A password is none of them.
    words, environ = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    where = [*words[1:-1], f"--dbname={words[-1]}"]
    given = [str(file)] if file else []
    done = subprocess.run(  # noqa: S603 # nosec B603
        [program, "--no-owner", "--no-privileges", "--no-password", *arguments, *where, *given],
        env={**os.environ, **(environ or {})},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return f"{program}: {done.stderr.strip()}" if done.returncode else ""


def versions() -> dict[str, str]:
    """Return the versions of what wrote a backup."""
    import platform

    import django

    with connection.cursor():
        database = connection.get_database_version()
    return {
        "python": platform.python_version(),
        "django": django.get_version(),
        connection.vendor: ".".join(map(str, database)),
        "time zone": settings.TIME_ZONE,
    }
