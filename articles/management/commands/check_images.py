"""`manage.py check_images`: compares pictures with the files in the storage."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from articles.management.terminal import NewsroomCommand
from articles.operations.picture_check import (
    broken_addresses,
    delete_files,
    files_without_rows,
    lost_files,
    make_again,
    unused_images,
)


class Command(NewsroomCommand):
    """A command for after a restore, a move of the storage, or once in a while."""

    help = (
        "Find files that no picture has (deleted when older than a day), files that pictures lack "
        "(the worker makes sizes again), and pictures that nothing shows (only told). Exit code "
        "0: all good; 1: something is missing or broken for readers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only tell, change nothing.")
        parser.add_argument(
            "--remote", action="store_true", help="Also ask other servers for their pictures."
        )

    def handle(self, *args: object, **options: Any) -> None:
        extra, lost = list(files_without_rows()), list(lost_files())
        for file in extra:
            self.stdout.write(f"no picture has the file: {file.name} ({file.storage})")
        for missing in lost:
            self.stderr.write(f"picture {missing.image_id}: no file {missing.name}")
        unused = list(unused_images())
        for image in unused:
            self.stdout.write(f"picture {image.pk}: nothing shows it: {image}")
        broken = list(broken_addresses()) if options["remote"] else []
        for address in broken:
            self.stderr.write(f"picture {address.image_id}: {address.reason}: {address.url}")
        again = 0
        if not options["dry_run"]:
            delete_files(extra)
            again = make_again(lost)
        self.stdout.write(
            f"{len(extra)} files without a picture, {len(lost)} files missing, "
            f"{len(unused)} pictures unused, {len(broken)} addresses broken; "
            f"{again} pictures are made again"
        )
        if lost or broken:
            raise CommandError("Readers do not see some pictures.", returncode=1)
