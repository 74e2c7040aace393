"""Whether tasks are done: what waits although a worker would have begun it, and what failed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Min

from articles.lib.background_tasks import DEFAULT
from articles.models import PendingRevision
from articles.models.queued_task import NO_TIME, QueuedTask

# A worker begins a task within seconds; a busy one, or one that is being replaced, within this.
PATIENCE = dt.timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """State of the queue: since when tasks wait for a worker, when one last began, and how
    many failed for good. Times are None where there is no such task."""

    waiting_since: dt.datetime | None
    last_begun: dt.datetime | None
    failed: int


def queue_health(now: dt.datetime) -> QueueHealth:
    """Look at the queue, in four queries.

    A worker writes nothing while it has nothing to do, so what tells of it is what waits. Also a
    change of a story that should have been published counts as a task that waits.
    """
    limit = now - PATIENCE
    overdue = QueuedTask.objects.overdue(limit).filter(queue_name=DEFAULT)
    times = overdue.aggregate(enqueued=Min("enqueued_at"), due=Min("run_after"))
    late = PendingRevision.objects.filter(due_at__lt=limit).aggregate(Min("due_at"))
    # What is tried again waits since its time, what was never tried since it was enqueued.
    since = times["enqueued"] if times["due"] == NO_TIME else times["due"]
    return QueueHealth(
        waiting_since=min((time for time in (since, late["due_at__min"]) if time), default=None),
        last_begun=QueuedTask.objects.aggregate(Max("started_at"))["started_at__max"],
        failed=QueuedTask.objects.failed().count(),
    )
