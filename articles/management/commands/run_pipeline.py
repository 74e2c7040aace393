"""`manage.py run_pipeline`: runs the chain from feeds to drafts in review once."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from articles.import_export.exceptions import ImportBusy
from articles.lib.characters import escaped_line
from articles.management.terminal import NewsroomCommand
from articles.models import StageResult
from articles.pipeline.run import LIMIT, run_pipeline


class Command(NewsroomCommand):
    """Exit codes: 0 all good, 1 a stage failed, 2 nothing could be done."""

    help = (
        "Run the chain from originals to drafts in review once: every stage does what is left of "
        "its work. Nothing goes live. A stage that is off says so. With --dry-run it tells "
        "what there is to do. Exit code 0: all good; 1: a stage failed; 2: nothing could be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=LIMIT, metavar="N", help="items a stage")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: object, **options: Any) -> None:
        if not 0 < options["limit"] <= 100_000:
            raise CommandError("--limit: choose from 1 to 100000.", returncode=2)
        try:
            run = run_pipeline(options["limit"], dry_run=options["dry_run"], on_stage=self._tell)
        except ImportBusy as error:
            message = "The chain is running already. Wait for its end."
            raise CommandError(message, returncode=2) from error
        if any(result.state == "failed" for result in run.results):
            sys.exit(1)

    def _tell(self, result: StageResult) -> None:
        counts = ", ".join(f"{count} {name}" for name, count in result.counts.items())
        state = "" if result.state == "done" else result.state
        parts = [part for part in (state, counts) if part] or ["nothing to do"]
        self.stdout.write(f"{result.stage}: {'; '.join(parts)}")
        for words in result.words:
            self.stdout.write(f"    {escaped_line(words)}")
