"""The record of what is in a baked folder, and of what each file depends on."""

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from articles.lib.public_keys import ANY, SITE
from articles.public.bake.exceptions import CannotBake
from articles.public.bake.folder import MANIFEST

# A change of what is recorded: older records are of no use, and everything is baked again.
_FORMAT = 1
_TABLES = """
    CREATE TABLE IF NOT EXISTS pages (
        address TEXT PRIMARY KEY, file TEXT NOT NULL, status INTEGER NOT NULL,
        keys TEXT NOT NULL, until TEXT, leads_to TEXT NOT NULL, files TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class BakedPage(NamedTuple):
    """A file of the folder: its address, its path, and the status that the address has.

    The page depends on `keys`, and is right before `until`, or for ever where that is None. It
    `leads_to` addresses that nothing else names, such as the next page of its list, and shows the
    static files and pictures `files`.
    """

    address: str
    file: str
    status: int
    keys: frozenset[str]
    until: dt.datetime | None
    leads_to: tuple[str, ...]
    files: frozenset[str]

    def is_right(self, changed: Collection[str], now: dt.datetime) -> bool:
        """Whether a fresh answer would be the same after changes of the keys `changed`."""
        if self.until is not None and self.until <= now:
            return False
        if SITE in changed or not self.keys:
            # A page that declares nothing may depend on everything.
            return False
        return self.keys.isdisjoint(changed) and not (ANY in self.keys and changed)


class Manifest:
    """The record in the folder `root`; a context manager that closes it.

    Raises CannotBake for a damaged one: without it nobody knows which files are out of date.
    """

    def __init__(self, root: Path) -> None:
        self._database = sqlite3.connect(root / MANIFEST, isolation_level=None)
        try:
            self._database.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            raise CannotBake(
                f"{root / MANIFEST} is damaged ({error}). Delete the folder, and bake it anew."
            ) from error
        if self.state("format") != str(_FORMAT):
            self.clear()

    def __enter__(self) -> "Manifest":
        return self

    def __exit__(self, *exception: object) -> None:
        self._database.close()

    def clear(self) -> None:
        """Forget the pages and the state; files stay, and are compared when they are written."""
        self._database.execute("DELETE FROM state")
        self.set_state("format", str(_FORMAT))

    def state(self, name: str) -> str:
        """Return the word about the whole bake that is kept under `name`; empty for none."""
        row = self._database.execute("SELECT value FROM state WHERE name = ?", [name]).fetchone()
        return str(row[0]) if row else ""

    def set_state(self, name: str, value: str) -> None:
        """Keep a word about the whole bake under `name`, in place of the one of before."""
        self._database.execute("REPLACE INTO state VALUES (?, ?)", [name, value])

    def pages(self) -> dict[str, BakedPage]:
        """Return all pages by address."""
        rows = self._database.execute("SELECT * FROM pages")
        return {row[0]: _page(row) for row in rows}

    def add(self, pages: Iterable[BakedPage]) -> None:
        """Record pages, in place of what is recorded at their addresses. One transaction."""
        self._database.execute("BEGIN")
        self._database.executemany("REPLACE INTO pages VALUES (?,?,?,?,?,?,?)", map(_row, pages))
        self._database.execute("COMMIT")

    def remove(self, addresses: Iterable[str]) -> None:
        """Forget the pages at these addresses. One transaction."""
        self._database.execute("BEGIN")
        rows = [(address,) for address in addresses]
        self._database.executemany("DELETE FROM pages WHERE address = ?", rows)
        self._database.execute("COMMIT")


def _row(page: BakedPage) -> tuple[object, ...]:
    return (
        page.address,
        page.file,
        page.status,
        json.dumps(sorted(page.keys)),
        page.until.isoformat() if page.until else None,
        json.dumps(page.leads_to),
        json.dumps(sorted(page.files)),
    )


def _page(row: tuple[str, str, int, str, str | None, str, str]) -> BakedPage:
    address, file, status, keys, until, leads_to, files = row
    return BakedPage(
        address,
        file,
        status,
        frozenset(json.loads(keys)),
        dt.datetime.fromisoformat(until) if until else None,
        tuple(json.loads(leads_to)),
        frozenset(json.loads(files)),
    )
