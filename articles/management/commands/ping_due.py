"""`manage.py ping_due`: pings the WebSub hub about scheduled articles that became live."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.models import Article
from articles.models.public_changes import lists_of
from articles.syndication.websub import feed_urls, ping


class Command(BaseCommand):
    """For cron or a systemd timer. All other changes ping the hub when they happen."""

    help = (
        "Tell the hub (WEBSUB_HUB) of scheduled articles whose time has come. Run it every few "
        "minutes; a hub that is told twice only looks again."
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
        due = (
            Article.objects.went_live_since(since).select_related("source", "category").with_tags()
        )
        lists = [one for article in due for one in lists_of(article)]
        if lists:
            ping(feed_urls(lists)).result()
        self.stdout.write(f"{len(due)} articles went live")
