"""Cards: articles as lists show them."""

from collections.abc import Iterable

from django.http import HttpRequest

from articles.lib.public_keys import depends_on
from articles.models import Article, ArticleAuthor, TaggedArticle
from articles.models.authorship import load_authors
from articles.querysets import ListedQuerySet


def load_cards(request: HttpRequest, rows: ListedQuerySet) -> list[Article]:
    """Return the articles of `rows`, which are articles or links to them, with the columns that a
    card shows, and source, category and cover with theirs; others are deferred. One query,
    and one more where articles name authors.

    Declares that the response to `request` shows the articles.
    """
    articles = [
        row.content_object if isinstance(row, TaggedArticle | ArticleAuthor) else row
        for row in rows.for_cards()
    ]
    show_cards(request, articles)
    return articles


def show_cards(request: HttpRequest, articles: Iterable[Article]) -> None:
    """Declare that the response to `request` shows these articles as cards, and load the authors
    that cards name: one query, none where they name nobody."""
    cards = list(articles)
    # The people whose reporting a machine's text tells are named on its page.
    load_authors(article for article in cards if not article.machine_part)
    for article in cards:
        keys = article.shown_keys(authors=article.written_by)
        depends_on(request, *keys, until=article.next_end)
