"""The surroundings of an article on its page: tags, corrections, translations, the articles before
and after it, related articles and the menu. Two queries, whatever the number of articles."""

import datetime as dt
from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Model,
    QuerySet,
    Subquery,
    Value,
)
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot, Row, instance
from articles.lib.urls import cached_reverse
from articles.models import Article, Correction, Tag, TaggedArticle
from articles.public.cards import Card, card_values, fetch_cards
from articles.public.navigation import (
    LANG,
    NOW,
    Menu,
    NavigationLink,
    menu_from_rows,
    menu_querysets,
)
from articles.public.related import CATEGORY, NearbyArticle, rank_related
from articles.querysets import ListedQuerySet

# Related articles are looked for by the first tags, in so many articles on each side in time.
TAGS = 5
EACH_SIDE = 4
RELATED = 4

_ARTICLE = QuerySlot("article", BigIntegerField())
_PUBLISHED_AT = QuerySlot("published_at", DateTimeField())
_CATEGORY = QuerySlot("category", BigIntegerField())
_SOURCE = QuerySlot("source", BigIntegerField())
_EXTERNAL_ID = QuerySlot("external_id", CharField())


class ArticleSurroundings(NamedTuple):
    """Live articles and their categories and tags, in the language of the article. `translations`
    are the paths of the live translations by language code."""

    tags: tuple[NavigationLink, ...]
    corrections: tuple[Correction, ...]
    translations: dict[str, str]
    newer: NavigationLink | None
    older: NavigationLink | None
    related: list[Card]
    menu: Menu


def get_surroundings(article: Article) -> ArticleSurroundings:
    """Return the surroundings of a live article, and set its `known_tags`.

    Two queries; one when no article is related. Raises ValueError for an article without a time of
    publication.
    """
    now, published_at = timezone.now(), article.published_at
    if published_at is None:
        raise ValueError("The article has no time of publication.")
    query = _query(bool(article.source_id), bool(article.external_id))
    rows = query.unconverted(
        article=article.pk,
        published_at=published_at,
        lang=article.lang,
        now=now,
        category=article.category_id or 0,
        source=article.source_id,
        external_id=article.external_id,
    )
    surroundings, tags, related_ids = _from_rows(query, tuple(rows), article.lang, published_at)
    article.known_tags = list(tags)
    if not related_ids:
        return surroundings
    return surroundings._replace(related=_related_cards(related_ids, now))


# The result depends on the rows alone, so a cached one is never out of date. 300 of them take about
# 5 MB.
@lru_cache(maxsize=300)
def _from_rows(
    query: CompiledQuery, unconverted: tuple[Row, ...], lang: str, published_at: dt.datetime
) -> tuple[ArticleSurroundings, tuple[Tag, ...], list[int]]:
    """Return the surroundings without related articles, the tags, and the ids of the related
    articles, the most related first."""
    rows = query.converted(unconverted)
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        by_kind.setdefault(row[0], []).append(row)
    tags = sorted(by_kind.get("tag", ()), key=lambda row: row[2])
    corrections = sorted(
        by_kind.get("correction", ()), key=lambda row: (row[5], row[1]), reverse=True
    )
    surroundings = ArticleSurroundings(
        tags=tuple(
            NavigationLink(name, cached_reverse("tag", lang, slug), slug)
            for _kind, _id, _position, name, slug, _time in tags
        ),
        corrections=tuple(
            instance(Correction, {"id": pk, "kind": kind, "text": text, "date": date})
            for _kind, pk, _position, kind, text, date in corrections
        ),
        translations={
            code: cached_reverse("article", code, slug)
            for _kind, _id, _position, code, slug, _time in by_kind.get("translation", ())
            if code in settings.SITE_LANGUAGES
        },
        newer=_neighbour(by_kind.get("newer"), lang),
        older=_neighbour(by_kind.get("older"), lang),
        related=[],
        menu=menu_from_rows(rows, lang),
    )
    known_tags = tuple(
        instance(Tag, {"id": pk, "name": name, "slug": slug})
        for _kind, pk, _position, name, slug, _time in tags
    )
    return surroundings, known_tags, _related_ids(by_kind, published_at)


