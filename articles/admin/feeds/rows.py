"""Feeds in words and small charts, for their list and their pages."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from articles.ingest.feeds.silence import last_days
from articles.ingest.feeds.words import failure_in_words, silence_in_words, usual_in_words
from articles.lib.site_calendar import site_day
from articles.models import Feed

# The class of the pill of each state.
PILLS: dict[str, str] = {
    Feed.FeedState.ON: "finished",
    Feed.FeedState.FAILING: "some_refused",
    Feed.FeedState.SILENT: "open",
    Feed.FeedState.PAUSED: "draft",
    Feed.FeedState.GONE: "stopped",
}


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day of the chart: `height` is in units of it, which is 100 high."""

    date: dt.date
    count: int
    x: int
    height: int


@dataclass(frozen=True, slots=True)
class FeedChart:
    """New items a day in the last 14 days, and the same in words."""

    bars: list[DayBar]
    total: int
    words: str

    STEP = 10

    @property
    def width(self) -> int:
        """The width of the chart in its units."""
        return self.STEP * len(self.bars)


def chart_of(feed: Feed) -> FeedChart:
    """Return the chart of a feed; no query."""
    days = last_days(feed.new_by_day, site_day())
    most = max(count for _day, count in days)
    bars = [
        DayBar(day, count, FeedChart.STEP * place, -(-100 * count // most) if most else 0)
        for place, (day, count) in enumerate(days)
    ]
    total = sum(count for _day, count in days)
    words = ngettext(
        "%(count)d new item in 14 days", "%(count)d new items in 14 days", total
    ) % {"count": total}  # fmt: skip
    return FeedChart(bars, total, words)


def remark_on(feed: Feed) -> str:
    """Return what is to be known about a feed at present, in a sentence or two."""
    now = timezone.now()
    if words := failure_in_words(feed):
        return words
    if not feed.is_on:
        return gettext("It is paused: nothing comes until somebody switches it on.")
    if feed.silence_told_at:
        return silence_in_words(feed, now)
    if feed.last_success_at is None:
        return gettext("It was not polled yet. The worker does that within a minute.")
    usual = usual_in_words(feed, now)
    next_poll = _moment(feed.next_poll_at)
    sentence = gettext("The next poll is at %(time)s.") % {"time": next_poll}
    return f"{usual[:1].upper()}{usual[1:]}. {sentence}" if usual else sentence


def _moment(moment: dt.datetime | None) -> str:
    if moment is None:
        return "–"
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
