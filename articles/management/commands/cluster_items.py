"""`manage.py cluster_items`: finds which upstream items tell the same event."""

from typing import Any

from articles.ingest.clusters.joining import cluster_batch
from articles.management.progress import progress_bar
from articles.management.terminal import NewsroomCommand


class Command(NewsroomCommand):
    """Do what the schedule of the worker does by itself; safe to run beside it."""

    help = (
        "Compare the upstream items that came since the last time with those of the last days "
        "(CLUSTER_DAYS), and put those that tell the same event together. A worker does this by "
        "itself; run it where there is none. What editors took apart stays apart."
    )

    def handle(self, *args: object, **options: Any) -> None:
        done = 0
        with progress_bar(None, "items") as bar:
            while count := cluster_batch():
                done += count
                bar.update(count)
        self.stdout.write(f"{done} compared")
