"""Publish changes of live stories whose time has come: for cron or a systemd timer."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.models.pending_revision import publish_due


class Command(BaseCommand):
    """Run it every minute. Any page of the desk does the same when it is opened."""

    help = "Publish the changes of live stories that were scheduled, once their time has come."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what it did, and nothing when there was nothing to do."""
        done, stopped = publish_due()
        if done:
            self.stdout.write(f"{done} updated.")
        if stopped:
            self.stderr.write(
                f"{stopped} could not be updated: the story says why when it is opened at the desk."
            )
