"""Runs urgent tasks in the server where no worker does.

What was taken down must leave the copies of a CDN also while the worker is away. So after a change
a server looks for a while whether somebody takes up what is urgent, and does it itself otherwise.
"""

import datetime as dt
import logging
import threading
import time
from functools import cache

from django.db import Error as NoDatabase
from django.db import connection
from django.utils import timezone

from articles.lib.background_tasks import URGENT
from articles.models.queued_task import QueuedTask, QueuedTaskQuerySet
from articles.operations.tasks import queue
from articles.operations.tasks.backend import urgent_task_waits
from articles.operations.tasks.running import run

logger = logging.getLogger(__name__)

# A worker has so long to take a task up. Without one it is tried for a minute, then left waiting.
PATIENCE = dt.timedelta(seconds=4)
LONGEST = 60.0
# No thread renews this lease.
LEASE = dt.timedelta(minutes=10)

_enqueued = threading.Event()


def connect_rescue() -> None:
    """Watch over the urgent tasks that this process enqueues. Called where a server starts."""
    urgent_task_waits.connect(_note)


def _note(**kwargs: object) -> None:
    _enqueued.set()
    # Not before: a server may fork after it has started.
    _start()


@cache
def _start() -> None:
    threading.Thread(target=_watch, name="rescue", daemon=True).start()


def _watch() -> None:
    while _enqueued.wait():
        _enqueued.clear()
        try:
            _rescue_for_a_while()
        except NoDatabase as error:
            logger.warning("Urgent tasks are left to the worker: %s", error)
        finally:
            # The next change may be hours away.
            connection.close()


def _rescue_for_a_while() -> None:
    ends = time.monotonic() + LONGEST
    while _urgent().exists() and time.monotonic() < ends:
        time.sleep(1)
        rescue()


def rescue() -> None:
    """Run the urgent tasks that no worker took up in time."""
    left = _urgent().overdue(timezone.now() - PATIENCE)
    while row := queue.claim("server", left, LEASE):
        logger.warning("No worker takes %s up: it runs in the server", row.task_path)
        run(row)


def _urgent() -> QueuedTaskQuerySet:
    return QueuedTask.objects.waiting().filter(priority__gte=URGENT)
