"""What the desk's form edits of an article, as plain JSON values by column.

The form keeps these values of the moment it was opened, a pending revision is made of them, and
merging compares them. Related rows are ids, times ISO 8601, tags names in their order.
"""

import datetime as dt
from typing import Any

TEXTS = ("title", "description", "body")
_RELATED = ("source", "category", "cover")
MOMENTS = ("published_at", "sticky_until")
_SIMPLE = ("lang", "slug", "external_id", "sentiment", "score", "canonical_url", "sticky_weight")
EDITED = (*TEXTS, *_SIMPLE, *_RELATED, *MOMENTS, "tags")


def edited(article: Any) -> dict[str, Any]:
    """The values of `article`; one query, for its tags."""
    values = {name: getattr(article, name) for name in (*TEXTS, *_SIMPLE)}
    values |= {name: getattr(article, f"{name}_id") for name in _RELATED}
    values |= {name: as_text(getattr(article, name)) for name in MOMENTS}
    return values | {"tags": [tag.name for tag in article.tag_list] if article.pk else []}


def assign_edited(article: Any, values: dict[str, Any]) -> None:
    """Set the columns of `values`; the tags, which are rows, are the caller's."""
    for name, value in values.items():
        if name in _RELATED:
            setattr(article, f"{name}_id", value)
        elif name in MOMENTS:
            setattr(article, name, dt.datetime.fromisoformat(value) if value else None)
        elif name != "tags":
            setattr(article, name, value)


def as_text(moment: dt.datetime | None) -> str | None:
    """A time as these values have it: in UTC, so that equal times are equal texts."""
    return moment.astimezone(dt.UTC).isoformat() if moment else None
