"""The engine of the database in use, chosen here and nowhere else."""

from types import ModuleType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from articles.search import postgres, sqlite

_ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgres}


def engine() -> ModuleType:
    """The module with `newest()`, `rebuild()` and the rest for this database.

    Raises ImproperlyConfigured for one that has no engine.
    """
    try:
        return _ENGINES[connection.vendor]
    except KeyError:
        raise ImproperlyConfigured(
            f"DATABASE_URL: search knows SQLite and PostgreSQL, not {connection.vendor}."
        ) from None


def keep_standing(**_signal: Any) -> None:
    """After every `migrate`: the index stands, and follows the articles.

    A migration alone could not promise that. SQLite changes a table by making it anew, and drops
    the triggers with the old one, so any later migration of articles would leave the index
    behind in silence. Where triggers are missing they are made again, and the index with them.
    """
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if "articles_article" not in tables:
            engine().remove()
            return
        columns = connection.introspection.get_table_description(cursor, "articles_article")
    if "risk" in {column.name for column in columns} and not engine().is_installed():
        engine().install()
        engine().rebuild()
