"""Cards: articles as lists show them."""

from collections.abc import Iterable

from django.http import HttpRequest

from articles.lib.public_keys import depends_on
from articles.models import Article, TaggedArticle
from articles.querysets import ListedQuerySet


def load_cards(request: HttpRequest, rows: ListedQuerySet) -> list[Article]:
    """Return the articles of `rows`, which are articles or links of a tag, with the columns that a
    card shows, and source, category and cover with theirs; others are deferred. One query.

    Declares that the response to `request` shows the articles.
    """
    articles = [
        row.content_object if isinstance(row, TaggedArticle) else row for row in rows.for_cards()
    ]
    show_cards(request, articles)
    return articles


def show_cards(request: HttpRequest, articles: Iterable[Article]) -> None:
    """Declare that the response to `request` shows these articles as cards."""
    for article in articles:
        depends_on(request, *article.shown_keys(), until=article.next_end)
