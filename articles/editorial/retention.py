"""Deletion of old revisions: the first, the last and every decision for ever."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from articles.models import AuditEntry, PublicChange, Revision
from articles.workflow import TRANSITIONS

# What was published, taken down or approved stays on record; imports also read from it whether a
# person decided about the state.
DECISIONS = (*TRANSITIONS, Revision.Action.APPROVE)
_BATCH = 1000


def prunable(days: int) -> QuerySet[Revision]:
    """Revisions older than `days` days that may be deleted; none for 0 days.

    The first and the last of each article and the decisions about it are not among them.
    """
    if not days:
        return Revision.objects.none()
    old = Revision.objects.filter(created_at__lt=timezone.now() - dt.timedelta(days=days))
    same = Revision.objects.filter(article=OuterRef("article"))
    return (
        old.exclude(action__in=DECISIONS)
        .filter(
            Exists(same.filter(pk__lt=OuterRef("pk"))), Exists(same.filter(pk__gt=OuterRef("pk")))
        )
        .order_by("pk")
    )


def prune_history() -> int:
    """Delete what the settings HISTORY_DAYS and PUBLIC_CHANGES_DAYS allow to; the number of
    deleted revisions."""
    count = prune(settings.HISTORY_DAYS)
    while PublicChange.objects.prune():
        pass
    return count


def prune(days: int) -> int:
    """Delete the revisions older than `days` days that may be deleted, and record that in the audit
    log; returns how many they were. The first and the last of an article stay, and decisions."""
    count = sum(_delete_in_batches(prunable(days)))
    if count:
        AuditEntry.record("prune_history", None, count=count, days=days)
    return count


def _delete_in_batches(rows: QuerySet[Revision]) -> Iterator[int]:
    # Each batch in a transaction of its own, so that other writers do not wait for long.
    while ids := list(rows.values_list("pk", flat=True)[:_BATCH]):
        yield Revision.objects.filter(pk__in=ids).delete()[0]
