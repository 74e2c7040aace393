"""The recent activity of a source: articles per day, the last one, and corrections."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncDate
from django.utils import timezone

from articles.models import Article, Correction, Source

DAYS = 30


@dataclass(frozen=True, slots=True)
class ActivityDay:
    """One day of the chart; `height` is in units of the chart, `SourceActivity.TOP` high."""

    date: dt.date
    stories: int
    x: int
    height: int


@dataclass(frozen=True, slots=True)
class SourceActivity:
    """The last `DAYS` days by time of publication; `last` is the newest live article ever."""

    days: list[ActivityDay]
    stories: int
    corrected: int
    last: Article | None

    TOP = 100
    STEP = 10

    @property
    def share(self) -> int:
        """The percentage of articles that needed a correction."""
        return round(100 * self.corrected / self.stories) if self.stories else 0

    @property
    def width(self) -> int:
        """The width of the chart in its units."""
        return self.STEP * len(self.days)

    @property
    def most(self) -> int:
        """The number of articles on the busiest day."""
        return max((day.stories for day in self.days), default=0)


def activity(source: Source) -> SourceActivity:
    """The activity of `source`; three queries of one month of its index."""
    today = timezone.localdate()
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    since -= dt.timedelta(days=DAYS - 1)
    live = Article.objects.live().filter(source=source)
    recent = live.filter(published_at__gte=since).order_by()
    counted = recent.annotate(day=TruncDate("published_at")).values("day")
    by_day = dict(counted.annotate(number=Count("pk")).values_list("day", "number"))
    corrections = Correction.objects.filter(
        article=OuterRef("pk"), kind__in=(Correction.Kind.CORRECTION, Correction.Kind.CLARIFICATION)
    )
    most = max(by_day.values(), default=0)
    dates = [today - dt.timedelta(days=ago) for ago in reversed(range(DAYS))]
    days = [
        ActivityDay(
            date,
            number,
            SourceActivity.STEP * place,
            -(-SourceActivity.TOP * number // most) if most else 0,
        )
        for place, date in enumerate(dates)
        for number in (by_day.get(date, 0),)
    ]
    return SourceActivity(
        days=days,
        stories=sum(day.stories for day in days),
        corrected=recent.filter(Exists(corrections)).count(),
        last=live.defer("body", "body_html", "outline", "extra").newest_first().first(),
    )
