"""How long the history is kept: the first, the last and every decision for ever."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.models import AuditEntry, Revision
from articles.workflow import TRANSITIONS

# What was published, taken down or approved stays on record; imports also ask it who decided.
KEPT = (*TRANSITIONS, Revision.Action.APPROVE)
_AT_ONCE = 1000


def prunable(days: int, autosave_days: int) -> QuerySet[Revision]:
    """Revisions that may go: older than so many days (0: none of that kind), and neither the
    first nor the last of their story, nor a decision."""
    now = timezone.now()
    autosave = Q(action=Revision.Action.AUTOSAVE)
    old = Q(pk__in=())
    if days:
        old |= Q(created_at__lt=now - dt.timedelta(days=days))
    if autosave_days:
        old |= autosave & Q(created_at__lt=now - dt.timedelta(days=autosave_days))
    same = Revision.objects.filter(article=OuterRef("article"))
    rows = Revision.objects.filter(old).exclude(action__in=KEPT)
    return rows.filter(
        Exists(same.filter(pk__lt=OuterRef("pk"))), Exists(same.filter(pk__gt=OuterRef("pk")))
    ).order_by("pk")


def prune(days: int, autosave_days: int) -> int:
    """Delete what may go, a thousand at a time, and say so in the audit log; how many went."""
    gone = sum(_deleted(prunable(days, autosave_days)))
    if gone:
        AuditEntry.note("prune_history", None, count=gone, days=days, autosave_days=autosave_days)
    return gone


def _deleted(rows: QuerySet[Revision]) -> Iterator[int]:
    # In transactions of their own, so that nobody waits for long.
    while numbers := list(rows.values_list("pk", flat=True)[:_AT_ONCE]):
        yield Revision.objects.filter(pk__in=numbers).delete()[0]
