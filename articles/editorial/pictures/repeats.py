"""Covers that readers see twice within some days on one front page."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from articles.models import Article

# Articles of these days with one of the covers, of which the repeated ones are found.
_MOST = 500


@dataclass(frozen=True, slots=True)
class CoverUse:
    """An article that has a cover, or would have: its language, and when it is or would be live.

    `sizes` is the column of the image: imports give each article an image of its own, so the same
    picture is one of the same addresses.
    """

    article: int | None
    lang: str
    moment: dt.datetime
    sizes: str


def repeated_covers(uses: Iterable[CoverUse]) -> dict[int | None, str]:
    """The title of another article of the same days, language and cover, by the article's id.

    Only those that are on front pages now or later have one. One query at most.
    """
    span = dt.timedelta(days=settings.COVER_REPEAT_DAYS)
    first = timezone.now() - span
    recent = [use for use in uses if use.moment >= first]
    if not recent:
        return {}
    others = (
        Article.objects.published()
        .filter(
            published_at__gte=first,
            lang__in={use.lang for use in recent},
            cover__sizes__in={use.sizes for use in recent},
        )
        .exclude(expires_at__lte=timezone.now())
    )
    columns = ("pk", "lang", "published_at", "cover__sizes", "title")
    rows = list(others.order_by("-published_at").values_list(*columns)[:_MOST])
    return {use.article: title for use in recent if (title := _title(use, rows, span))}


def _title(use: CoverUse, rows: Sequence[tuple[object, ...]], span: dt.timedelta) -> str:
    for pk, lang, moment, sizes, title in rows:
        same = (lang, sizes) == (use.lang, use.sizes) and pk != use.article
        if same and isinstance(moment, dt.datetime) and abs(moment - use.moment) <= span:
            return str(title)
    return ""
