"""Sites of a test's own: a database, storages, and `manage.py` in a process apart."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
_numbers = count()


def _answers() -> bool:
    try:
        psycopg.connect(SERVER, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


needs_postgres = pytest.mark.skipif(
    not _answers(), reason="there is no PostgreSQL (.ci/postgres starts one)"
)


@contextmanager
def postgres_databases(number: int) -> Iterator[list[str]]:
    """The URLs of new, empty databases, which are gone afterwards."""
    names = [f"own_site_{os.getpid()}_{next(_numbers)}" for _ in range(number)]
    with closing(psycopg.connect(SERVER, autocommit=True)) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
        try:
            parts = urlsplit(SERVER)
            yield [parts._replace(path=f"/{name}").geturl() for name in names]
        finally:
            for name in names:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class OwnSite:
    """A site whose storages are in `folder`, and whose database is there, too, unless it has a
    `database_url`."""

    def __init__(self, folder: Path, database_url: str = "", **environ: str) -> None:
        self.folder = folder
        self.database_url = database_url or f"sqlite:///{folder}/db.sqlite3"
        folder.mkdir(exist_ok=True)
        self.media, self.originals = folder / "media", folder / "originals"
        self.environ = os.environ | {
            "DATABASE_URL": self.database_url,
            "MEDIA_ROOT": str(self.media),
            "ORIGINALS_ROOT": str(self.originals),
            "PAGE_CACHE_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            **environ,
        }

    def run(self, *arguments: object) -> tuple[int, str, str]:
        """Run `manage.py`, and return its exit code and what it wrote."""
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT, env=self.environ, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def manage(self, *arguments: object) -> str:
        """Run `manage.py`, which must succeed, and return what it wrote."""
        code, out, err = self.run(*arguments)
        assert code == 0, err
        return out

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query, read without Django."""
        if self.database_url.startswith("sqlite"):
            import sqlite3

            path = self.database_url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(path)) as database:
                return database.execute(sql).fetchall()
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(sql).fetchall()

    def tables(self) -> list[str]:
        """The names of all tables."""
        sql = (
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
            if self.database_url.startswith("sqlite")
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        return [name for (name,) in self.query(sql)]

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, in a form and an order that can be compared."""
        return {
            name: sorted(repr(row) for row in self.query(f'SELECT * FROM "{name}"'))
            for name in self.tables()
        }

    def files(self) -> dict[str, bytes]:
        """Every file of both storages."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for storage in (self.media, self.originals)
            for path in storage.rglob("*")
            if path.is_file()
        }
