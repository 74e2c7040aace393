"""Which sections, tags and publishers have a story that can be read."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from articles.lib.keyset import Position
from articles.models import Article, Category, Source, Tag, TaggedArticle

# For a page so many times its size are looked at; those without a story are passed over.
LOOKED_AT = 10
_NO_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def categories_in(lang: str | None) -> Any:
    """All sections with live stories, in the order of the menu; of any language for None."""
    rows = Article.objects.filter(category=OuterRef("pk"))
    return Category.objects.filter(_live(rows, lang))


def page_of(
    model: type[Tag] | type[Source], lang: str | None, after: Position | None, limit: int
) -> tuple[list[Any], Position | None]:
    """One page of those with live stories, and where the next begins. One query."""
    links = TaggedArticle.objects if model is Tag else Article.objects
    rows = links.filter(**{"tag" if model is Tag else "source": OuterRef("pk")})
    window = LOOKED_AT * limit
    labels = model._default_manager.filter(pk__gt=after.pk if after else 0)
    found = list(labels.order_by("pk").annotate(live=_live(rows, lang))[: window + 1])
    fitting = [row for row in found[:window] if row.live]
    last = None
    if len(fitting) > limit:
        last = fitting[limit - 1]
    elif len(found) > window:
        last = found[window - 1]
    return fitting[:limit], Position(_NO_TIME, last.pk) if last else None


def _live(rows: Any, lang: str | None) -> Exists:
    return Exists(rows.live().filter(lang__in=[lang] if lang else settings.SITE_LANGUAGES))
