"""`manage.py ping_due`: pings the WebSub hub about scheduled articles that became live."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from articles.management.terminal import NewsroomCommand
from articles.syndication.exceptions import HubFailed, HubRefused
from articles.syndication.websub import ping_due


class Command(NewsroomCommand):
    """A command for cron or a systemd timer, where no worker runs: a worker does the same."""

    help = (
        "Tell the hub (WEBSUB_HUB) of articles that went live or ended by the clock. Run it "
        "every few minutes; a hub that is told twice only looks again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--minutes",
            type=int,
            default=10,
            help="Look this many minutes back; more than lie between two runs.",
        )

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.WEBSUB_HUB:
            raise CommandError("WEBSUB_HUB names no hub to tell.")
        since = timezone.now() - dt.timedelta(minutes=options["minutes"])
        try:
            count = ping_due(since)
        except (HubFailed, HubRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} articles went live")
