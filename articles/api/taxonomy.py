"""Categories, tags, authors and sources with live articles."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from articles.lib.keyset import Position
from articles.models import Article, ArticleAuthor, Author, Category, Source, Tag, TaggedArticle
from articles.querysets import ListedQuerySet

# For one page so many times its size are read; those without a live article are passed over.
LOOKED_AT = 10
# These lists are in the order of ids; a position has a time as well.
_NO_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

TagOrSource = TypeVar("TagOrSource", Tag, Source, Author)


class TaxonomyPage(NamedTuple, Generic[TagOrSource]):
    """One page of tags, authors or sources, and where the next one begins, None for the last page.

    `is_of_live`: only rows with live articles decide what is on it. Otherwise rows do that were
    passed over, and what comes and goes among those is not in the public change log.
    """

    rows: Sequence[TagOrSource]
    last: Position | None
    is_of_live: bool


def categories_in(lang: str | None) -> QuerySet[Category]:
    """Return all categories with live articles in `lang`, or in any language for None."""
    articles = Article.objects.filter(category=OuterRef("pk"))
    return Category.objects.filter(_is_live(articles, lang))


def page_of(
    model: type[TagOrSource], lang: str | None, after: Position | None, limit: int
) -> TaxonomyPage[TagOrSource]:
    """Return one page of tags, authors or sources with live articles, in the order of ids. One
    query."""
    if model is Tag:
        articles: ListedQuerySet = TaggedArticle.objects.filter(tag=OuterRef("pk"))
    elif model is Author:
        articles = ArticleAuthor.objects.filter(author=OuterRef("pk"))
    else:
        articles = Article.objects.filter(source=OuterRef("pk"))
    window = LOOKED_AT * limit
    following: QuerySet[Any] = model._default_manager.filter(
        pk__gt=after.pk if after else 0
    ).order_by("pk")
    if model is Tag:
        following = following.select_related("topic")
    rows = list(following.annotate(live=_is_live(articles, lang))[: window + 1])
    fitting = [row for row in rows[:window] if row.live]
    last = None
    if len(fitting) > limit:
        last = fitting[limit - 1]
    elif len(rows) > window:
        last = rows[window - 1]
    position = Position(_NO_TIME, last.pk) if last else None
    return TaxonomyPage(fitting[:limit], position, is_of_live=len(fitting) > limit)


def _is_live(articles: ListedQuerySet, lang: str | None) -> Exists:
    return Exists(articles.live().filter(lang__in=[lang] if lang else settings.SITE_LANGUAGES))
