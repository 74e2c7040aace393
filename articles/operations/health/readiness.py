"""Problems that keep a process from serving readers or editors at this moment, in words.

The words name settings, and neither their values nor a path: `/readyz` shows them to everybody.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.core.cache import cache
from django.db import Error, connection
from django.utils import timezone
from django.utils.translation import override

from articles.operations.health import folders, migrations, static_files
from articles.operations.tasks.health import queue_health


class ReadinessProblem(NamedTuple):
    """One thing that is wrong, as a sentence; `stops_readers` if they get no page for it."""

    check: str
    text: str
    stops_readers: bool = False


def problems() -> list[ReadinessProblem]:
    """Return what is wrong now, in English. Eight queries at most; none waits for a lock."""
    with override("en"):
        return [
            problem
            for name, look, stops_readers in _LOOKS
            for problem in (ReadinessProblem(name, text, stops_readers) for text in look())
        ]


def database_problems() -> list[str]:
    """Return one sentence where the database does not answer."""
    return ["The database does not answer."] if reason_of_database() else []


def reason_of_database() -> str:
    """Return why the database does not answer, in its words; empty where it does. One query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        # A connection that broke would fail again.
        connection.close()
        return str(error).strip().partition("\n")[0] or type(error).__name__
    return ""


def cache_problems() -> list[str]:
    """Return one sentence where the cache (CACHE_URL) keeps nothing."""
    key = "operations:probe"
    cache.set(key, "kept", 30)
    return [] if cache.get(key) == "kept" else ["The cache of CACHE_URL does not answer."]


def migration_problems() -> list[str]:
    """Return one sentence where migrations of this release are not applied."""
    try:
        missing = migrations.unapplied()
    except Error:
        # Told by database_problems().
        return []
    return [f"{len(missing)} migrations are not applied."] if missing else []


def static_problems() -> list[str]:
    """Return one sentence where pages cannot name their style sheets."""
    if static_files.manifest_is_missing():
        return ["The list of static files is missing: collectstatic was not run."]
    return []


def folder_problems() -> list[str]:
    """Return a sentence for each folder that cannot be written."""
    return [f"The folder of {name} cannot be written." for name in folders.unwritable()]


def disk_problems() -> list[str]:
    """Return a sentence for each folder on a disk that is nearly full."""
    return [f"The disk of {name} is nearly full." for name in folders.nearly_full()]


def task_problems() -> list[str]:
    """Return one sentence where tasks wait, and no worker begins them."""
    try:
        waits = queue_health(timezone.now()).waiting_since is not None
    except Error:
        # Told by database_problems(), or migration_problems().
        return []
    return ["Tasks wait, and no worker begins them."] if waits else []


_LOOKS: tuple[tuple[str, Callable[[], list[str]], bool], ...] = (
    ("database", database_problems, True),
    ("migrations", migration_problems, True),
    ("static files", static_problems, True),
    ("tasks", task_problems, False),
    ("cache", cache_problems, False),
    ("folders", folder_problems, False),
    ("disk", disk_problems, False),
)
