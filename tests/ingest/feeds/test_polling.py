"""Polls against a server that behaves well and badly: nothing is lost, nothing comes twice, and
every failure is told in words."""

import datetime as dt
import json

import pytest
import time_machine
from django.utils import timezone

from articles.ingest.feeds import polling
from articles.ingest.feeds.exceptions import FeedFailed, LeaseLost
from articles.ingest.feeds.outcomes import LEASE
from articles.ingest.feeds.retention import prune_polls
from articles.ingest.feeds.tasks import poll_due_feeds
from articles.ingest.feeds.words import failure_in_words
from articles.models import AuditEntry, Feed, FeedPoll, Notice, QueuedTask, Source, UpstreamItem
from articles.models.feed import ALARM_AFTER
from articles.models.source import Trust
from articles.models.upstream_item import UpstreamVersion
from tests.feed_server import RSS

Outcome = FeedPoll.Outcome


def page(body=RSS, status=200, **headers):
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, body


def api(*items):
    source = {"SOURCE_KEY": "harbour", "NAME": "Harbour news"}
    rows = [{"ID": number, "TITLE": f"Item {number}", "SOURCE_DATA": source, **values}
            for number, values in items]  # fmt: skip
    return page(json.dumps({"Data": rows}).encode())


def test_items_come_with_their_bytes_and_their_feed(feeds, poll):
    feed, row = poll()
    assert (row.outcome, row.status, row.created, row.refused) == (Outcome.READ, 200, 2, 0)
    assert row.size == len(RSS)
    assert (feed.kind, feed.failures, feed.state) == ("rss", 0, Feed.FeedState.ON)
    assert feed.next_poll_at > timezone.now()
    assert feed.lease is feed.leased_until is None
    crane = UpstreamItem.objects.get(external_id="crane-1")
    assert (crane.feed, crane.source, crane.allowed_text) == (feed, feed.source, crane.body)
    assert bytes(crane.versions.get().raw) in RSS
    # All of a new feed is new to us, and no news.
    assert feed.new_by_day == {}
    assert feed.last_item_at


@pytest.mark.parametrize("newest_first", [True, False])
def test_an_item_that_stands_twice_in_a_document_does_not_flip(feeds, poll, newest_first):
    """Of two versions the one that is dated last is taken, and every poll says that there are two."""
    old = (7, {"BODY": "The pier is closed.", "UPDATED_ON": 1_790_000_000})
    new = (7, {"BODY": "The pier is open.", "UPDATED_ON": 1_790_000_600})
    versions = [new, old] if newest_first else [old, new]
    for number in range(3):
        # Another item each time, so that the document is read again.
        feeds.pages["/feed"] = api(*versions, (100 + number, {}))
        feed, row = poll()
        assert (row.created, row.updated) == (2 if number == 0 else 1, 0)
        assert [problem["code"] for problem in row.problems] == ["repeated"]
        item = UpstreamItem.objects.get(external_id="7")
        assert item.body == "The pier is open."
        assert item.versions.count() == 1
    assert feed.state == Feed.FeedState.ON


def test_of_versions_without_a_date_the_first_of_the_document_is_taken(feeds, poll):
    feeds.pages["/feed"] = api((7, {"BODY": "First."}), (7, {"BODY": "Second."}))
    poll()
    assert UpstreamItem.objects.get().body == "First."


def test_what_changed_is_another_version_and_the_rest_is_unchanged(feeds, poll):
    poll()
    feeds.pages["/feed"] = page(RSS.replace(b"It opens in May.", b"It opens in June.") + b" ")
    feed, row = poll()
    assert (row.created, row.updated, row.unchanged) == (0, 1, 1)
    assert UpstreamItem.objects.get(external_id="pier-1").body == "It opens in June."
    assert UpstreamVersion.objects.count() == 3
    extra = b"<item><guid>new</guid><title>New</title></item></channel>"
    feeds.pages["/feed"] = page(RSS.replace(b"</channel>", extra))
    feed, row = poll()
    assert row.created == 1
    assert feed.new_by_day == {timezone.localdate().isoformat(): 1}


def test_a_feed_that_did_not_change_is_not_read_again(feeds, poll):
    feeds.pages["/feed"] = page(ETag='"v1"', Last_Modified="Mon, 02 Mar 2026 08:00:00 GMT")
    poll()
    feed, row = poll()
    assert (row.outcome, row.status, row.size) == (Outcome.NOT_MODIFIED, 304, 0)
    headers = feeds.asked()[-1][1]
    assert headers["If-None-Match"] == '"v1"'
    assert headers["If-Modified-Since"] == "Mon, 02 Mar 2026 08:00:00 GMT"
    # Also where the server does not say so.
    feeds.pages["/feed"] = page()
    feed, row = poll()
    assert (row.outcome, row.status) == (Outcome.NOT_MODIFIED, 200)
    assert feed.etag == ""


