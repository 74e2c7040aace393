"""A system check that the search index follows the articles.

It runs where checks of the database do: before `migrate`, and in `check --database default`.
"""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from articles.search.rebuild import is_installed


@register(Tags.database)
def check_search_index(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **options: object
) -> list[CheckMessage]:
    """Return articles.W001 where tables or triggers of the index are missing or of another version.

    A warning and no error: `migrate` stops at errors, and may be needed before `rebuild_search`.
    Says nothing while migrations wait, since one of them may make the index.
    """
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes("articles")) or is_installed():
            return []
    except OperationalError:
        # Another check tells that the database does not answer.
        return []
    return [
        Warning(
            "The search index does not follow the articles: tables or triggers are missing, or "
            "are those of another version.",
            hint="Run: manage.py rebuild_search",
            id="articles.W001",
        )
    ]
