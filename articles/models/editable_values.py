"""The values of an article that the change form edits, as plain JSON values by column.

The form keeps these values of the moment it was opened, a pending revision is made of them, and
merging compares them. Related rows are ids, times ISO 8601, tags names in their order.
What only files write, and no form, is beside them in changes that an import leaves to a person.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from articles.lib.moments import nearest_in_calendar
from articles.models.article_columns import ArticleColumns

TEXTS = ("title", "description", "body")
_RELATED = ("source", "category", "cover")
MOMENTS = ("published_at", "expires_at", "sticky_until")
_SIMPLE = ("lang", "slug", "external_id", "sentiment", "score", "canonical_url", "sticky_weight")
LISTS = ("author_names",)
EDITED = (*TEXTS, *_SIMPLE, *LISTS, *_RELATED, *MOMENTS, "tags")
# Written by files alone.
FILED = ("updated_at", "ai", "cta", "aliases", "extra", "text_pictures")


def edited(article: ArticleColumns) -> dict[str, object]:
    """The editable values of `article`; one query, for its tags."""
    values = {name: getattr(article, name) for name in (*TEXTS, *_SIMPLE, *LISTS)}
    values |= {name: getattr(article, f"{name}_id") for name in _RELATED}
    values |= {name: as_text(getattr(article, name)) for name in MOMENTS}
    return values | {"tags": [tag.name for tag in article.tag_list] if article.pk else []}


def filed(article: ArticleColumns) -> dict[str, object]:
    """The values of `article` that only files write; no query."""
    values = {name: getattr(article, name) for name in FILED}
    return values | {"updated_at": as_text(article.updated_at)}


def columns_of(values: Mapping[str, Any]) -> dict[str, object]:
    """The columns of `values`, by attribute name; without the tags, which are rows."""
    columns: dict[str, object] = {}
    for name, value in values.items():
        if name in _RELATED:
            columns[f"{name}_id"] = value
        elif name in (*MOMENTS, "updated_at"):
            moment = dt.datetime.fromisoformat(value) if value else None
            columns[name] = moment and nearest_in_calendar(moment)
        elif name != "tags":
            columns[name] = value
    return columns


def assign_edited(article: ArticleColumns, values: Mapping[str, object]) -> None:
    """Set the columns of `values` on `article`, which is not saved; its tags stay."""
    for name, value in columns_of(values).items():
        setattr(article, name, value)


def as_text(moment: dt.datetime | None) -> str | None:
    """A time in the form of these values: in UTC, so that equal times are equal strings."""
    return moment.astimezone(dt.UTC).isoformat() if moment else None
