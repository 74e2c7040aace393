"""A preview of a feed before it is saved: for the form, which waits for it."""

import datetime as dt
from dataclasses import dataclass, field

from articles.front_matter.problems import Problem
from articles.ingest.feeds.exceptions import FeedFailed
from articles.ingest.feeds.fetching import fetch
from articles.ingest.feeds.polling import defaults_of
from articles.ingest.feeds.reading import ReadItem, read_feed
from articles.ingest.feeds.words import advice, cause
from articles.models import Feed

# A person waits for the answer, and a thread of the server with her.
TIMEOUT, MAX_BYTES = 10.0, 3 * 1024 * 1024
_SHOWN, _PROBLEMS = 10, 5


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """An item that would come: title and address, when it was published, the words of its text, and
    its problems."""

    title: str
    url: str
    published_at: dt.datetime | None
    words: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FeedPreview:
    """The preview: the kind in words, the first items, and the number of all; or, in `failure`, why
    nothing did, and the addresses of feeds that a web page names."""

    failure: str = ""
    kind: str = ""
    title: str = ""
    items: list[PreviewItem] = field(default_factory=list)
    total: int = 0
    usable: int = 0
    problems: tuple[Problem, ...] = ()
    named: tuple[str, ...] = ()
    moved_to: str = ""


def preview_of(feed: Feed) -> FeedPreview:
    """Ask for a feed, which need not be stored, and return what came. Nothing is raised, nor
    written."""
    try:
        # Conditions would bring no text.
        feed.etag = feed.last_modified = ""
        answer = fetch(feed, timeout=TIMEOUT, max_bytes=MAX_BYTES)
    except FeedFailed as error:
        return FeedPreview(_failure(error.code, error.status, error.reason))
    document = read_feed(answer.body or b"", answer.content_type, answer.url, defaults_of(feed))
    if not document.kind:
        code = document.problems[0].code if document.problems else ""
        code = code if code == "web-page" else "not-a-feed"
        failure = _failure(code, None, "")
        return FeedPreview(failure, problems=document.problems[:_PROBLEMS], named=document.named)
    return FeedPreview(
        kind=str(Feed.FeedKind(document.kind).label),
        title=document.title,
        items=[_item(item) for item in document.items[:_SHOWN]],
        total=len(document.items),
        usable=sum(1 for item in document.items if item.record),
        problems=document.problems[:_PROBLEMS],
        moved_to=answer.moved_to,
    )


def _failure(code: str, status: int | None, reason: str) -> str:
    return f"{cause(code, status, reason)}. {advice(code, status, reason)}".strip()


def _item(item: ReadItem) -> PreviewItem:
    record, problems = item.record, item.problems[:_PROBLEMS]
    if record is None:
        return PreviewItem("", "", None, 0, problems)
    words = len(record.body.split())
    return PreviewItem(record.title, record.url, record.published_at, words, problems)
