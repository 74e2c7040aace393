"""Cards: articles as lists show them, with the columns that a card shows and no others."""

import datetime as dt
import json
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.db.compiled_queries import CompiledQuery, Row, instance
from articles.models import Article, Category, Image, Source
from articles.querysets import ListedQuerySet
from articles.workflow import is_pinned


class CardColumns(NamedTuple):
    """The values of one card as the database stores them. All can be compared and hashed, so that
    equal columns give equal cards."""

    pk: int
    lang: str
    slug: str
    title: str
    summary: str
    published_at: dt.datetime
    sticky_weight: int
    sticky_until: dt.datetime | None
    ai: str | None
    text_hash: str
    reviewed_hash: str
    source_id: int | None
    source_key: str | None
    source_name: str | None
    category_id: int | None
    category_slug: str | None
    category_name: str | None
    cover_id: int | None
    cover_alt: str | None
    cover_sizes: str | None


class Card(CardColumns):
    """One article of a list, with its model object and the HTML made of it so far."""

    @property
    def is_pinned(self) -> bool:
        """Whether the article leads its lists now; the rule of `Article.is_pinned`."""
        return is_pinned(self.sticky_weight, self.sticky_until, timezone.now())

    @cached_property
    def article(self) -> Article:
        """The article, its source, category and cover with these columns; others are deferred."""
        columns = self._asdict()
        article: Article = instance(
            Article, columns | {"id": self.pk, "ai": json.loads(self.ai) if self.ai else None}
        )
        for name, model in (("source", Source), ("category", Category), ("cover", Image)):
            if columns[f"{name}_id"]:
                start = len(name) + 1
                values = {k[start:]: v for k, v in columns.items() if k.startswith(f"{name}_")}
                setattr(article, name, instance(model, values))
        return article

    @cached_property
    def html(self) -> dict[tuple[object, ...], SafeString]:
        """The HTML that the template tag `cards` has rendered, by the arguments of the tag."""
        return {}


def card_values(rows: ListedQuerySet, article: str = "") -> QuerySet[Model, Row]:
    """Return `rows` with `values_list()` of the columns of `CardColumns`, in their order.

    `article` is the path from a row to its article, such as `content_object__`.
    """
    names = (
        *("id", "lang", "slug", "title", "summary"),
        *("published_at", "sticky_weight", "sticky_until"),
        Cast(f"{article}ai", TextField()),
        *("text_hash", "reviewed_hash"),
        *("source_id", "source__key", "source__name"),
        *("category_id", "category__slug", "category__name"),
        *("cover_id", "cover__alt", "cover__sizes"),
    )
    return rows.values_list(*(f"{article}{n}" if isinstance(n, str) else n for n in names))


def fetch_cards(query: CompiledQuery, **values: object) -> list[Card]:
    """Return the cards of a compiled query of `card_values()`, run with `values` in its slots. One
    query."""
    return [_card(query, row) for row in query.unconverted(**values)]


# A card depends on its columns alone: the same ones give the same card and the same HTML, so a
# cached card is never out of date. 2,000 cards take about 8 MB.
@lru_cache(maxsize=2000)
def _card(query: CompiledQuery, unconverted: Row) -> Card:
    (row,) = query.converted([unconverted])
    return Card(*row)
