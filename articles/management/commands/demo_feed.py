"""`manage.py demo_feed`: subscribes to the stand-in of the sample content, or pauses it."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from articles.lib.characters import without_forbidden
from articles.management.terminal import NewsroomCommand
from articles.models import AuditEntry, Feed, Source

_NAME = "Stand-in feed (invented news)"
_SOURCE = {"name": "Stand-in (invented news)", "kind": "STAND-IN"}
# Minutes between two polls; nothing new ever comes.
_INTERVAL = 60


class Command(NewsroomCommand):
    """A feed that `make run STAND_IN=1` has, made once; without a stand-in it is paused."""

    help = (
        "Subscribe to the feed of fixtures/stand_in/server.py at URL; with --off pause it, so that "
        "nobody asks a server that is not there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group(required=True)
        choice.add_argument("--url", help="such as http://127.0.0.1:8001/feed.json")
        choice.add_argument("--off", action="store_true", help="pause the feed, if there is one")

    @transaction.atomic
    def handle(self, *args: object, **options: Any) -> None:
        feed = Feed.objects.filter(name=_NAME).first()
        if options["off"]:
            if feed and feed.is_on:
                self._save(feed, is_on=False)
                self.stdout.write(f"“{_NAME}” is paused: make run STAND_IN=1 switches it on.")
            return
        if feed is None:
            source = Source.objects.called("stand_in").first()
            source = source or Source.objects.create(key="stand_in", **_SOURCE)
            feed = Feed(name=_NAME, source=source, terms=Feed.Terms.FULL, interval=_INTERVAL)
        self._save(feed, is_on=True, url=without_forbidden(options["url"]))
        self.stdout.write(f"“{_NAME}” is polled at {feed.url}.")

    def _save(self, feed: Feed, **columns: Any) -> None:
        """Save a feed that is polled at once where something of it is new."""
        for name, value in columns.items():
            setattr(feed, name, value)
        feed.begin_anew()
        feed.next_poll_at = timezone.now()
        try:
            feed.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        action = "change_feed" if feed.pk else "add_feed"
        feed.save()
        detail = {"url": feed.url_without_query, "on": feed.is_on}
        AuditEntry.record(action, None, None, "", id=feed.pk, name=feed.name, **detail)
