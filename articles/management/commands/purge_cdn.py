"""`manage.py purge_cdn`: tells the content delivery network (CDN) what changed."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from articles.management.terminal import NewsroomCommand
from articles.public.cdn.exceptions import PurgeFailed
from articles.public.cdn.purging import purge_all, purge_changes


class Command(NewsroomCommand):
    """A command for cron or a systemd timer: for what the clock changes, such as a scheduled
    article, and for what the network did not take when it changed."""

    help = (
        "Purge from the CDN the pages of all changes since the last purge, also of those that came "
        "by the clock. Run it every minute."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Purge all pages of the site.")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.CDN:
            raise CommandError("CDN names no network to tell.")
        try:
            if options["all"]:
                purge_all()
                self.stdout.write("All pages purged.")
            else:
                self.stdout.write(f"{purge_changes()} keys purged.")
        except PurgeFailed as error:
            raise CommandError(f"Nothing is lost, it will be tried again: {error}") from error
