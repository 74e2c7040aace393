"""`manage.py import_articles PATH…`: Markdown files become articles."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.import_export.discover import roots, walk
from articles.import_export.exceptions import ImportBusy, ImportStopped
from articles.import_export.importer import run
from articles.import_export.options import options
from articles.management.import_report import TextReport, write_json
from articles.models import ImportRun


class Command(BaseCommand):
    """Exit codes: 0 all good, 1 some files refused, 2 nothing could be done."""

    help = (
        "Import Markdown files with front matter. A directory gives its *.md, *.markdown and "
        "fenced *.txt files; a named file is taken whatever its name. Exit code 0: all good; "
        "1: some files were refused; 2: nothing could be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument(
            "--no-repair", action="store_true", help="keep wrongly decoded text (ofâ€¦) as it is"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="give the same report and write nothing"
        )
        parser.add_argument(
            "--only-failed", action="store_true", help="only files that are in quarantine"
        )
        parser.add_argument(
            "--prune",
            nargs="?",
            const="report",
            choices=["report", "unpublish"],
            default="",
            help="tell articles whose file is gone from a PATH; =unpublish takes them down",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **given: Any) -> None:
        how = options(
            ", ".join(given["paths"]),
            repair=not given["no_repair"],
            dry_run=given["dry_run"],
            only_failed=given["only_failed"],
            prune=given["prune"],
            roots=roots(given["paths"]),
        )
        as_json = given["format"] == "json"
        with TextReport(self, given["paths"], quiet=as_json) as report:
            try:
                done = run(
                    walk(given["paths"]),
                    how,
                    each=report.tell,
                    finish=lambda receipt: write_json(self, receipt) if as_json else None,
                )
            except ImportBusy as error:
                since = ImportRun.objects.filter(state=ImportRun.State.RUNNING).first()
                started = f" since {since.started_at:%Y-%m-%d %H:%M} UTC" if since else ""
                raise CommandError(
                    f"Another import is running{started}. Wait for its end.", returncode=2
                ) from error
            except ImportStopped as error:
                raise CommandError(
                    f"The import stopped: {error}. What was imported stays; import again.",
                    returncode=2,
                ) from error
        report.end(done)
        if done.quarantined:
            sys.exit(2 if report.nothing_done(done) else 1)
        if report.nothing_done(done):
            sys.exit(2)
