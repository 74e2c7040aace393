"""Facts of a site for its administrators: sizes, versions, and when things last ran."""

import datetime as dt
import platform
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from articles.models import Article, Image, ImportRun, LastBackup
from articles.models.queued_task import QueuedTask
from articles.operations.health import folders
from articles.operations.tasks.health import queue_health

# A folder with more files is not measured: a page is no place to wait for that.
MOST_FILES = 20_000


class Fact(NamedTuple):
    """One line: a name and a value in the reader's language."""

    name: str
    value: str


def facts() -> list[Fact]:
    """Return the facts in the order of the page: some queries, and a walk over MEDIA_ROOT."""
    return [*_sizes(), *_last_times(), *_versions()]


def _sizes() -> list[Fact]:
    return [
        Fact(gettext("Stories"), str(Article.objects.count())),
        Fact(gettext("Database"), filesizeformat(_database_bytes())),
        Fact(gettext("Pictures"), f"{Image.objects.count()}, {_size_of_pictures()}"),
        Fact(gettext("Kept pages"), _page_cache()),
        Fact(gettext("Free on the disk"), filesizeformat(folders.least_free())),
    ]


def _last_times() -> list[Fact]:
    run = ImportRun.objects.order_by("-pk").first()
    backup = LastBackup.objects.order_by("-finished_at").first()
    health = queue_health(timezone.now())
    waiting, running = QueuedTask.objects.waiting().count(), QueuedTask.objects.running().count()
    tasks = gettext("%(waiting)d waiting, %(running)d running, %(failed)d failed")
    return [
        Fact(
            gettext("Last backup"),
            _moment(backup.finished_at, filesizeformat(backup.size)) if backup else _moment(None),
        ),
        Fact(
            gettext("Last import"),
            _moment(run.started_at, run.get_state_display()) if run else _moment(None),
        ),
        Fact(gettext("Last task of the worker"), _moment(health.last_begun)),
        Fact(
            gettext("Tasks"),
            tasks % {"waiting": waiting, "running": running, "failed": health.failed},
        ),
    ]


def _moment(moment: dt.datetime | None, detail: str = "") -> str:
    if moment is None:
        return gettext("never")
    text = date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
    return f"{text}, {detail}" if detail else text


def _versions() -> list[Fact]:
    return [
        Fact("Django", django.get_version()),
        Fact("Python", platform.python_version()),
        Fact(connection.display_name, ".".join(map(str, connection.get_database_version()))),
    ]


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            )
        return int(cursor.fetchone()[0])


def _page_cache() -> str:
    if not settings.PAGE_CACHE_BYTES:
        return gettext("switched off")
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        return "Redis"
    files = Path(settings.PAGE_CACHE_DIR).glob("page-cache-*.sqlite3*")
    return filesizeformat(sum(file.stat().st_size for file in files))


def _size_of_pictures() -> str:
    folder = folders.written_folders().get("MEDIA_ROOT")
    if folder is None:
        return gettext("in a bucket")
    size = 0
    for number, path in enumerate(folder.rglob("*")):
        if number > MOST_FILES:
            return gettext("more than %s") % filesizeformat(size)
        size += path.stat().st_size if path.is_file() else 0
    return filesizeformat(size)
