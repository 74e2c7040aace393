"""`Last-Modified` (RFC 9110, section 8.8.2), set only where the time of the change is certain."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.db.models import Subquery
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date

from articles.models import Article, Revision
from articles.querysets import ArticleQuerySet


def with_last_edits(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Annotate `revised_at` and `logged_at`: the newest revision and audit entry of the whole site.

    A list also changes when an article leaves it, and that article is not among the rows any more;
    these two times move then, too. They cost no query of their own.
    """
    return articles.annotate(
        revised_at=Subquery(Revision.objects.order_by("-pk").values("created_at")[:1]),
        logged_at=Subquery(LogEntry.objects.order_by("-pk").values("action_time")[:1]),
    )


def last_edits(article: Article) -> list[dt.datetime]:
    """The times that `with_last_edits()` annotated, without those that are None."""
    times = (getattr(article, "revised_at"), getattr(article, "logged_at"))  # noqa: B009
    return [time for time in times if time]


def set_last_modified(response: HttpResponse, times: Iterable[dt.datetime]) -> None:
    """Set `Last-Modified` to the latest of `times`; leave it unset without a time.

    It is also left unset while that second lasts: a change later in the same second would have
    the same date, and a client that knows dates only would miss it.
    """
    latest = max(times, default=None)
    if latest and latest < timezone.now().replace(microsecond=0):
        response["Last-Modified"] = http_date(latest.timestamp())
