"""The clock moves, and what commands do at their hours."""

import datetime as dt

from django.core.management import call_command
from django.utils import timezone

from articles.models import Article, PendingRevision
from articles.workflow import Status
from tests.public.page_cache.oracle.actions.registry import action
from tests.public.page_cache.oracle.desk import Desk

_NEAR = (dt.timedelta(microseconds=-1), dt.timedelta(0), dt.timedelta(seconds=1))


@action(6)
def time_passes(desk: Desk) -> str:
    step = dt.timedelta(seconds=desk.one((1, 5, 11, 70, 600, 3600, 3600, 5 * 3600, 25 * 3600)))
    desk.move_clock(desk.now + step)
    return f"{step}"


@action(8)
def the_clock_reaches_what_was_planned(desk: Desk) -> str:
    """Just before, at, or after the next moment at which something shows or ends."""
    now = desk.now
    moments = [
        *Article.objects.scheduled().values_list("published_at", flat=True)[:3],
        *Article.objects.filter(sticky_until__gt=now, sticky_weight__gt=0)
        .order_by("sticky_until", "pk")
        .values_list("sticky_until", flat=True)[:3],
        *Article.objects.filter(expires_at__gt=now)
        .order_by("expires_at", "pk")
        .values_list("expires_at", flat=True)[:3],
        *PendingRevision.objects.filter(due_at__gt=now)
        .order_by("due_at", "pk")
        .values_list("due_at", flat=True)[:1],
    ]
    for article in Article.objects.live().filter(published_at__gt=now - dt.timedelta(days=2))[:1]:
        moments.append(article.published_at + dt.timedelta(days=2))
    moments = [moment for moment in moments if moment is not None and moment > now]
    if not moments or min(moments) - now > dt.timedelta(days=3):
        return ""
    moment = min(moments) if desk.chance(0.7) else desk.one(sorted(moments))
    desk.move_clock(max(now, moment + desk.one(_NEAR)))
    rows = Article.objects.filter(status=Status.PUBLISHED)
    for article in [*rows.filter(published_at=moment)[:2], *rows.filter(expires_at=moment)[:2]]:
        desk.touch(article)
    return f"{moment}"


@action(2)
def local_midnight_passes(desk: Desk) -> str:
    day = timezone.localtime(desk.now + dt.timedelta(days=1))
    desk.move_clock(day.replace(hour=0, minute=0, second=0, microsecond=0))
    return "to the day after"


@action(3)
def publish_due(desk: Desk) -> str:
    for pending in PendingRevision.objects.select_related("article").order_by("pk"):
        desk.touch(pending.article)
    call_command("publish_due", stdout=_Nowhere(), stderr=_Nowhere())
    return "the command"


@action(0.5)
def prune_history(desk: Desk) -> str:
    call_command("prune_history", stdout=_Nowhere())
    return "the command"


@action(0.3)
def a_process_restarts(desk: Desk) -> str:
    desk.restart()
    return "one of them"


class _Nowhere:
    """A stream that nobody reads."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False
