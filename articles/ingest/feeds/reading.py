"""Reads what a feed's server sent: bytes to items, of whatever kind the feed is. Pure."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from articles.front_matter.problems import Problem
from articles.front_matter.record import SourceRecord
from articles.ingest.feeds.detecting import shape_of
from articles.ingest.feeds.json_feed import json_feed_values
from articles.ingest.feeds.syndicated import SyndicatedFeed, read_syndicated
from articles.ingest.feeds.xml_spans import Span, item_spans
from articles.ingest.item_record import ItemRecord, read_record, values_hash
from articles.ingest.json_items import ItemText, read_items

# Entries of one document that are read.
MOST_ENTRIES = 20_000
_ONCE = "The newest of them is taken. Tell whoever makes the feed."


@dataclass(frozen=True, slots=True)
class FeedDefaults:
    """Values of a feed for items that have none of their own."""

    source: SourceRecord
    lang: str = ""


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item of a feed: its record, None for one that cannot be used, its bytes, the hash of its
    values, and its problems, each with its place."""

    record: ItemRecord | None
    raw: bytes
    values_sha256: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """The content of a document. `kind` is empty where it is no feed: then `problems` say what it
    is, and `named` are the addresses of feeds that a web page names."""

    kind: str
    items: tuple[ReadItem, ...] = ()
    problems: tuple[Problem, ...] = ()
    named: tuple[str, ...] = ()
    title: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every item was read, so that one that is not there is not there upstream."""
        return bool(self.kind) and not self.problems and all(item.record for item in self.items)


def read_feed(
    document: bytes, content_type: str, address: str, defaults: FeedDefaults
) -> FeedDocument:
    """Read a document that came from `address` as `content_type`; its kind is told by its bytes.

    Of entries with the same source and id only the newest is an item: two versions of it in one
    document would replace each other at every poll.
    """
    read = _read(document, content_type, address, defaults)
    return replace(read, items=_each_once(read.items))


def _each_once(items: Sequence[ReadItem]) -> tuple[ReadItem, ...]:
    """The items without those that another one of the same source and id replaces: the one that is
    dated last, of those with one date the first of the document, as feeds put the newest first."""
    versions: dict[tuple[str, str], list[ReadItem]] = {}
    for item in items:
        if item.record:
            versions.setdefault(_identity(item.record), []).append(item)
    newest = {identity: max(found, key=_dated) for identity, found in versions.items()}
    kept = []
    for item in items:
        count = len(versions[_identity(item.record)]) if item.record else 1
        if count == 1:
            kept.append(item)
        elif item.record and newest[_identity(item.record)] is item:
            message = f"stands {count} times in the document"
            problem = Problem(
                "repeated", message, key="id", value=item.record.external_id, hint=_ONCE
            )
            kept.append(replace(item, problems=(*item.problems, problem)))
    return tuple(kept)


def _identity(record: ItemRecord) -> tuple[str, str]:
    return record.source.key or record.source.name, record.external_id


def _dated(item: ReadItem) -> dt.datetime:
    record = item.record
    moment = record and (record.updated_at or record.published_at)
    return moment or dt.datetime.min.replace(tzinfo=dt.UTC)


def _read(document: bytes, content_type: str, address: str, defaults: FeedDefaults) -> FeedDocument:
    """The document with all of its entries."""
    shape = shape_of(document, address)
    if shape.name == "page":
        problem = Problem("web-page", "this is a web page, not a feed")
        return FeedDocument("", problems=(problem,), named=shape.feeds)
    if shape.name in ("json_feed", "json_api"):
        return _read_json(shape.name, document, address, defaults)
    if shape.name == "xml":
        feed = read_syndicated(document, content_type, address)
        if feed.kind:
            return _read_xml(feed, document, address, defaults)
        if feed.problems:
            return FeedDocument("", problems=feed.problems)
    message = "there is nothing in it" if not document.strip() else "this is not a feed"
    return FeedDocument("", problems=(Problem("not-a-feed", message),))


def _read_xml(
    feed: SyndicatedFeed, document: bytes, address: str, defaults: FeedDefaults
) -> FeedDocument:
    spans = item_spans(document)
    if len(spans) != len(feed.entries):
        spans = []
    items = []
    for number, values in enumerate(feed.entries[:MOST_ENTRIES]):
        if defaults.lang:
            # Feeds often name the language of the program that wrote them.
            values["lang"] = defaults.lang
        for name in ("url", "image_url"):
            if link := values.get(name):
                values[name] = _absolute(address, str(link))
        span = spans[number] if spans else None
        items.append(_read_item(values, span, number, defaults))
    problems = (*feed.problems, *_too_many(len(feed.entries)))
    return FeedDocument(feed.kind, tuple(items), problems, title=feed.title)


def _absolute(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _read_item(
    values: dict[str, object], span: Span | None, number: int, defaults: FeedDefaults
) -> ReadItem:
    # Bytes that were not well-formed are in no item alone; its values are the next best.
    raw = span.raw if span else json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
    return _item(values, raw, number, span.line if span else 0, 0, defaults)


def _read_json(kind: str, document: bytes, address: str, defaults: FeedDefaults) -> FeedDocument:
    items, problems = list[ReadItem](), list[Problem]()
    for number, item in enumerate(_json_items(kind, document)):
        if number >= MOST_ENTRIES:
            problems += _too_many(number + 1)
            break
        if isinstance(item, Problem):
            problems.append(item)
            continue
        values = item.values
        if kind == "json_feed":
            values = json_feed_values(values, address, defaults.lang)
        items.append(_item(values, item.raw, number, item.line, item.column, defaults))
    if not items and any(problem.code in ("not-json", "no-items") for problem in problems):
        return FeedDocument("", problems=tuple(problems))
    return FeedDocument(kind, tuple(items), tuple(problems))


def _json_items(kind: str, document: bytes) -> Iterator[ItemText | Problem]:
    return read_items(document, "items" if kind == "json_feed" else "data")


def _item(
    values: object, raw: bytes, number: int, line: int, column: int, defaults: FeedDefaults
) -> ReadItem:
    """The item of its values; a source or a language that they do not have is the feed's."""
    record, problems = read_record(_with_defaults(values, defaults))
    placed = tuple(
        replace(
            problem,
            line=line,
            column=column,
            key=f"[{number}].{problem.key}" if problem.key else f"[{number}]",
        )
        for problem in problems
    )
    return ReadItem(record, raw, values_hash(values) if record else "", placed)


def _with_defaults(values: object, defaults: FeedDefaults) -> object:
    if not isinstance(values, Mapping):
        return values
    names = {str(name).lower(): name for name in values}
    filled: dict[object, object] = dict(values)
    if not isinstance(filled.get(names.get("source_data")), Mapping):
        filled.pop(names.get("source_data"), None)
        source = defaults.source
        filled["source_data"] = {"key": source.key, "name": source.name, "type": source.kind}
    if defaults.lang and not filled.get(names.get("lang")):
        filled.pop(names.get("lang"), None)
        filled["lang"] = defaults.lang
    return filled


def _too_many(count: int) -> list[Problem]:
    if count <= MOST_ENTRIES:
        return []
    return [Problem("too-many", f"more than {MOST_ENTRIES:,} entries; the others are not read")]
