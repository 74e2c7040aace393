"""Takes tasks out of the queue under a lease, and writes what became of them.

A task is claimed by a conditional update, on PostgreSQL with SKIP LOCKED, so no two workers have
it. Every later write names the try (`started_at`), so a worker whose lease ended, and whose task
another one took up, changes nothing.
"""

import datetime as dt
import logging
import random
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus, normalize_json

from articles.models import Notice
from articles.models.queued_task import QueuedTask, QueuedTaskQuerySet
from articles.operations.tasks.exceptions import WorkerLost

logger = logging.getLogger(__name__)

# How long a worker has a task without a sign of life.
LEASE = dt.timedelta(seconds=60)
# Seconds before the second try; each further one waits twice as long, up to the cap.
FIRST_DELAY = 2.0
LONGEST_DELAY = 1800.0


def claim(worker: str, tasks: QueuedTaskQuerySet, lease: dt.timedelta = LEASE) -> QueuedTask | None:
    """Take the next one of `tasks` that is due; None if there is none.

    One query if there is none, which takes no lock; otherwise two more, in a transaction.
    """
    due = tasks.due(timezone.now())
    if not due.exists():
        return None
    with transaction.atomic():
        row = due.select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.status = TaskResultStatus.RUNNING
        row.started_at = timezone.now()
        row.run_after = row.started_at + lease
        row.worker_ids = [*row.worker_ids, worker]
        row.save(update_fields=["status", "started_at", "run_after", "worker_ids"])
    return row


def renew(rows: Iterable[QueuedTask], lease: dt.timedelta = LEASE) -> None:
    """Move the ends of the leases of these running tasks on. One query for each."""
    for row in rows:
        is_ours = _write(row, run_after=timezone.now() + lease)
        # It may just have ended.
        if not is_ours and QueuedTask.objects.running().filter(pk=row.pk).exists():
            logger.warning("%s (%s) was taken up by another worker", row.task_path, row.pk)


def succeed(row: QueuedTask, value: object) -> bool:
    """Write that the task did its work; False if another worker has it by now."""
    return _write(
        row,
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=timezone.now(),
        return_value=normalize_json(value),
        exception_class_path="",
        traceback="",
    )


def fail(row: QueuedTask, kind: str, traceback: str) -> bool:
    """Write that the task failed for good, and a notice of it; False if another worker has it by
    now."""
    with transaction.atomic():
        is_ours = _write(
            row,
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            exception_class_path=kind,
            traceback=traceback,
        )
        # Of one that is gone nobody could say what it was to do.
        if is_ours and row.definition and row.definition.tells_failure:
            row.exception_class_path, row.traceback = kind, traceback
            event = Notice.Event.TASK_FAILED
            Notice.tell(event, task=row.pk, title=row.task_path, reason=row.reason)
    return is_ours


def try_later(row: QueuedTask, kind: str, traceback: str) -> bool:
    """Let the task wait for its next try; False if another worker has it by now."""
    return _write(
        row,
        status=TaskResultStatus.READY,
        run_after=timezone.now() + delay(row.attempts),
        exception_class_path=kind,
        traceback=traceback,
    )


def delay(attempts: int) -> dt.timedelta:
    """Return how long to wait after that many tries: twice as long each time.

    Up to a half less by chance, so that what failed together does not come again together.
    """
    seconds = min(FIRST_DELAY * 2.0 ** min(attempts - 1, 30), LONGEST_DELAY)
    return dt.timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 # nosec B311


def take_up_lost() -> int:
    """Let tasks wait again whose lease ended, or fail those that were tried too often; their
    number. One query when there are none, which takes no lock."""
    count = 0
    for row in QueuedTask.objects.lost(timezone.now()):
        tries = row.definition.tries if row.definition else 1
        lost = f"{WorkerLost.__module__}.{WorkerLost.__qualname__}"
        text = f"{lost}: the worker that ran it was stopped, or lost the database"
        write = fail if row.attempts >= tries else try_later
        # The lease may have been renewed since it was read.
        if write(row, lost, text):
            logger.warning("%s (%s) is taken up: its worker is lost", row.task_path, row.pk)
            count += 1
    return count


def try_again(row: QueuedTask) -> bool:
    """Let a task that failed for good wait as if it were new; False if it is not failed."""
    failed = QueuedTask.objects.failed().filter(pk=row.pk)
    return failed.update(**_NEW, run_after=timezone.now()) == 1


_NEW: dict[str, Any] = {
    "status": TaskResultStatus.READY,
    "worker_ids": [],
    "started_at": None,
    "finished_at": None,
}


def _write(row: QueuedTask, **columns: Any) -> bool:
    same_try = QueuedTask.objects.running().filter(pk=row.pk, started_at=row.started_at)
    return same_try.update(**columns) == 1
