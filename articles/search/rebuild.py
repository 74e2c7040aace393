"""The search index made from nothing, and whether all of it is there."""

import re
from collections.abc import Callable

from django.db import connection

from articles.migrations.search_index import operations
from articles.models import Article
from articles.models.derive_again import derive_again

_CREATED = re.compile(r"CREATE (?:VIEW|TRIGGER) (\w+)")
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'articles_article'::regclass",
}
_TABLES = {"articles_search", "articles_unpublished", "articles_search_vocabulary"}


def rebuild(each: Callable[[Article], object] = lambda article: None) -> int:
    """Derive what is stored of the texts again, and fill the index; return the number of entries.

    Calls `each` with every article that was looked at.
    """
    derive_again(each)
    rebuild_index()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_search")
        (count,) = cursor.fetchone()
    return int(count)


def rebuild_index() -> None:
    """Fill the index from the articles, and make its triggers again where some are missing."""
    if is_installed():
        operations.fill(connection)
    else:
        operations.create(connection)


def is_installed() -> bool:
    """Whether all tables, views and triggers of the current version are there. Three queries."""
    with connection.cursor() as cursor:
        names = {table.name for table in connection.introspection.get_table_list(cursor)}
        cursor.execute(_TRIGGERS[connection.vendor])
        names |= {name for (name,) in cursor.fetchall()}
        created = _CREATED.findall("\n".join(operations.sql_of(connection).CREATE))
        if not names >= {*created, *_TABLES}:
            return False
        cursor.execute("SELECT version FROM articles_search_version")
        return bool(cursor.fetchone() == (operations.CURRENT,))
