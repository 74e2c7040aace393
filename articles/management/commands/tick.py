"""`manage.py tick`: enqueues what the clock made due."""

from articles.management.terminal import NewsroomCommand
from articles.operations.tasks.schedule import tick


class Command(NewsroomCommand):
    """The worker does the same every few seconds; two at the same time do no harm."""

    help = "Enqueue the tasks of the schedule that are due. A running worker does it by itself."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{tick()} tasks enqueued.")
