"""`manage.py run_worker`: runs background tasks and the schedule."""

import datetime as dt
import os
import signal
from typing import Any

from django.core.management.base import CommandParser

from articles.management.arguments import positive_seconds
from articles.management.terminal import NewsroomCommand
from articles.operations.tasks.queue import LEASE
from articles.operations.tasks.worker import Worker


class Command(NewsroomCommand):
    """A service beside the server. SIGTERM and Ctrl+C end it after the tasks at hand."""

    help = (
        "Run background tasks and the schedule until stopped. Any number of workers may run; a "
        "task whose worker is killed is run again by another one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until-idle", action="store_true", help="End when nothing is due: for cron."
        )
        parser.add_argument(
            "--with-parent", action="store_true", help="End when the process that began it ends."
        )
        parser.add_argument(
            "--grace",
            type=positive_seconds,
            default=25.0,
            help="Seconds that tasks have to end in when it is stopped.",
        )
        parser.add_argument(
            "--lease",
            type=positive_seconds,
            default=LEASE.total_seconds(),
            help="Seconds without a sign of life after which a task is run by another worker.",
        )

    def handle(self, *args: object, **options: Any) -> None:
        parent = os.getppid()
        worker = Worker(
            lease=dt.timedelta(seconds=options["lease"]),
            grace=options["grace"],
            until_idle=options["until_idle"],
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.work(lambda: options["with_parent"] and os.getppid() != parent)
