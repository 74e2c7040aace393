"""`manage.py export_articles DIR`: articles become Markdown files."""

import datetime as dt
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.import_export.exporter import UNCHANGED, WRITTEN, export
from articles.models import Article
from articles.workflow import Status


def moment(text: str) -> dt.datetime:
    """An ISO 8601 day, which begins at midnight in the site's zone, or a time with a zone."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        pass
    else:
        return timezone.make_aware(dt.datetime.combine(day, dt.time()))
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date: write it like 2026-01-31") from None
    if timezone.is_naive(found):
        raise ArgumentTypeError(f"{text!r} has no zone: {text}Z is UTC")
    return found


class Command(BaseCommand):
    """Exit codes: 0 all good, 2 the directory cannot be written."""

    help = (
        "Write articles below DIR as YYYY/MM/<slug>.<lang>.md. An article that nobody changed "
        "since its import comes out byte for byte as it came; of others only the changed keys "
        "differ. A file that is right already is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, metavar="DIR")
        parser.add_argument(
            "--since",
            type=moment,
            metavar="DATE",
            help="only what was saved since: 2026-01-31, or 2026-01-31T08:00:00Z",
        )
        parser.add_argument(
            "--lang",
            choices=settings.SITE_LANGUAGES,
            action="append",
            help="only this language; may be given again",
        )
        parser.add_argument(
            "--status",
            choices=[status.value for status in Status],
            action="append",
            help="only this state; may be given again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from tqdm import tqdm  # for people at a terminal only

        articles = Article.objects.for_export()
        if options["since"]:
            articles = articles.saved_since(options["since"])
        if options["lang"]:
            articles = articles.filter(lang__in=options["lang"])
        if options["status"]:
            articles = articles.filter(status__in=options["status"])
        quiet = not sys.stderr.isatty()
        try:
            with tqdm(total=articles.count(), unit=" files", disable=quiet, leave=False) as bar:
                counts = export(
                    articles.iterator(200), options["dir"], each=lambda article: bar.update()
                )
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}", returncode=2) from error
        self.stdout.write(f"{counts[WRITTEN]} written, {counts[UNCHANGED]} unchanged")
