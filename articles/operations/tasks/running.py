"""Runs a task that was claimed, and writes what became of it."""

import logging
from traceback import format_exception

from django.core.exceptions import SuspiciousOperation
from django_tasks_db.compat import TaskContext, task_finished, task_started

from articles.lib.background_tasks import PermanentFailure
from articles.models.queued_task import QueuedTask
from articles.operations.tasks import queue
from articles.operations.tasks.exceptions import UnknownTask

logger = logging.getLogger(__name__)


def run(row: QueuedTask) -> None:
    """Run the task, and write its outcome: done, to be tried again, or failed for good.

    Raises nothing of the task itself: whatever that raises is its outcome.
    """
    try:
        value = _call(row)
    except PermanentFailure as error:
        _fail(row, error)
    except Exception as error:  # noqa: BLE001 - one task must not end the worker of all others
        if row.definition is None or row.attempts >= row.definition.tries:
            _fail(row, error)
        elif queue.try_later(row, _kind(error), _trace(error)):
            logger.warning("%s (%s) is tried again: %s", row.task_path, row.pk, error)
    else:
        if queue.succeed(row, value):
            _send_finished(row)


def _call(row: QueuedTask) -> object:
    try:
        result = row.task_result
    except (ImportError, SuspiciousOperation) as error:
        raise UnknownTask(f"there is no task {row.task_path} in this release") from error
    task = result.task
    task_started.send(sender=type(task.get_backend()), task_result=result)
    arguments = list(result.args)
    if task.takes_context:
        arguments.insert(0, TaskContext(task_result=result))
    return task.call(*arguments, **result.kwargs)


def _fail(row: QueuedTask, error: Exception) -> None:
    if queue.fail(row, _kind(error), _trace(error)):
        logger.error("%s (%s) failed: %s", row.task_path, row.pk, error, exc_info=error)
        if row.definition:
            _send_finished(row)


def _send_finished(row: QueuedTask) -> None:
    row.refresh_from_db()
    result = row.task_result
    task_finished.send_robust(sender=type(result.task.get_backend()), task_result=result)


def _kind(error: Exception) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _trace(error: Exception) -> str:
    return "".join(format_exception(error))