def test_a_feed_that_is_reviewed_first_gives_no_items_of_trusted_sources(feeds, feed, poll):
    """Readers would see their titles, addresses and names."""
    Source.objects.filter(pk=feed.source_id).update(trust=Trust.REVIEW)
    Source.objects.create(key="agency", name="Agency", kind="API")
    names = ("harbour", "agency", "made-up")
    sources = [{"SOURCE_KEY": name, "NAME": name, "SOURCE_TYPE": "API"} for name in names]
    feeds.pages["/feed"] = api(*((n, {"SOURCE_DATA": one}) for n, one in enumerate(sources)))
    _feed, row = poll()
    assert (row.created, row.refused) == (3, 0)
    stored = UpstreamItem.objects.order_by("external_id").values_list(
        "source__key", "source__trust"
    )
    assert list(stored) == [("harbour", "review"), ("harbour", "review"), ("made-up", "review")]
    feed, row = poll()
    assert row.created == 0


def test_a_feed_that_moved_for_good_is_asked_there(feeds, poll):
    feeds.pages["/new"] = feeds.pages["/feed"]
    feeds.pages["/feed"] = page(b"", 301, Location="/new")
    feed, _row = poll()
    assert feed.url == feeds.url("/new")
    assert AuditEntry.objects.filter(action="feed_moved").count() == 1
    poll()
    assert [path for path, _headers in feeds.asked()] == ["/feed", "/new", "/new"]


def test_a_feed_that_moved_for_a_while_keeps_its_address(feeds, poll):
    feeds.pages["/new"] = feeds.pages["/feed"]
    feeds.pages["/feed"] = page(b"", 302, Location="/new")
    feed, row = poll()
    assert (row.outcome, feed.url) == (Outcome.READ, feeds.url())


def test_a_feed_that_is_gone_ends(feeds, poll):
    feeds.pages["/feed"] = page(b"", 410)
    feed, row = poll()
    assert (row.outcome, feed.is_on, feed.state) == (Outcome.GONE, False, Feed.FeedState.GONE)
    assert Notice.objects.get().event == Notice.Event.FEED_FAILING
    assert "ended for good" in failure_in_words(feed)
    assert list(Feed.objects.in_trouble()) == [feed]
    poll()
    assert len(feeds.asked()) == 1


FAILURES = {
    "/missing": ("status", "The server answered 404"),
    "/slow": ("too-slow", "too long"),
    "/half": ("no-answer", "broke off"),
    "/half-chunked": ("no-answer", "broke off"),
    "/half-gzip": ("damaged", "unpacked"),
    "/bomb": ("too-large", "larger than"),
    "/endless": ("too-large", "larger than"),
    "/circle": ("redirects", "on and on"),
    "/inside": ("private", "private network"),
    "/page": ("web-page", "web page"),
    "/json": ("not-a-feed", "no feed"),
    "/nothing": ("not-a-feed", "no feed"),
}


@pytest.mark.parametrize("path", FAILURES)
def test_every_failure_is_told_in_words_and_tried_later(feeds, feed, poll, settings, path):
    settings.FEED_TIMEOUT = 1 if path == "/slow" else 60
    html = b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/real.rss">'
    feeds.pages |= {
        "/inside": page(b"", 302, Location="https://10.1.2.3/feed"),
        "/page": page(html),
        "/json": page(b'{"error": "wrong key"}'),
        "/nothing": page(b""),
    }
    Feed.objects.filter(pk=feed.pk).update(url=feeds.url(path))
    feed, row = poll()
    code, words = FAILURES[path]
    assert (row.outcome, row.code, feed.last_code) == (Outcome.FAILED, code, code)
    told = failure_in_words(feed)
    assert words in told
    assert "The next try is at" in told
    assert feed.failures == 1
    assert feed.failing_since
    assert feed.next_poll_at > timezone.now()
    assert not UpstreamItem.objects.exists()
    if path == "/page":
        assert feeds.url("/real.rss") in told


def test_failures_are_counted_and_told_to_people_once(feeds, poll):
    feeds.pages["/feed"] = page(b"no", 500)
    for _ in range(ALARM_AFTER + 1):
        feed, _row = poll()
    assert (feed.failures, feed.state) == (ALARM_AFTER + 1, Feed.FeedState.FAILING)
    assert "The server answered 500; it failed 4 times since" in failure_in_words(feed)
    notice = Notice.objects.get()
    assert (notice.event, notice.feed, notice.reason) == (
        Notice.Event.FEED_FAILING, feed, "The server answered 500"
    )  # fmt: skip
    feeds.pages["/feed"] = page()
    feed, _row = poll()
    assert (feed.state, feed.failures, failure_in_words(feed)) == (Feed.FeedState.ON, 0, "")


