"""`manage.py enrich_covers`: credits covers of Unsplash that came without their photographers."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from articles.editorial.unsplash.api import UnsplashClient
from articles.editorial.unsplash.enriching import (
    EnrichReport,
    Finder,
    by_api,
    by_file,
    enrich,
    photos_in_file,
    waiting_photos,
)
from articles.editorial.unsplash.exceptions import UnsplashFailed
from articles.management.terminal import NewsroomCommand


class Command(NewsroomCommand):
    """Resumable: each photo is asked for once, and what was done stays when a limit is met."""

    help = (
        "Fill in photographer, link and description of covers from Unsplash: by its API "
        "(UNSPLASH_ACCESS_KEY), or from a JSON file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="file", type=Path, help="A JSON file of photos.")
        parser.add_argument(
            "--again", action="store_true", help="Ask again for photos that were not found."
        )
        parser.add_argument("--dry-run", action="store_true", help="Write nothing.")

    def handle(self, *args: object, **options: Any) -> None:
        find = self._finder(options["file"])
        waiting = waiting_photos(again=options["again"] or options["file"] is not None)
        report, refusal = EnrichReport(), ""
        try:
            for report in enrich(waiting, find, dry_run=options["dry_run"]):
                if options["verbosity"] > 1 or report.photos % 100 == 0:
                    self.stdout.write(f"{report.photos} of {len(waiting)} photos")
        except UnsplashFailed as error:
            refusal = str(error)
        would = "would get" if options["dry_run"] else "got"
        self.stdout.write(
            f"{report.pictures} covers {would} a credit; {report.missing} photos not found; "
            f"{len(waiting) - report.photos} left"
        )
        if refusal:
            raise CommandError(refusal)

    def _finder(self, file: Path | None) -> Finder:
        if file is None:
            if not settings.UNSPLASH_ACCESS_KEY:
                raise CommandError("Set UNSPLASH_ACCESS_KEY, or give a file: --from FILE")
            return by_api(UnsplashClient(patient=True))
        try:
            return by_file(photos_in_file(file))
        except (OSError, ValueError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