def _neighbour(rows: list[Row] | None, lang: str) -> NavigationLink | None:
    if not rows:
        return None
    _kind, _id, _position, title, slug, _time = rows[0]
    return NavigationLink(title, cached_reverse("article", lang, slug), slug)


def _related_ids(by_kind: dict[str, list[Row]], published_at: dt.datetime) -> list[int]:
    # The articles before and after have links of their own.
    neighbours = {row[1] for side in ("newer", "older") for row in by_kind.get(side, ())}
    sample = (
        NearbyArticle(article_id, position, time)
        for _kind, article_id, position, _name, _slug, time in by_kind.get("nearby", ())
        if article_id not in neighbours
    )
    return rank_related(sample, published_at, 2 * EACH_SIDE, RELATED)


def _related_cards(ids: list[int], now: dt.datetime) -> list[Card]:
    padded = ids + [0] * (RELATED - len(ids))
    cards = fetch_cards(_CARDS, now=now, **{f"id{n}": pk for n, pk in enumerate(padded)})
    return sorted(cards, key=lambda card: ids.index(card.pk))


_CARDS = CompiledQuery(
    lambda: [
        card_values(
            Article.objects.live(NOW).filter(
                pk__in=[QuerySlot(f"id{n}", BigIntegerField()) for n in range(RELATED)]
            )
        )
    ]
)


@cache
def _query(has_source: bool, has_external_id: bool) -> CompiledQuery:
    return CompiledQuery(lambda: _querysets(has_source, has_external_id))


def _querysets(has_source: bool, has_external_id: bool) -> list[QuerySet[Model, Row]]:
    """Rows are (kind, id, position, name, slug, time); of a correction (…, kind, text, date)."""
    links = TaggedArticle.objects.filter(content_object_id=_ARTICLE)
    articles = Article.objects.in_language(LANG)
    querysets = [
        links.order_by().values_list(
            Value("tag"), "tag_id", "position", "tag__name", "tag__slug", "published_at"
        ),
        *(
            rows.values_list(Value(kind), "id", Value(0), "title", "slug", "published_at")
            for kind, rows in (("newer", _newer(articles, 1)), ("older", _older(articles, 1)))
        ),
        *_nearby(articles.filter(category_id=_CATEGORY), CATEGORY),
        *menu_querysets(),
    ]
    for position in range(TAGS):
        tag = Subquery(links.filter(position=position).order_by().values("tag_id")[:1])
        tagged = TaggedArticle.objects.filter(tag_id=tag).in_language(LANG)
        querysets += _nearby(tagged, position)
    corrections = Correction.objects.filter(article_id=_ARTICLE).order_by()
    querysets.append(
        corrections.values_list(Value("correction"), "id", Value(0), "kind", "text", "date"),
    )
    if has_external_id:
        source = _SOURCE if has_source else None
        group = Article.objects.live(NOW).versions(source, _EXTERNAL_ID)
        translations = group.exclude(pk=_ARTICLE)
        querysets.append(
            translations.values_list(
                Value("translation"), "id", Value(0), "lang", "slug", "published_at"
            )
        )
    return querysets


def _nearby(rows: ListedQuerySet, position: int) -> list[QuerySet[Model, Row]]:
    empty = Value("", CharField())
    columns = (Value("nearby"), rows.article_id, Value(position), empty, empty, "published_at")
    sides = (_newer(rows, EACH_SIDE), _older(rows, EACH_SIDE))
    return [side.values_list(*columns) for side in sides]


def _newer(rows: ListedQuerySet, count: int) -> ListedQuerySet:
    return rows.live(NOW).after(_PUBLISHED_AT, _ARTICLE).oldest_first()[:count]


def _older(rows: ListedQuerySet, count: int) -> ListedQuerySet:
    # Older articles were live when this one was published. Only one upper limit: given two, SQLite
    # may start at the later one.
    return rows.live(_PUBLISHED_AT).before(_PUBLISHED_AT, _ARTICLE).newest_first()[:count]
