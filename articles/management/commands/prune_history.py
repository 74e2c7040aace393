"""`prune_history`: old revisions go, as the retention settings say."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from articles.editorial.retention import prunable, prune


class Command(BaseCommand):
    """Deletes old revisions, but never the first or last of a story, nor any decision."""

    help = (
        "Delete revisions older than HISTORY_DAYS, and those saved while typing older than "
        "HISTORY_AUTOSAVE_DAYS. The first and last of each story, and what was published, taken "
        "down or approved, always stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say how many would go, and delete none."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        days, autosave_days = settings.HISTORY_DAYS, settings.HISTORY_AUTOSAVE_DAYS
        if options["dry_run"]:
            count = prunable(days, autosave_days).count()
            self.stdout.write(f"{count} revisions would go.")
            return
        self.stdout.write(f"{prune(days, autosave_days)} revisions deleted.")
