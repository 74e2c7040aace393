"""`Last-Modified`: when an answer last changed, and none where that is not certain."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Subquery
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date

from articles.models import Revision


def with_last_acts(rows: Any) -> Any:
    """`rows`, each with the times of what the desk did last, to any story or label.

    They are asked along with the rows: they date what is not among these any more.
    """
    return rows.annotate(
        revised_at=Subquery(Revision.objects.order_by("-pk").values("created_at")[:1]),
        logged_at=Subquery(LogEntry.objects.order_by("-pk").values("action_time")[:1]),
    )


def last_acts(row: Any) -> list[dt.datetime]:
    """Those of one row of `with_last_acts()`."""
    return [time for time in (row.revised_at, row.logged_at) if time]


def date(response: HttpResponse, times: Iterable[dt.datetime]) -> None:
    """Date the answer with the latest of `times`."""
    latest = max(times, default=None)
    # A second that is not over may still bring a change that the same date would hide.
    if latest and latest < timezone.now().replace(microsecond=0):
        response["Last-Modified"] = http_date(latest.timestamp())
