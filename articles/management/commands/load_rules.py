"""`manage.py load_rules FILE`: makes a version of the rules for originals from a file."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from articles.ingest.rules.document import read_rules
from articles.management.json_files import read_json
from articles.management.terminal import NewsroomCommand
from articles.models import AuditEntry, IngestRules


class Command(NewsroomCommand):
    """Exit codes: 0 it is stored, 1 it is not."""

    help = (
        "Make a version of the rules by which originals become drafts from a JSON file, such as "
        "fixtures/rules.json. With --on it is switched on; rules that are on already and say the "
        "same are left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--on", action="store_true", help="switch the rules on")
        parser.add_argument(
            "--unless-on", action="store_true", help="do nothing where any rules are on"
        )

    def handle(self, *args: object, **options: Any) -> None:
        document, problems = read_rules(read_json(options["file"]))
        if document is None:
            for problem in problems:
                self.stderr.write(problem.one_line(options["file"]))
            raise CommandError("The rules are wrong. Nothing was stored.")
        on = IngestRules.on()
        if on and on.document == document.as_json():
            self.stdout.write(f"Version {on.pk} says the same, and is on.")
            return
        if on and options["unless_on"]:
            self.stdout.write(f"Version {on.pk} is on, and stays on.")
            return
        note = f"From {options['file']}"[:300]
        version = IngestRules.objects.create(document=document.as_json(), note=note, based_on=on)
        AuditEntry.record("add_rules", None, version=version.pk, note=note)
        if options["on"]:
            version.switch_on(None)
        self.stdout.write(f"Version {version.pk} is stored{' and on' if options['on'] else ''}.")
