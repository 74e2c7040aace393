"""Writes how a poll ended: on the feed, in the log of polls, and in notices."""

import datetime as dt
import time
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from articles.ingest.feeds.delays import after_failure, after_success
from articles.ingest.feeds.exceptions import FeedFailed, FeedGone, LeaseLost
from articles.ingest.feeds.fetching import FetchedFeed
from articles.ingest.feeds.silence import silence_limit
from articles.ingest.feeds.words import cause, per_day, silence_in_words
from articles.lib.characters import without_forbidden
from articles.lib.graphemes import clip
from articles.models import AuditEntry, Feed, FeedPoll, Notice
from articles.models.feed import ALARM_AFTER

# How long a feed is another's without a sign of life: longer than a request and a batch take.
LEASE = dt.timedelta(minutes=5)


@dataclass(slots=True)
class OpenPoll:
    """A poll that this process has begun: the feed, the row of the poll, the lease, when it began
    on the monotonic clock, and the bytes that came."""

    feed: Feed
    row: FeedPoll
    lease: uuid.UUID
    began: float
    size: int = 0


def renew(poll: OpenPoll) -> None:
    """Keep the feed for some minutes more. Raises LeaseLost where another process has it."""
    _write(poll, leased_until=timezone.now() + LEASE)


@transaction.atomic
def end_read(
    poll: OpenPoll,
    answer: FetchedFeed,
    kind: str,
    sha256: str,
    problems: list[dict[str, object]],
) -> None:
    """Write that the feed was read and all its items are stored. Raises LeaseLost."""
    _succeed(poll, answer, kind=kind, content_sha256=sha256)
    _close(poll, FeedPoll.Outcome.READ, answer.status, problems=problems)


@transaction.atomic
def end_unchanged(poll: OpenPoll, answer: FetchedFeed) -> None:
    """Write that nothing changed since the last time. Raises LeaseLost."""
    _succeed(poll, answer)
    _close(poll, FeedPoll.Outcome.NOT_MODIFIED, answer.status)


@transaction.atomic
def end_failed(poll: OpenPoll, error: FeedFailed) -> None:
    """Write why the feed could not be read, and when the next try is; people are told of the third
    failure in a row. Nothing is written where another process has the feed."""
    feed, now = poll.feed, timezone.now()
    failures = feed.failures + 1
    wait = after_failure(failures, dt.timedelta(minutes=feed.interval), error.asked)
    # A server may say anything in the line that was no HTTP; no database holds a NUL.
    reason = clip(without_forbidden(error.reason), 300)
    try:
        _write(
            poll,
            **_FREE,
            failures=failures,
            failing_since=feed.failing_since or now,
            last_code=error.code,
            last_status=error.status,
            last_reason=reason,
            next_poll_at=now + wait,
        )
    except LeaseLost:
        return
    _close(poll, FeedPoll.Outcome.FAILED, error.status, code=error.code, reason=reason)
    if failures == ALARM_AFTER:
        words = cause(error.code, error.status, reason)
        Notice.tell(Notice.Event.FEED_FAILING, feed=feed, title=feed.name, reason=words)


def note_lost(feed: Feed, now: dt.datetime) -> None:
    """Write on a feed, which was claimed again, that its last poll never ended: a failure as others
    are, of which people are told where each poll ends so, such as by what the feed holds."""
    feed.failures, feed.failing_since = feed.failures + 1, feed.failing_since or now
    feed.last_code, feed.last_status, feed.last_reason = "lost", None, ""
    feed.save(
        update_fields=["failures", "failing_since", "last_code", "last_status", "last_reason"]
    )
    if feed.failures == ALARM_AFTER:
        words = cause(feed.last_code, None, "")
        Notice.tell(Notice.Event.FEED_FAILING, feed=feed, title=feed.name, reason=words)


@transaction.atomic
def end_gone(poll: OpenPoll, error: FeedGone) -> None:
    """Write that the server ended the feed: it is off, and people are told."""
    feed, now = poll.feed, timezone.now()
    try:
        _write(
            poll,
            **_FREE,
            is_on=False,
            gone_at=now,
            last_code=error.code,
            last_status=error.status,
            next_poll_at=None,
        )
    except LeaseLost:
        return
    _close(poll, FeedPoll.Outcome.GONE, error.status, code=error.code)
    AuditEntry.record("feed_gone", None, None, id=feed.pk, name=feed.name)
    words = cause(error.code, error.status, "")
    Notice.tell(Notice.Event.FEED_FAILING, feed=feed, title=feed.name, reason=words)


_FREE = {"lease": None, "leased_until": None}


def _succeed(poll: OpenPoll, answer: FetchedFeed, **columns: object) -> None:
    """Write the success, the address that the feed moved to, and whether it is silent."""
    feed, now = poll.feed, timezone.now()
    if answer.moved_to:
        columns["url"] = answer.moved_to
        places = {"before": feed.url_without_query, "after": answer.moved_to.partition("?")[0]}
        AuditEntry.record("feed_moved", None, None, id=feed.pk, name=feed.name, **places)
    if is_new_silence(feed, now):
        columns["silence_told_at"] = now
        words = silence_in_words(feed, now)
        Notice.tell(Notice.Event.FEED_SILENT, feed=feed, title=feed.name, reason=words)
    _write(
        poll,
        **_FREE,
        etag=answer.etag,
        last_modified=answer.last_modified,
        last_success_at=now,
        failures=0,
        failing_since=None,
        last_code="",
        last_status=answer.status,
        last_reason="",
        next_poll_at=now + after_success(dt.timedelta(minutes=feed.interval)),
        **columns,
    )


def is_new_silence(feed: Feed, now: dt.datetime) -> bool:
    """Whether nothing came for unusually long, and nobody was told yet."""
    since = feed.last_item_at or feed.last_success_at
    if since is None or feed.silence_told_at:
        return False
    limit = silence_limit(per_day(feed, now))
    return limit is not None and now - since > limit


def _write(poll: OpenPoll, **columns: object) -> None:
    rows = Feed.objects.filter(pk=poll.feed.pk, lease=poll.lease)
    if rows.update(**columns) != 1:
        raise LeaseLost


def _close(poll: OpenPoll, outcome: str, status: int | None, **columns: object) -> None:
    milliseconds = min(round((time.monotonic() - poll.began) * 1000), 2_000_000_000)
    rows = FeedPoll.objects.filter(pk=poll.row.pk)
    rows.update(
        outcome=outcome, status=status, size=poll.size, milliseconds=milliseconds, **columns
    )
