"""`manage.py bake DIR`: writes the public site as files for a static host."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import URLValidator

from articles.management.progress import progress_bar
from articles.management.terminal import NewsroomCommand
from articles.public.bake.bake import BakeOptions, bake
from articles.public.bake.exceptions import CannotBake


class Command(NewsroomCommand):
    """Exit codes: 0 all good, 1 some addresses have no file, 2 DIR cannot be written."""

    help = (
        "Write the public site below DIR as files: pages, feeds, sitemaps, pictures, styles, and "
        "the rules that static hosts need for redirects and headers. Later runs write only what "
        "changed, and delete what is gone. Search and the API need a running Newsroom: give its "
        "address with --dynamic-site, or pages go without. Exit code 0: all good; 1: some "
        "addresses have no file; 2: nothing can be written to DIR."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, metavar="DIR")
        parser.add_argument(
            "--dynamic-site",
            default="",
            metavar="URL",
            help="Where a running Newsroom answers searches and the API: https://cms.example.org",
        )
        parser.add_argument(
            "--whole", action="store_true", help="Render every page, not only what changed."
        )
        parser.add_argument(
            "--workers",
            type=int,
            metavar="N",
            help="Processes that render at the same time; by default one for each processor.",
        )

    def handle(self, *args: object, **options: Any) -> None:
        dynamic_site = options["dynamic_site"].rstrip("/")
        if dynamic_site:
            try:
                URLValidator(["https", "http"])(dynamic_site)
            except ValidationError as error:
                message = f"--dynamic-site: {dynamic_site} is no address like https://example.org"
                raise CommandError(message, returncode=2) from error
        given = BakeOptions(options["dir"], dynamic_site, options["whole"], options["workers"])
        with progress_bar(None, "pages") as bar:

            def begin(pages: int) -> None:
                bar.reset(total=pages)

            try:
                report = bake(given, begin, lambda page: bar.update())
            except CannotBake as error:
                raise CommandError(str(error), returncode=2) from error
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}", returncode=2) from error
        self.stdout.write(
            f"{report.rendered} rendered, {report.right} unchanged; "
            f"{report.written} files written, {report.deleted} deleted"
        )
        for problem in report.problems:
            self.stderr.write(problem)
        if report.problems:
            raise CommandError(f"{len(report.problems)} addresses have no file.", returncode=1)
