"""Lists of live articles in display order, page by page.

Pinned articles lead the first page; the others follow by time. Each part walks an index, which one
ORDER BY over "is it still pinned" could not, since that changes with the clock. A page begins after
the time and id of the last article of the page before (keyset paging), so page 1,000 costs what
page 1 costs.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import BigIntegerField, DateTimeField, Model, QuerySet
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot, Row
from articles.lib import keyset
from articles.lib.keyset import Position
from articles.models import Article, TaggedArticle
from articles.public.cards import Card, card_values, fetch_cards
from articles.public.navigation import LANG, NOW
from articles.querysets import PIN_LIMIT, ArticleQuerySet, TagLinkQuerySet

PAGE_SIZE = 20

_SUBJECT = QuerySlot("subject", BigIntegerField())
_PLACE = (QuerySlot("place", DateTimeField()), QuerySlot("place_id", BigIntegerField()))


@dataclass(frozen=True)
class ListPage:
    """One page of a list. `query`, `previous` and `next` are query strings such as `?after=…`,
    empty for the first page; `previous` and `next` are None where there is no such page."""

    cards: list[Card]
    query: str
    previous: str | None
    next: str | None

    @property
    def is_first(self) -> bool:
        """Whether this is the page at the list's own URL, without a cursor."""
        return not self.query


@dataclass(frozen=True)
class ArticleList:
    """A kind of list. `rows` returns a queryset of its articles, or of the links of a tag, in all
    languages and not yet restricted to live ones; its slots are the `values` of `page()`.
    """

    rows: Callable[[], ArticleQuerySet | TagLinkQuerySet]
    size: int = PAGE_SIZE
    pins: int = PIN_LIMIT
    # The path from a row to its article, such as `content_object__`.
    article: str = field(default="")

    def page(
        self, lang: str, after: str = "", until: dt.datetime | None = None, **values: object
    ) -> ListPage:
        """Return the page after the cursor `after`, the first one when it is empty. Articles
        published after `until` are left out.

        Raises BadCursor. Two queries, for a later page three.
        """
        place = keyset.decode(after) if after else None
        now = timezone.now()
        latest = min(now, until or now)
        values |= {"lang": lang, "now": latest}
        leading = fetch_cards(self._pins, **values) if self.pins else []
        ids = [card.pk for card in leading] + [0] * (self.pins - len(leading))
        values |= {f"pin{n}": pk for n, pk in enumerate(ids)}
        if place is None:
            cards, room = leading, max(self.size - len(leading), 1)
            rest = fetch_cards(self._first, **values)
        else:
            # A later page leaves out the articles that led the first one.
            cards, room = [], self.size
            start = {"place": place.moment, "place_id": place.pk}
            # One upper limit only: given two, SQLite may start at the later one.
            rest = fetch_cards(self._later, **values | start | {"now": min(latest, place.moment)})
        cards += rest[:room]
        return ListPage(
            cards=cards,
            query=_write(place) if place else "",
            previous=self._previous_query(cards, values) if place and cards else None,
            next=_write(_place(rest[room - 1])) if len(rest) > room else None,
        )

    def languages(self, until: dt.datetime | None = None, **values: object) -> set[str]:
        """Return the languages in which the list has live articles. One query."""
        now = timezone.now()
        rows = self._languages.rows(**values, now=min(now, until or now))
        return {lang for (lang,) in rows}

    def _previous_query(self, cards: list[Card], values: dict[str, object]) -> str:
        """Return the query string of the page before; empty when that is the first page."""
        first = cards[0]
        newer = self._newer.rows(**values, place=first.published_at, place_id=first.pk)
        return _write(Position(newer[-1][1], newer[-1][0])) if len(newer) > self.size else ""

    # --- queries, compiled once -----------------------------------------------------------

    def _live(self) -> ArticleQuerySet | TagLinkQuerySet:
        return self.rows().in_language(LANG).live(NOW)

    def _rest(self) -> ArticleQuerySet | TagLinkQuerySet:
        # `Any`, because `without()` is declared with ids, and takes placeholders of them as well.
        slots: list[Any] = [QuerySlot(f"pin{n}", BigIntegerField()) for n in range(self.pins)]
        return self._live().without(slots)

    @cached_property
    def _pins(self) -> CompiledQuery:
        return CompiledQuery(
            lambda: [card_values(self._live().pinned(NOW)[: self.pins], self.article)]
        )

    @cached_property
    def _first(self) -> CompiledQuery:
        rows = self._rest
        return CompiledQuery(
            lambda: [card_values(rows().newest_first()[: self.size + 1], self.article)]
        )

    @cached_property
    def _later(self) -> CompiledQuery:
        def rows() -> ArticleQuerySet | TagLinkQuerySet:
            return self._rest().before(*_PLACE).newest_first()[: self.size + 1]

        return CompiledQuery(lambda: [card_values(rows(), self.article)])

    @cached_property
    def _newer(self) -> CompiledQuery:
        def rows() -> QuerySet[Model, Row]:
            newer = self._rest().after(*_PLACE).oldest_first()
            return newer.values_list(newer.article_id, "published_at")[: self.size + 1]

        return CompiledQuery(lambda: [rows()])

    @cached_property
    def _languages(self) -> CompiledQuery:
        def first(lang: str) -> QuerySet[Model, Row]:
            rows = self.rows().in_language(lang).live(NOW).newest_first()
            return rows.values_list("lang")[:1]

        return CompiledQuery(lambda: [first(lang) for lang in settings.SITE_LANGUAGES])


HOME_LIST = ArticleList(Article.objects.all)
CATEGORY_LIST = ArticleList(lambda: Article.objects.filter(category_id=_SUBJECT))
SOURCE_LIST = ArticleList(lambda: Article.objects.filter(source_id=_SUBJECT))
TAG_LIST = ArticleList(
    lambda: TaggedArticle.objects.filter(tag_id=_SUBJECT), article="content_object__"
)
# Articles published since a moment, without pins; `until` of `page()` is the end of the period.
PERIOD_LIST = ArticleList(
    lambda: Article.objects.filter(published_at__gte=QuerySlot("since", DateTimeField())), pins=0
)


def _place(card: Card) -> Position:
    return Position(card.published_at, card.pk)


def _write(place: Position) -> str:
    return "?" + urlencode({"after": keyset.encode(place)})
