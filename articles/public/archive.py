"""The archive by months: which months have something to read."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Value
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery
from articles.models import Article

# The index goes so far back; what is older is reached by the pages of the lists.
YEARS = 40


def months(lang: str) -> list[tuple[int, list[dt.datetime]]]:
    """(year, first moments of its months with stories), both the newest first. Two queries.

    Each month costs one look into the index, not one for each of its stories.
    """
    live = Article.objects.in_language(lang).live()
    times: Any = live.values_list("published_at")
    # Two looks into the index; SQLite would walk all of it for Min() and Max() in one question.
    ends = CompiledQuery(lambda: [times.oldest_first()[:1], times.newest_first()[:1]]).rows()
    if not ends:
        return []
    found: dict[int, list[dt.datetime]] = {}
    spans = list(_months(min(ends)[0], max(ends)[0]))
    for place in sorted(place for (place,) in CompiledQuery(lambda: _probes(lang, spans)).rows()):
        since = spans[place][0]
        found.setdefault(since.year, []).append(since)
    return list(found.items())


def month(year: int, number: int) -> tuple[dt.datetime, dt.datetime]:
    """The first and the last moment of a month in the site's time zone. ValueError where the
    calendar has no such month."""
    zone = timezone.get_default_timezone()
    since = dt.datetime(year, number, 1, tzinfo=zone)
    after = dt.datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone)
    return since, after.astimezone(dt.UTC) - dt.timedelta(microseconds=1)


def _months(oldest: dt.datetime, newest: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    first, last = timezone.localtime(oldest), timezone.localtime(newest)
    for year in range(last.year, max(first.year, last.year - YEARS) - 1, -1):
        for number in range(12, 0, -1):
            since, until = month(year, number)
            if since <= last and until >= first:
                yield since, until


def _probes(lang: str, spans: list[tuple[dt.datetime, dt.datetime]]) -> list[Any]:
    rows, now = Article.objects.in_language(lang), timezone.now()
    # One upper limit: of two SQLite begins at either.
    return [
        rows.live(min(now, until)).filter(published_at__gte=since).values_list(Value(place))[:1]
        for place, (since, until) in enumerate(spans)
    ]
