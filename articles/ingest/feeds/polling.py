"""One poll of a feed: it is claimed, asked, read, and its items are stored; each step may be cut
off, and the next poll goes on where this one ended."""

import hashlib
import time
import uuid
from itertools import islice

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from articles.front_matter.record import SourceRecord
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.ingest.feeds import outcomes
from articles.ingest.feeds.exceptions import FeedFailed, FeedGone, LeaseLost
from articles.ingest.feeds.fetching import fetch
from articles.ingest.feeds.outcomes import LEASE, OpenPoll
from articles.ingest.feeds.reading import FeedDefaults, FeedDocument, ReadItem, read_feed
from articles.ingest.feeds.silence import counted
from articles.ingest.feeds.vanishing import note_vanished
from articles.ingest.store_items import IncomingItem, ItemOutcome, store_items
from articles.ingest.tasks import filter_new_items
from articles.lib.site_calendar import site_day
from articles.models import Feed, FeedPoll

# Items of one transaction: SQLite lets nobody else write meanwhile.
BATCH = 200
# Problems of a poll that are kept.
MOST_PROBLEMS = 20


def poll_feed(feed_id: int) -> None:
    """Poll a feed that is due, unless somebody else does; the row of the poll says how it went.

    Nothing is raised for what the feed does: a failure is written down, and the time of the next
    try. It may be run any number of times, and cut off anywhere: what was stored is found unchanged
    later, and the answer of a server counts as read only once all of it is stored.
    """
    poll = claim(feed_id)
    if poll is None:
        return
    try:
        _poll(poll)
    except FeedGone as error:
        outcomes.end_gone(poll, error)
    except FeedFailed as error:
        outcomes.end_failed(poll, error)
    except LeaseLost:
        return


def claim(feed_id: int) -> OpenPoll | None:
    """Begin a poll of a feed that is due; None where it is not, or where somebody else began one.

    A poll that was begun and never ended, because its process was killed, is written down as lost,
    and is a failure of the feed.
    """
    now, lease = timezone.now(), uuid.uuid4()
    with transaction.atomic():
        due = Feed.objects.due(now).filter(pk=feed_id)
        if due.update(lease=lease, leased_until=now + LEASE, last_polled_at=now) != 1:
            return None
        polls = FeedPoll.objects.filter(feed=feed_id)
        lost = polls.filter(outcome=FeedPoll.Outcome.RUNNING).update(outcome=FeedPoll.Outcome.LOST)
        feed = Feed.objects.select_related("source").get(pk=feed_id)
        if lost:
            outcomes.note_lost(feed, now)
        row = FeedPoll.objects.create(feed=feed, started_at=now)
    return OpenPoll(feed, row, lease, time.monotonic())


def defaults_of(feed: Feed) -> FeedDefaults:
    """Return what the feed says of its items; no query where its source was loaded."""
    source = feed.source
    record = SourceRecord.model_construct(name=source.name, key=source.key, kind=source.kind)
    return FeedDefaults(record, feed.lang)


def _poll(poll: OpenPoll) -> None:
    feed = poll.feed
    answer = fetch(feed, timeout=settings.FEED_TIMEOUT, max_bytes=settings.FEED_MAX_BYTES)
    body, sha256 = answer.body, ""
    if body is not None:
        sha256 = hashlib.sha256(body).hexdigest()
        poll.size = len(body)
    if body is None or sha256 == feed.content_sha256:
        outcomes.end_unchanged(poll, answer)
        return
    document = read_feed(body, answer.content_type, answer.url, defaults_of(feed))
    if not document.kind:
        code = document.problems[0].code if document.problems else "not-a-feed"
        known = code if code == "web-page" else "not-a-feed"
        named = ", ".join(document.named)
        reason = named or "; ".join(problem.message for problem in document.problems)
        raise FeedFailed(known, reason, answer.status)
    _store(poll, document)
    problems = [
        *document.problems,
        *note_vanished(poll, document),
        *(problem for item in document.items for problem in item.problems),
    ]
    told = [problem.as_json() for problem in problems[:MOST_PROBLEMS]]
    outcomes.end_read(poll, answer, document.kind, sha256, told)


def _store(poll: OpenPoll, document: FeedDocument) -> None:
    """Store the items batch by batch; the counts and the task for them are in the transaction of
    each. Raises LeaseLost."""
    taxonomy = TaxonomyCache()
    items = iter(document.items)
    while batch := list(islice(items, BATCH)):
        try:
            _store_batch(poll, batch, taxonomy)
        except IntegrityError:
            # An import or another feed stored one of them meanwhile; now it is found.
            taxonomy.clear()
            _store_batch(poll, batch, taxonomy)


@transaction.atomic
def _store_batch(poll: OpenPoll, batch: list[ReadItem], taxonomy: TaxonomyCache) -> None:
    outcomes.renew(poll)
    feed = poll.feed
    incoming = [
        IncomingItem(item.record, item.raw, item.values_sha256) for item in batch if item.record
    ]
    results = store_items(incoming, feed.url_without_query, taxonomy, feed)
    created = results.count(ItemOutcome.CREATED)
    rows = FeedPoll.objects.filter(pk=poll.row.pk)
    rows.update(
        created=F("created") + created,
        updated=F("updated") + results.count(ItemOutcome.UPDATED),
        unchanged=F("unchanged") + results.count(ItemOutcome.UNCHANGED),
        refused=F("refused") + len(batch) - len(incoming),
    )
    if created:
        filter_new_items.enqueue()
        changes: dict[str, object] = {"last_item_at": timezone.now(), "silence_told_at": None}
        if feed.last_success_at:
            # All that the first poll finds is new to us, and no news.
            days = counted(feed.new_by_day, site_day(), created)
            changes["new_by_day"] = feed.new_by_day = days
        Feed.objects.filter(pk=feed.pk).update(**changes)
        feed.last_item_at, feed.silence_told_at = timezone.now(), None
