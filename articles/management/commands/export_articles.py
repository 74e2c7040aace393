"""`manage.py export_articles DIR`: writes articles as Markdown files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from articles.import_export.export_paths import ExportPaths, path_owners
from articles.import_export.export_targets import UNCHANGED, WRITTEN, FolderTarget
from articles.import_export.exporter import IMAGES, INCOMPLETE, ExportProblem, export_articles
from articles.management.arguments import date_or_time
from articles.management.progress import progress_bar
from articles.management.terminal import NewsroomCommand
from articles.models import Article
from articles.workflow import Status


class Command(NewsroomCommand):
    """Exit codes: 0 all good, 1 some articles are incomplete, 2 the directory cannot be written."""

    help = (
        "Write articles and their cover pictures below DIR: an imported one at the path of its "
        "file, the others as YYYY/MM/<slug>.<lang>.md. An article that nobody changed since its "
        "import comes out byte for byte as it came; of others only the changed keys differ. A "
        "file that is right already is left alone. Exit code 0: all good; 1: some articles could "
        "not be written, or without a picture; 2: nothing can be written to DIR."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, metavar="DIR")
        parser.add_argument(
            "--since",
            type=date_or_time,
            metavar="DATE",
            help="Export only what was saved since 2026-01-31, or 2026-01-31T08:00:00Z.",
        )
        parser.add_argument(
            "--lang",
            choices=settings.SITE_LANGUAGES,
            action="append",
            help="Export only this language; may be given again.",
        )
        parser.add_argument(
            "--status",
            choices=[status.value for status in Status],
            action="append",
            help="Export only this status; may be given again.",
        )
        parser.add_argument(
            "--originals",
            action="store_true",
            help="Write pictures that were uploaded as they came, with all that a camera wrote "
            "into them, such as the place. Else they are written as readers get them.",
        )

    def handle(self, *args: object, **options: Any) -> None:
        articles = Article.objects.for_export()
        if options["since"]:
            articles = articles.saved_since(options["since"])
        if options["lang"]:
            articles = articles.filter(lang__in=options["lang"])
        if options["status"]:
            articles = articles.filter(status__in=options["status"])
        try:
            target = FolderTarget(options["dir"])
            with progress_bar(articles.count(), "files") as bar:

                def tell(problem: ExportProblem) -> None:
                    bar.clear()
                    self.stderr.write(str(problem))

                counts = export_articles(
                    articles.iterator(200),
                    target,
                    ExportPaths(path_owners()),
                    tell,
                    lambda article: bar.update(),
                    originals=options["originals"],
                )
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}", returncode=2) from error
        images = f", {counts[IMAGES]} pictures written" if counts[IMAGES] else ""
        self.stdout.write(f"{counts[WRITTEN]} written, {counts[UNCHANGED]} unchanged{images}")
        if counts[INCOMPLETE]:
            message = "could not be written, or without a picture. The others are complete."
            raise CommandError(f"{counts[INCOMPLETE]} articles {message}", returncode=1)
