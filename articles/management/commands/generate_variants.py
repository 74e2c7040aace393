"""`manage.py generate_variants`: makes the sizes of local pictures that are missing."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from articles.images.generating import FAILED, MADE, REFUSED, generate, images_to_make
from articles.lib.worker_processes import available_cpus
from articles.management.progress import progress_bar
from articles.management.terminal import NewsroomCommand

# More processes than any machine has processors for.
_MOST_WORKERS = 256


class Command(NewsroomCommand):
    """A command for pictures of before an upgrade, and after a change of the widths. The worker
    makes those of new pictures."""

    help = (
        "Make the sizes (AVIF, WebP, JPEG) and crops of pictures of our own that lack them. Stop "
        "it whenever you like: the next run goes on. Exit code 0: all good; 1: some failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Make those of every picture again.")
        parser.add_argument("--dry-run", action="store_true", help="Only count the pictures.")
        parser.add_argument(
            "--workers", type=int, default=available_cpus(), help="Processes; one per processor."
        )

    def handle(self, *args: object, **options: Any) -> None:
        total = sum(1 for _job in images_to_make(options["all"]))
        if options["dry_run"]:
            self.stdout.write(f"{total} pictures to make")
            return
        with progress_bar(total, "pictures") as bar:

            def tell(image_id: int, outcome: str, reason: str) -> None:
                bar.update()
                if reason:
                    bar.clear()
                    self.stderr.write(f"picture {image_id}: {outcome}: {reason}")

            counts = generate(
                images_to_make(options["all"]), min(max(1, options["workers"]), _MOST_WORKERS), tell
            )
        self.stdout.write(f"{counts[MADE]} pictures made")
        if failed := counts[FAILED] + counts[REFUSED]:
            raise CommandError(f"{failed} pictures could not be made.", returncode=1)
