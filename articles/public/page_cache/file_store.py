"""Kept pages in a file that the processes of one machine share, and that outlives them: SQLite.

The file holds nothing that could not be rendered again. So nothing waits for the disk, a damaged
file is deleted, and every error means that a page is not found, or not stored.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TypeVar

from articles.lib.pause import Pause
from articles.public.page_cache.known_changes import Change

T = TypeVar("T")

_PREPARE = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -256;
PRAGMA journal_size_limit = 4194304;
CREATE TABLE IF NOT EXISTS page (number INTEGER PRIMARY KEY, name BLOB UNIQUE, content BLOB);
CREATE TABLE IF NOT EXISTS head (sequence INTEGER, key TEXT, moment REAL);
"""
# Seconds that a request waits for another process's write.
TIMEOUT = 0.02
# Some pages at once leave room for as many puts.
_DELETE_OLDEST = (
    "DELETE FROM page WHERE number IN (SELECT number FROM page ORDER BY number LIMIT 10)"
)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class FileStore:
    """About `limit` bytes of pages in `folder`, in a file that is named for the site and for the
    `release` of the program. Files of other releases are deleted.

    Threads and processes may share it; a process that forks opens the file anew in its child.
    """

    def __init__(self, folder: Path, name: str, release: str, limit: int) -> None:
        self.path = folder / f"{name}-{release}.sqlite3"
        self._of_releases = f"{name}-*.sqlite3*"
        self._limit = limit
        self._pause = Pause(f"The page cache {self.path}")
        self._connection: sqlite3.Connection | None = None
        self._lock = Lock()
        os.register_at_fork(after_in_child=self._forget_connection)

    def fetch(self, address: str) -> bytes | None:
        """Return what was stored at `address`, or None."""

        def read(connection: sqlite3.Connection) -> bytes | None:
            question = "SELECT content FROM page WHERE name = ?"
            row = connection.execute(question, (_name(address),)).fetchone()
            return row[0] if row else None

        return self._run(read)

    def store(self, address: str, content: bytes, head: Change, seconds: float) -> None:
        """Store `content` at `address`, and delete the oldest pages of a full file.

        `head` is the newest row of the public change log that the process knows. The content ends
        after so many `seconds`, which matters to no file.
        """

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            row = (_name(address), content)
            connection.execute("INSERT OR REPLACE INTO page (name, content) VALUES (?, ?)", row)
            connection.execute("DELETE FROM head WHERE sequence < ?", head[:1])
            connection.execute(
                "INSERT INTO head SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM head)", head
            )
            while _size(connection) > self._limit:
                if not connection.execute(_DELETE_OLDEST).rowcount:
                    break
            connection.execute("COMMIT")

        self._run(write)

    def head(self) -> Change | None:
        """Return the newest row of the log that a page was stored with; None without pages."""
        row = self._run(lambda connection: connection.execute("SELECT * FROM head").fetchone())
        return Change(*row) if row else None

    def clear(self) -> None:
        """Delete all pages, whatever process stored them."""

        def delete(connection: sqlite3.Connection) -> bool:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM page")
            connection.execute("DELETE FROM head")
            connection.execute("COMMIT")
            return True

        if not self._run(delete):
            # Better no file than one with pages that are wrong.
            with self._lock:
                self._delete_file()

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Return what `work` does with the open file; None where that is impossible now."""
        if self._pause.is_on:
            return None
        with self._lock:
            try:
                connection = self._connection or self._open()
                try:
                    result = work(connection)
                finally:
                    if connection.in_transaction:
                        connection.rollback()
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                    self._delete_file()
                elif not _is_busy(error):
                    self._pause.begin(error)
                return None
            except OSError as error:
                self._pause.begin(error)
                return None
        self._pause.end()
        return result

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for other in self.path.parent.glob(self._of_releases):
            # A process of another release that has its file open keeps it.
            if not other.name.startswith(self.path.name):
                other.unlink(missing_ok=True)
        connection = sqlite3.connect(
            self.path, timeout=TIMEOUT, isolation_level=None, check_same_thread=False
        )
        connection.executescript(_PREPARE)
        self._connection = connection
        return connection

    def _delete_file(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    def _forget_connection(self) -> None:
        # It is kept open: to close it here would take the file away from the parent.
        self._parents_connection = self._connection
        self._connection = None
        self._lock = Lock()


def _name(address: str) -> bytes:
    return hashlib.blake2b(address.encode(), digest_size=16).digest()


def _size(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )
