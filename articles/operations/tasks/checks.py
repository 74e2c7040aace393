"""A system check that somebody does the tasks.

It runs where checks of the database do: in `check --database default`.
"""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection
from django.utils import timezone
from django.utils.timezone import localtime

from articles.models.queued_task import QueuedTask
from articles.operations.tasks.health import queue_health


@register(Tags.database)
def check_worker(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **options: object
) -> list[CheckMessage]:
    """Return articles.W002 where tasks have waited for minutes, and no worker begins them.

    Says nothing while the tables are missing.
    """
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        tables = connection.introspection.table_names()
        if not {QueuedTask._meta.db_table, "articles_scheduledjob"} <= set(tables):
            return []
        since = queue_health(timezone.now()).waiting_since
    except OperationalError:
        # Another check tells that the database does not answer.
        return []
    if since is None:
        return []
    return [
        Warning(
            f"Tasks wait since {localtime(since):%Y-%m-%d %H:%M}, and no worker begins them.",
            hint="Run: manage.py run_worker",
            id="articles.W002",
        )
    ]
