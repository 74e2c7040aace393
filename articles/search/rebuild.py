"""The index from nothing."""

from collections.abc import Callable

from django.db import connection

from articles.models import Article
from articles.search.engine import engine

# What `prepare()` derives for search alone.
_DERIVED = ("words_title", "words_lead", "words_body", "passages")
_BATCH = 500


def rebuild(each: Callable[[Article], object] = lambda article: None) -> int:
    """Derive the columns of search again, and fill the index; the number of its entries.

    `each` is told of every article that was looked at.
    """
    changed: list[Article] = []
    for article in Article.objects.select_related("cover").order_by("pk").iterator(_BATCH):
        before = [getattr(article, name) for name in _DERIVED]
        article.prepare()
        if before != [getattr(article, name) for name in _DERIVED]:
            changed.append(article)
        if len(changed) == _BATCH:
            _keep(changed)
        each(article)
    _keep(changed)
    engine().rebuild()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_search")
        (count,) = cursor.fetchone()
    return int(count)


def _keep(changed: list[Article]) -> None:
    Article.objects.bulk_update(changed, _DERIVED, batch_size=100)
    changed.clear()
