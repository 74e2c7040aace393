"""Stories as lists show them: the columns of a card, and nothing that a card does not show."""

import datetime as dt
import json
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.db.compiled_queries import CompiledQuery, Row, instance
from articles.models import Article, Category, Image, Source
from articles.querysets import ListedQuerySet


class Columns(NamedTuple):
    """What a card is made of, as it stands in the database. All of it can be compared and
    hashed, so that equal columns give equal cards."""

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


class Card(Columns):
    """One story of a list."""

    @property
    def is_pinned(self) -> bool:
        """As `Article.is_pinned`."""
        ahead = self.sticky_until is None or self.sticky_until > timezone.now()
        return self.sticky_weight > 0 and ahead

    @cached_property
    def article(self) -> Article:
        """The story as a model object that knows these columns and no others."""
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
    def html(self) -> dict[Any, SafeString]:
        """What the tag `cards` made of it, by how it was to look."""
        return {}


def columns_of(rows: ListedQuerySet, article: str = "") -> Any:
    """`rows` as values for `Card`; `article` leads from a row to its article (`"x__"`)."""
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


def ask(question: CompiledQuery, **values: Any) -> list[Card]:
    """The cards that a question of `columns_of()` finds. One query."""
    return [_card(question, row) for row in question.unconverted(**values)]


# A card says nothing but what its columns say, so the same ones give the same card, and the same
# HTML: nothing that changes can leave an old one behind. 2,000 of them take about 8 MB.
@lru_cache(maxsize=2000)
def _card(question: CompiledQuery, unconverted: Row) -> Card:
    (row,) = question.converted([unconverted])
    return Card(*row)
