"""The worker: runs tasks as they become due, and the schedule."""

import datetime as dt
import logging
import os
import random
import socket
import threading
import time
from collections.abc import Callable, Sequence

from django.db import Error as NoDatabase
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from articles.lib.background_tasks import DEFAULT, LONG, OUTBOUND
from articles.lib.pause import Pause
from articles.models.queued_task import QueuedTask, QueuedTaskQuerySet
from articles.operations.tasks import queue
from articles.operations.tasks.running import run
from articles.operations.tasks.schedule import tick

logger = logging.getLogger(__name__)

# Queues of each thread: what takes minutes never keeps what is quick waiting, nor do servers of
# others that do not answer.
LANES: tuple[tuple[str, ...], ...] = ((DEFAULT,), (DEFAULT, LONG), (OUTBOUND,))
# Seconds between two looks into the queue, and into the schedule.
POLL = 1.0
TICK = 5.0


class Worker:
    """A process that runs tasks until it is told to stop."""

    def __init__(
        self, *, lease: dt.timedelta = queue.LEASE, grace: float = 25.0, until_idle: bool = False
    ) -> None:
        """`grace`: seconds that tasks have to end once it is told to stop."""
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{get_random_string(6)}"
        self._lease = lease
        self._grace = grace
        self._until_idle = until_idle
        self._stopping = threading.Event()
        self._running: dict[str, QueuedTask] = {}
        # Held while a task is on its way from the queue to `_running`, where nobody sees it.
        self._claiming = threading.Lock()
        self._trouble = Pause("The task queue")

    def stop(self) -> None:
        """Begin no further task. May be called by a signal handler, and by any thread."""
        self._stopping.set()

    def work(self, is_orphan: Callable[[], bool] = lambda: False) -> None:
        """Run tasks until `stop()`, or until `is_orphan()`; with `until_idle` until none is due.

        Tasks that do not end within `grace` are left as they are: their leases end soon after
        this process, and another worker takes them up.
        """
        self._guarded(queue.take_up_lost)
        self._guarded(tick)
        lanes = [
            threading.Thread(target=self._serve, args=[queues], daemon=True) for queues in LANES
        ]
        for lane in lanes:
            lane.start()
        self._watch(lanes, is_orphan)
        self._wind_up(lanes)
        for row in list(self._running.values()):
            logger.warning("%s (%s) did not end in time", row.task_path, row.pk)

    def _watch(self, lanes: Sequence[threading.Thread], is_orphan: Callable[[], bool]) -> None:
        """Renew leases, take up lost tasks and look into the schedule, until it is to stop.

        A thread that ends without being told to ends the worker: whoever supervises it starts
        another one.
        """
        beat = self._lease.total_seconds() / 3
        next_beat = next_tick = time.monotonic()
        enough = any if self._until_idle else all
        while not self._stopping.is_set() and enough(lane.is_alive() for lane in lanes):
            now = time.monotonic()
            if now >= next_beat:
                next_beat = now + beat
                self._guarded(self._renew)
                self._guarded(queue.take_up_lost)
            if now >= next_tick and not self._until_idle:
                next_tick = now + TICK
                self._guarded(tick)
            if is_orphan():
                self.stop()
            self._stopping.wait(min(POLL, beat))

    def _wind_up(self, lanes: Sequence[threading.Thread]) -> None:
        """Wait until tasks have ended, for as long as they may take."""
        self.stop()
        ends = time.monotonic() + self._grace
        while any(lane.is_alive() for lane in lanes) and time.monotonic() < ends:
            self._guarded(self._renew)
            for lane in lanes:
                lane.join(min(POLL, self._grace))

    def _renew(self) -> None:
        queue.renew(list(self._running.values()), self._lease)

    def _serve(self, queues: Sequence[str]) -> None:
        """Run the tasks of these queues, one after the other."""
        tasks = QueuedTask.objects.filter(queue_name__in=queues)
        while not self._stopping.is_set():
            row = None
            is_idle = True
            self._guarded(close_old_connections)
            try:
                row = self._claim(tasks)
                self._trouble.end()
                if row is not None:
                    self._run(row)
                elif self._until_idle:
                    is_idle = self._is_idle()
            except NoDatabase as error:
                self._say(error)
            if row is None:
                if self._until_idle and is_idle:
                    break
                # By chance, so that many workers do not all look at once.
                self._stopping.wait(POLL * random.uniform(0.8, 1.2))  # noqa: S311 # nosec B311
        connection.close()

    def _claim(self, tasks: QueuedTaskQuerySet) -> QueuedTask | None:
        with self._claiming:
            row = queue.claim(self.name, tasks, self._lease)
            if row is not None:
                self._running[str(row.pk)] = row
            return row

    def _is_idle(self) -> bool:
        """Whether no thread of this worker has a task: one may enqueue more, for other queues."""
        queues = [name for lane in LANES for name in lane]
        due = QueuedTask.objects.filter(queue_name__in=queues).due(timezone.now())
        with self._claiming:
            # In this order: what runs may enqueue, and end then.
            return not (self._running or due.exists())

    def _run(self, row: QueuedTask) -> None:
        try:
            run(row)
        finally:
            del self._running[str(row.pk)]

    def _guarded(self, action: Callable[[], object]) -> None:
        """Do what needs the database. Without one, say so, and leave it for the next time."""
        try:
            close_old_connections()
            action()
        except NoDatabase as error:
            self._say(error)

    def _say(self, error: Exception) -> None:
        self._trouble.tell(error)
        connection.close()