@pytest.mark.parametrize("header", ["7200", "date"])
def test_a_server_that_asks_for_patience_gets_it(feeds, poll, header):
    with time_machine.travel("2026-03-02 08:00:00 +0000", tick=False):
        value = "Mon, 02 Mar 2026 10:00:00 GMT" if header == "date" else header
        feeds.pages["/feed"] = page(b"", 429, Retry_After=value)
        feed, _row = poll()
        assert feed.next_poll_at - timezone.now() >= dt.timedelta(hours=2)
        assert "longer time between polls" in failure_in_words(feed)


def test_a_token_is_sent_as_the_feed_says_and_stands_nowhere(feeds, feed, poll, settings):
    settings.FEED_TOKENS = {"FEED_TOKEN_HARBOUR": "s3cret&"}
    rows = Feed.objects.filter(pk=feed.pk)
    rows.update(token_name="FEED_TOKEN_HARBOUR")
    poll()
    assert feeds.asked()[-1][1]["Authorization"] == "Bearer s3cret&"
    rows.update(token_place="query", token_parameter="key", url=feeds.url("/feed?a=1"))
    feeds.pages["/new"] = page(RSS + b"\n")
    feeds.pages["/feed"] = page(b"", 301, Location="/new?key=s3cret%26&b=2")
    feed, row = poll()
    paths = [path for path, _headers in feeds.asked()]
    assert paths[-2:] == ["/feed?a=1&key=s3cret%26", "/new?key=s3cret%26&b=2"]
    assert feed.url == feeds.url("/new?b=2")
    settings.FEED_TOKENS = {}
    feed, row = poll()
    assert row.code == "token"
    assert "FEED_TOKEN_HARBOUR is not set" in failure_in_words(feed)
    for entry in [
        *AuditEntry.objects.all(),
        *UpstreamVersion.objects.all(),
        *FeedPoll.objects.all(),
    ]:
        assert "s3cret" not in str(vars(entry))


def test_only_one_process_polls_a_feed(feeds, feed):
    first = polling.claim(feed.pk)
    assert first is not None
    assert polling.claim(feed.pk) is None
    with time_machine.travel(timezone.now() + LEASE + dt.timedelta(seconds=1)):
        second = polling.claim(feed.pk)
        assert second is not None
        # Whoever lost the lease writes nothing any more.
        with pytest.raises(LeaseLost):
            polling._poll(first)
    assert not UpstreamItem.objects.exists()
    assert [poll.outcome for poll in feed.polls.all()] == [Outcome.RUNNING, Outcome.LOST]


def test_a_feed_whose_polls_never_end_fails(feeds, feed, poll, monkeypatch):
    """As where what it holds ends the process each time."""

    def die(*args):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(polling, "read_feed", die)
        for _time in range(ALARM_AFTER + 1):
            Feed.objects.update(leased_until=timezone.now())
            with pytest.raises(MemoryError):
                poll()
    feed.refresh_from_db()
    assert feed.state == Feed.FeedState.FAILING
    assert failure_in_words(feed).startswith("Stopped in between; it failed 3 times since")
    assert Notice.objects.get().event == Notice.Event.FEED_FAILING
    Feed.objects.update(leased_until=timezone.now())
    feed, _row = poll()
    assert feed.state == Feed.FeedState.ON


def test_the_reason_of_a_failure_has_no_characters_that_no_database_holds(feed):
    first = polling.claim(feed.pk)
    polling.outcomes.end_failed(first, FeedFailed("no-answer", "BadStatusLine: a\0b"))
    feed.refresh_from_db()
    assert feed.last_reason == feed.polls.get().reason == "BadStatusLine: a\ufffdb"


@pytest.mark.parametrize("batch", [0, 1, 2, 3])
def test_a_poll_that_was_cut_off_loses_nothing_and_doubles_nothing(
    feeds, feed, poll, monkeypatch, batch
):
    """Cut off before each batch, and before the end: as a process that is killed."""
    monkeypatch.setattr(polling, "BATCH", 2)
    feeds.pages["/feed"] = api(*((number, {}) for number in range(5)))
    store, stored = polling._store_batch, []

    def stop(*args):
        if len(stored) == batch:
            raise KeyboardInterrupt
        stored.append(store(*args))

    with monkeypatch.context() as patch:
        patch.setattr(polling, "_store_batch", stop)
        if batch == 3:
            patch.setattr(polling.outcomes, "end_read", lambda *args: stop())
        with pytest.raises(KeyboardInterrupt):
            poll()
    assert UpstreamItem.objects.count() == min(batch * 2, 5)
    Feed.objects.update(leased_until=timezone.now())
    feed, row = poll()
    assert row.outcome == Outcome.READ
    assert row.created + row.unchanged == UpstreamItem.objects.count() == 5
    assert UpstreamVersion.objects.count() == 5
    assert [one.outcome for one in feed.polls.all()] == [Outcome.READ, Outcome.LOST]
    assert sum(feed.polls.values_list("created", flat=True)) == 5


