"""`manage.py publish_due`: publishes scheduled changes of live articles that are due."""

from django.core.management.base import BaseCommand

from articles.models.pending_revision import publish_due


class Command(BaseCommand):
    """For cron or a systemd timer, every minute. Every page of the admin does the same."""

    help = "Publish the changes of live articles that were scheduled, once their time has come."

    def handle(self, *args: object, **options: object) -> None:
        published, stopped = publish_due()
        if published:
            self.stdout.write(f"{published} updated.")
        if stopped:
            self.stderr.write(
                f"{stopped} could not be updated: the change form of the article says why."
            )
