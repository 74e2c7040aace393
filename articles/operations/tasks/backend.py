"""The backend that settings.TASKS names."""

from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django_tasks_db.backend import DatabaseBackend, TaskResult
from django_tasks_db.compat import Task, normalize_json

from articles.lib.background_tasks import BackgroundTask
from articles.models.queued_task import QueuedTask

# Sent after the commit when an urgent task was enqueued, or would have been but for one that waits.
urgent_task_waits = Signal()


class NewsroomTaskBackend(DatabaseBackend):
    """The database backend, with tasks that wait once, and urgent ones.

    A row is written in the present transaction: a task is enqueued if what it follows from is
    committed, and is lost with it otherwise.
    """

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Enqueue a call of the task; return it, or the one that waits already for the same.

        Within a transaction a waiting one does not count: it may begin before the transaction
        ends, and would not see what the task is about.
        """
        ours = task if isinstance(task, BackgroundTask) else None
        result = None
        if ours and ours.once and not transaction.get_connection().in_atomic_block:
            result = self._waiting(ours, args, kwargs)
        if result is None:
            result = super().enqueue(task, args, kwargs)
        if ours and ours.urgent:
            transaction.on_commit(_announce, robust=True)
        return result

    def _waiting(self, task: BackgroundTask, args: Any, kwargs: Any) -> TaskResult | None:
        arguments = normalize_json({"args": args, "kwargs": kwargs})
        same = QueuedTask.objects.waiting().filter(
            task_path=task.module_path, args_kwargs=arguments, backend_name=self.alias
        )
        row = same.first()
        return row.task_result if row else None


def _announce() -> None:
    urgent_task_waits.send_robust(sender=NewsroomTaskBackend)
