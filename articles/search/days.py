"""The days of a query (`after:`, `before:`) as positions in the index, and exactly.

The index counts the seconds since 1970: all earlier articles stand at its beginning, in the order
of their ids. A day before 1970 is therefore compared with the articles themselves.
"""

import datetime as dt
from collections.abc import Collection

from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.lib.moments import nearest_in_calendar
from articles.models import Article
from articles.search.index_position import article_id_at, first_position, second_of
from articles.search.query import SearchQuery

# Below this position stands what is older than the index can tell.
_COUNTED = first_position(1)


def since_position(day: dt.date) -> int:
    """Return the first position of a day in the time zone of the site."""
    return first_position(second_of(_midnight(day)))


def until_position(day: dt.date) -> int:
    """Return the position before which articles are older than a day; not below `_COUNTED`."""
    return max(since_position(day), _COUNTED)


def out_of_range(query: SearchQuery, positions: Collection[int]) -> set[int]:
    """Return those of `positions` that are not of the days of `query`. One query, mostly none."""
    early = {article_id_at(p): p for p in positions if p < _COUNTED}
    if not early or not (query.after or query.before):
        return set()
    rows = Article.objects.filter(pk__in=early).annotate(
        moment=Coalesce("published_at", "created_at")
    )
    if query.after:
        rows = rows.filter(moment__gte=_midnight(query.after))
    if query.before:
        rows = rows.filter(moment__lt=_midnight(query.before))
    return set(early.values()) - {early[pk] for pk in rows.values_list("pk", flat=True)}


def _midnight(day: dt.date) -> dt.datetime:
    begin = dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())
    return nearest_in_calendar(begin)
