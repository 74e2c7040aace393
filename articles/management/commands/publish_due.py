"""`manage.py publish_due`: publishes scheduled changes of live articles that are due."""

from articles.management.terminal import NewsroomCommand
from articles.models.pending_revision import publish_due


class Command(NewsroomCommand):
    """A command for cron or a systemd timer, where no worker runs: a worker does the same."""

    help = "Publish the changes of live articles that were scheduled, once their time has come."

    def handle(self, *args: object, **options: object) -> None:
        published, stopped = publish_due()
        if published:
            self.stdout.write(f"{published} updated.")
        if stopped:
            self.stderr.write(
                f"{stopped} could not be updated: the change form of the article says why."
            )
