"""`manage.py ingest_items FILE…`: takes in what upstream gave, as evidence for the articles."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from articles.import_export.exceptions import ImportBusy, ImportStopped
from articles.ingest.run import ItemResult, ingest_files
from articles.management.import_report import write_json
from articles.management.progress import progress_bar
from articles.management.terminal import NewsroomCommand
from articles.models import ImportRun

# How many problems are told; the run log has all of them.
_TOLD = 20


class Command(NewsroomCommand):
    """Exit codes: 0 all good, 1 some items could not be read, 2 nothing could be done."""

    help = (
        'Take in upstream items: JSON lists, or answers of the CoinDesk Data API ({"Data": […]}). '
        "They are kept byte for byte with every later version, and articles with the same source "
        "and external id are reviewed against them. The same file again changes nothing. Exit "
        "code 0: all good; 1: some items could not be read; 2: nothing could be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: object, **options: Any) -> None:
        as_json, told = options["format"] == "json", 0
        with progress_bar(None, "items") as bar:

            def tell(result: ItemResult) -> None:
                nonlocal told
                bar.update()
                for problem in result.problems:
                    told += 1
                    if told <= _TOLD and not as_json:
                        bar.clear()
                        self.stderr.write(problem.one_line(result.file))
                        if problem.hint:
                            self.stderr.write(f"    {problem.hint}")

            try:
                run = ingest_files(options["files"], ", ".join(options["files"]), tell)
            except ImportBusy as error:
                message = "Other items are being taken in. Wait for the end of that."
                raise CommandError(message, returncode=2) from error
            except ImportStopped as error:
                message = f"Stopped: {error}. What was stored stays; run it again."
                raise CommandError(message, returncode=2) from error
        if as_json:
            write_json(self, run)
        else:
            self._report(run, told)
        stored = run.created + run.updated + run.unchanged
        if run.quarantined or not stored:
            sys.exit(1 if stored else 2)

    def _report(self, run: ImportRun, told: int) -> None:
        if told > _TOLD:
            self.stderr.write(f"{told - _TOLD} more problems are in the run log (Imports).")
        names = ("created", "updated", "unchanged", "quarantined")
        self.stdout.write(", ".join(f"{getattr(run, name)} {name}" for name in names))
