"""`manage.py prune_history`: deletes what is older than the retention settings allow."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from articles.editorial.retention import prunable, prune_history
from articles.management.terminal import NewsroomCommand


class Command(NewsroomCommand):
    """Never deletes the first or last revision of an article, nor a decision.

    Old rows of the public change log go, too; each process deletes them now and then as well.
    """

    help = (
        "Delete revisions older than HISTORY_DAYS. The first and last of each article, and what "
        "was published, taken down or approved, always stay. Rows of the public change log that "
        "are older than PUBLIC_CHANGES_DAYS go, too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say how many would go, and delete none."
        )

    def handle(self, *args: object, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write(f"{prunable(settings.HISTORY_DAYS).count()} revisions would go.")
        else:
            self.stdout.write(f"{prune_history()} revisions deleted.")
