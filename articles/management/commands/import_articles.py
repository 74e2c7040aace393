"""`manage.py import_articles PATH…`: imports Markdown files as articles."""

import sys
from argparse import ArgumentParser
from typing import Any

from articles.import_export.discover import discover_files, import_roots
from articles.import_export.importer import run_import
from articles.import_export.options import import_options
from articles.management.import_report import TextReport, command_errors, write_json
from articles.management.terminal import NewsroomCommand


class Command(NewsroomCommand):
    """Exit codes: 0 all good, 1 some files refused, 2 nothing could be done."""

    help = (
        "Import Markdown files with front matter. A directory gives its *.md, *.markdown and "
        "fenced *.txt files; a named file is taken whatever its name. Exit code 0: all good; "
        "1: some files were refused; 2: nothing could be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument(
            "--no-repair", action="store_true", help="Keep wrongly decoded text (ofâ€¦) as it is."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Give the same report and write nothing."
        )
        parser.add_argument(
            "--only-failed", action="store_true", help="Import only files that are in quarantine."
        )
        parser.add_argument(
            "--prune",
            nargs="?",
            const="report",
            choices=["report", "unpublish"],
            default="",
            help="Report articles whose file is gone from a PATH; =unpublish takes them down.",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: object, **options: Any) -> None:
        paths, as_json = options["paths"], options["format"] == "json"
        settings = import_options(
            ", ".join(paths),
            repair=not options["no_repair"],
            dry_run=options["dry_run"],
            only_failed=options["only_failed"],
            prune=options["prune"],
            roots=import_roots(paths),
        )
        with TextReport(self, paths, quiet=as_json) as report, command_errors():
            run = run_import(
                discover_files(paths),
                settings,
                on_file=report.add_file,
                on_finish=lambda run: write_json(self, run) if as_json else None,
            )
        if exit_code := report.finish(run):
            sys.exit(exit_code)
