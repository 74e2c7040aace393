"""`manage.py restore SRC`: a site from a backup."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from articles.management.progress import progress_bar
from articles.management.terminal import NewsroomCommand
from articles.operations.backup.exceptions import CannotRestore
from articles.operations.backup.restoring import chosen_backup, restore, verify
from articles.public.cdn.exceptions import PurgeFailed
from articles.public.cdn.purging import purge_all


class Command(NewsroomCommand):
    """Exit codes: 0 restored, or nothing wrong with the backup; 1 not restored, and why."""

    # The database is empty, and what the checks of a site ask for is not there yet.
    requires_system_checks = []
    help = (
        "Write a backup of SRC to the database of DATABASE_URL and to the storages of pictures and "
        "originals, which must be empty, and compare every file and table with the backup."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("src", metavar="SRC", help="What `manage.py backup` was given.")
        parser.add_argument("--name", default="", help="Which backup; the newest by default.")
        parser.add_argument(
            "--verify", action="store_true", help="Only read the backup and compare checksums."
        )

    def handle(self, *args: object, **options: Any) -> None:
        try:
            place, manifest = chosen_backup(options["src"], options["name"])
            with progress_bar(sum(map(len, manifest.files.values())), "files") as bar:
                (verify if options["verify"] else restore)(
                    place, manifest, lambda name: bar.update()
                )
        except (CannotRestore, OSError) as error:
            raise CommandError(str(error)) from error
        if options["verify"]:
            self.stdout.write(f"{manifest.name}: all of it is there and right.")
            return
        self.stdout.write(f"{manifest.name} is restored, and is what was backed up.")
        self.stdout.write(f"Not in it: {'; '.join(manifest.left_out)}.")
        if settings.CDN:
            try:
                purge_all()
            except PurgeFailed as error:
                raise CommandError(
                    f"The CDN was not told, run manage.py purge_cdn --all: {error}"
                ) from error
