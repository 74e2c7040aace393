"""The archive by months: which months have live articles."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet, Value
from django.utils import timezone

from articles.db.unions import Row, union_rows
from articles.lib.moments import nearest_in_calendar
from articles.models import Article

# The archive page shows this many years; older articles are reached by paging through the lists.
YEARS = 40

# The first and the last moment of a month.
Span = tuple[dt.datetime, dt.datetime]


def months_with_articles(lang: str) -> list[tuple[int, list[dt.datetime]]]:
    """Return (year, first moments of its months with live articles), the newest first.

    Two queries. Each month costs one index lookup, however many articles it has.
    """
    live = Article.objects.in_language(lang).live()
    ordered = (live.oldest_first(), live.newest_first())
    # Two index lookups: SQLite would scan the whole index for Min() and Max() in one query.
    ends = union_rows([rows.values_list("published_at")[:1] for rows in ordered])
    if not ends:
        return []
    spans = list(_month_spans(min(ends)[0], max(ends)[0]))
    numbers = sorted(number for (number,) in union_rows(_probes(lang, spans)))
    years: dict[int, list[dt.datetime]] = {}
    for number in numbers:
        since = spans[number][0]
        years.setdefault(since.year, []).append(since)
    return list(years.items())


def month_span(year: int, month: int) -> Span:
    """Return the first moment of a month in the site's time zone and its last one in UTC.

    Raises ValueError or OverflowError where the calendar has no such month.
    """
    zone = timezone.get_default_timezone()
    since = dt.datetime(year, month, 1, tzinfo=zone)
    next_month = dt.datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    until = next_month.astimezone(dt.UTC) - dt.timedelta(microseconds=1)
    return timezone.localtime(nearest_in_calendar(since), zone), until


def _month_spans(oldest: dt.datetime, newest: dt.datetime) -> Iterator[Span]:
    first, last = timezone.localtime(oldest), timezone.localtime(newest)
    for year in range(last.year, max(first.year, last.year - YEARS) - 1, -1):
        for month in range(12, 0, -1):
            since, until = month_span(year, month)
            if since <= last and until >= first:
                yield since, until


def _probes(lang: str, spans: list[Span]) -> list[QuerySet[Article, Row]]:
    """One query for each span: its number in `spans` when it has a live article, or no row."""
    articles, now = Article.objects.in_language(lang), timezone.now()
    # One upper limit only: given two, SQLite may start at the later one.
    return [
        articles.live(now, min(now, until))
        .filter(published_at__gte=since)
        .values_list(Value(number))[:1]
        for number, (since, until) in enumerate(spans)
    ]