def test_silence_is_told_once_until_something_comes(feeds, feed, poll):
    poll()
    today = timezone.localdate()
    days = {(today - dt.timedelta(days=back)).isoformat(): 14 for back in range(1, 20)}
    Feed.objects.update(
        new_by_day=days,
        created_at=timezone.now() - dt.timedelta(days=40),
        last_item_at=timezone.now() - dt.timedelta(hours=7),
    )
    feed, _row = poll()
    assert feed.state == Feed.FeedState.SILENT
    notice = Notice.objects.get()
    assert notice.event == Notice.Event.FEED_SILENT
    assert notice.reason == "Nothing new for 7 hours; usually 14 a day."
    poll()
    assert Notice.objects.count() == 1
    extra = b"<item><guid>new</guid><title>New</title></item></channel>"
    feeds.pages["/feed"] = page(RSS.replace(b"</channel>", extra))
    feed, _row = poll()
    assert (feed.state, feed.silence_told_at) == (Feed.FeedState.ON, None)


def test_a_status_upstream_takes_an_item_back_and_gives_it_again(feeds, feed, poll):
    feeds.pages["/feed"] = api((1, {}), (2, {}))
    poll()
    feeds.pages["/feed"] = api((1, {"STATUS": "DELETED"}), (2, {}))
    poll()
    [item] = UpstreamItem.objects.filter(taken_back_at__isnull=False)
    assert item.external_id == "1"
    # The very values of before, which are no new version.
    feeds.pages["/feed"] = api((1, {}), (2, {}))
    poll()
    assert not UpstreamItem.objects.filter(taken_back_at__isnull=False).exists()


def taken_back():
    rows = UpstreamItem.objects.filter(taken_back_at__isnull=False)
    return sorted(rows.values_list("external_id", flat=True))


def test_what_vanishes_from_a_list_of_everything_was_taken_back(feeds, feed, poll):
    feeds.pages["/feed"] = api(*((number, {}) for number in range(8)))
    poll()
    feeds.pages["/feed"] = api(*((number, {}) for number in range(6)))
    poll()
    # A feed of the newest items says nothing about older ones.
    assert taken_back() == []
    Feed.objects.update(lists_everything=True, content_sha256="")
    poll()
    assert taken_back() == ["6", "7"]
    feeds.pages["/feed"] = api(*((number, {}) for number in range(7)))
    poll()
    assert taken_back() == ["7"]
    # An empty list, and one without nearly all, are mistakes of a server.
    feeds.pages["/feed"] = api()
    poll()
    feeds.pages["/feed"] = api((0, {}))
    _feed, row = poll()
    assert taken_back() == ["7"]
    assert [problem["code"] for problem in row.problems] == ["vanished"]


def test_feeds_that_are_due_are_polled_by_tasks_of_their_own(feeds, feed, source):
    later = timezone.now() + dt.timedelta(hours=1)
    options = {"source": source, "url": feeds.url(), "terms": "full"}
    Feed.objects.create(name="Later", next_poll_at=later, **options)
    Feed.objects.create(name="Off", next_poll_at=timezone.now(), is_on=False, **options)
    assert poll_due_feeds.func() == 1
    [task] = QueuedTask.objects.all()
    assert task.args_kwargs["args"] == [feed.pk]
    assert task.queue_name == "outbound"


def test_old_polls_are_forgotten(feed, settings, monkeypatch):
    now = timezone.now()
    for days in (40, 20, 10, 0):
        FeedPoll.objects.create(feed=feed, started_at=now - dt.timedelta(days=days))
    assert prune_polls() == 1
    monkeypatch.setattr("articles.ingest.feeds.retention.MOST_POLLS", 2)
    assert prune_polls() == 1
    assert feed.polls.count() == 2


def test_terms_of_use_say_how_much_of_a_text_is_used(feed):
    body = " ".join(["word"] * 100)
    feed.terms = Feed.Terms.FULL
    assert feed.allowed_text(body) == body
    feed.terms = Feed.Terms.EXCERPT
    assert 250 < len(feed.allowed_text(body)) <= 300
    # Where no blanks stand between words, neither.
    assert len(feed.allowed_text("港口罢工结束" * 500)) <= 300
    assert feed.allowed_text("three words only") == "three words only"
    feed.terms = Feed.Terms.LINK
    assert feed.allowed_text(body) == ""
