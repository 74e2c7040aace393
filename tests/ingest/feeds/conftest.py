"""A feed that is due, at a server on this machine."""

import pytest
from django.utils import timezone

from articles.models import Feed, Source
from tests.feed_server import feeds

__all__ = ["feeds"]


@pytest.fixture
def source(db):
    return Source.objects.create(key="harbour", name="Harbour news", kind="RSS")


@pytest.fixture
def feed(feeds, source):
    return Feed.objects.create(
        name="Harbour",
        source=source,
        url=feeds.url(),
        terms=Feed.Terms.FULL,
        next_poll_at=timezone.now(),
    )


@pytest.fixture
def poll(feed):
    """`poll()` lets the feed be due, polls it and returns (feed, row of the poll), both anew."""
    from articles.ingest.feeds.polling import poll_feed

    def run():
        Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
        poll_feed(feed.pk)
        feed.refresh_from_db()
        return feed, feed.polls.first()

    return run
