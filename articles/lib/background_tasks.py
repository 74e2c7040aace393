"""Background tasks: functions that a worker runs outside of requests, on Django's task framework.

A feature decorates a function with `background_task()` and calls `enqueue()` of the result. The
queue, its worker and its schedule are `articles.operations.tasks`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from django.utils.functional import Promise

# The framework: that of Django from version 6 on, before that of django-tasks.
from django_tasks_db.compat import Task, task_backends

P = ParamSpec("P")
T = TypeVar("T")

# Tasks of the queue LONG may take minutes. A worker always has room for others beside them.
DEFAULT = "default"
LONG = "long"
# Tasks of the queue OUTBOUND wait for servers of others, and have a thread of their own.
OUTBOUND = "outbound"
# The priority of urgent tasks.
URGENT = 50


class PermanentFailure(Exception):
    """A task cannot succeed, however often it is tried. The message tells people why.

    Features raise subclasses, which say by their name what is wrong.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundTask(Task[P, T]):
    """A task of the framework, and what our worker has to know about it.

    `label` names it for people. It is tried `tries` times at most. Of a task that runs `once`, one
    that waits stands for all that are enqueued with the same arguments. An `urgent` one comes
    before others, and the server runs it where no worker does. `tells_failure`: whether a notice
    tells people when it failed for good.
    """

    label: str | Promise
    tries: int = 8
    once: bool = False
    urgent: bool = False
    tells_failure: bool = True


def background_task(
    label: str | Promise,
    *,
    tries: int = 8,
    once: bool = False,
    urgent: bool = False,
    queue: str = DEFAULT,
    tells_failure: bool = True,
) -> Callable[[Callable[P, T]], BackgroundTask[P, T]]:
    """Return a decorator that makes a BackgroundTask of a function of a module.

    The arguments must be JSON. The function may be run again after it did its work, when its
    worker was killed before that was written: it must do no harm then. Whatever it raises makes it
    be tried again later, but for PermanentFailure.
    """

    def decorate(function: Callable[P, T]) -> BackgroundTask[P, T]:
        has_priorities = task_backends["default"].supports_priority
        return BackgroundTask(
            func=function,
            label=label,
            tries=tries,
            once=once,
            urgent=urgent,
            tells_failure=tells_failure,
            queue_name=queue,
            priority=URGENT if urgent and has_priorities else 0,
        )

    return decorate
