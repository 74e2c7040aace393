"""`manage.py backup DEST`: copies the site while it runs."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError
from django.template.defaultfilters import filesizeformat

from articles.management.progress import progress_bar
from articles.management.terminal import NewsroomCommand
from articles.operations.backup.exceptions import CannotBackUp
from articles.operations.backup.making import back_up


class Command(NewsroomCommand):
    """Exit codes: 0 a backup was made, 1 none was made, or old ones could not be deleted."""

    help = (
        "Copy the database, the pictures and their originals to DEST while the site runs. Each run "
        "is a backup of its own; a picture that an earlier one has is not copied again. A run that "
        "was stopped leaves no backup. `manage.py restore DEST` brings one back. Settings and keys "
        "are left out: keep .env elsewhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "dest",
            metavar="DEST",
            type=_destination,
            help="A directory, such as /srv/backups, or s3://bucket/prefix.",
        )
        parser.add_argument(
            "--keep",
            type=_number,
            default=0,
            metavar="N",
            help="Delete all but the newest N backups at DEST. Without it all stay.",
        )

    def handle(self, *args: object, **options: Any) -> None:
        with progress_bar(None, "files") as bar:
            try:
                report = back_up(options["dest"], options["keep"], lambda file: bar.update())
            except CannotBackUp as error:
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(f"No backup was made: {error}") from error
        manifest = report.manifest
        size = filesizeformat(manifest.size).replace("\xa0", " ")
        files = sum(map(len, manifest.files.values()))
        self.stdout.write(
            f"{manifest.name}: {size}, {sum(manifest.rows.values())} rows, "
            f"{files} files ({report.copied} copied)"
        )
        for name in report.deleted:
            self.stdout.write(f"{name} deleted")
        self.stdout.write(f"Not in it: {'; '.join(manifest.left_out)}.")


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is no number of backups: write 1 or more")
    return int(text)


def _destination(text: str) -> str:
    """Refuse a name that is not UTF-8, which the shell passes on and SQLite does not open."""
    if not text.isprintable():
        raise ArgumentTypeError("DEST holds characters that no name of a directory should")
    return text
