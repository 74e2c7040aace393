"""The tasks that wait, run and are done, as the backend of the task framework keeps them."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.lib.background_tasks import BackgroundTask


class QueuedTaskQuerySet(models.QuerySet["QueuedTask"]):
    """The tasks of each stage."""

    def waiting(self) -> Self:
        """Tasks that no worker has begun, or that are to be tried again."""
        return self.filter(status=TaskResultStatus.READY)

    def running(self) -> Self:
        """Tasks that a worker began, and wrote no outcome of yet."""
        return self.filter(status=TaskResultStatus.RUNNING)

    def failed(self) -> Self:
        """Tasks that are not tried again."""
        return self.filter(status=TaskResultStatus.FAILED)

    def lost(self, now: dt.datetime) -> Self:
        """Tasks whose lease ended: their worker was killed, or hears nothing any more."""
        return self.running().filter(run_after__lte=now)

    def overdue(self, since: dt.datetime) -> Self:
        """Tasks that any worker would have begun, but for too much work, since that moment."""
        return self.waiting().filter(enqueued_at__lt=since).due(since)

    def due(self, now: dt.datetime) -> Self:
        """Tasks that may run at `now`, in the order in which they do."""
        return self.waiting().filter(Q(run_after=NO_TIME) | Q(run_after__lte=now))

    def finished_before(self, moment: dt.datetime) -> Self:
        """Tasks that succeeded or failed for good before that moment."""
        done = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
        return self.filter(status__in=done, finished_at__lt=moment)


# What the backend stores as the time of a task that has none.
NO_TIME = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


class QueuedTask(DBTaskResult):
    """One call of a background task.

    The table is that of `django_tasks_db`. While a task runs, `run_after` is the end of its lease:
    its worker moves it on again and again, and whoever finds it in the past takes the task up.
    `started_at` tells one try from another, so a worker that lost its lease writes nothing.
    """

    # The backend's model has a manager of another type.
    objects = QueuedTaskQuerySet.as_manager()  # type: ignore[misc, assignment]

    class Meta:
        proxy = True
        default_permissions = ("view", "change")
        verbose_name = _("task")
        verbose_name_plural = _("tasks")

    @property
    def attempts(self) -> int:
        """Return how many times a worker began the task."""
        return len(self.worker_ids)

    @property
    def definition(self) -> BackgroundTask | None:
        """The BackgroundTask that this is a call of; None where it is gone, or is another kind."""
        try:
            task = import_string(self.task_path)
        except ImportError:
            return None
        return task if isinstance(task, BackgroundTask) else None

    @property
    def label(self) -> str | Promise:
        """The name of the task for people."""
        return self.definition.label if self.definition else self.task_path

    @property
    def reason(self) -> str:
        """The message of the exception that ended the last try; empty without one."""
        name = self.exception_class_path.removeprefix("builtins.")
        _before, found, message = self.traceback.rpartition(f"{name}: ")
        return message.strip() if found else self.exception_class_path

    @property
    def next_try_at(self) -> dt.datetime | None:
        """The time from which a waiting task may run; None for at once, or if it does not wait."""
        is_later = self.status == TaskResultStatus.READY and self.run_after != NO_TIME
        return self.run_after if is_later and self.run_after > timezone.now() else None
