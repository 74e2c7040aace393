"""Reads RSS 0.9 to 2.0, RDF and Atom with feedparser, which is given bytes and no address. Pure.

What feedparser makes of an entry becomes JSON values of the names that upstream APIs use, so that
one reader (`articles.ingest.item_record`) validates all items.
"""

import hashlib
import io
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from articles.front_matter.problems import Problem
from articles.ingest.feeds.feed_dates import iso_time
from articles.ingest.feeds.html_text import html_line, html_text
from articles.ingest.feeds.xml_spans import ended_items
from articles.ingest.item_record import MAX_ID
from articles.lib.ascii_urls import split_url

logger = logging.getLogger(__name__)

# Parameters of an address that say where a reader came from, and nothing of the page.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id", re.IGNORECASE)
_NOT_FOUND: Final = ("CharacterEncodingOverride", "NonXMLContentType")


@dataclass(frozen=True, slots=True)
class SyndicatedFeed:
    """A feed as feedparser read it: `kind` (rss, rdf or atom, empty for what is no feed), its
    title and language, the values of its entries, and what was wrong with the whole."""

    kind: str
    title: str = ""
    lang: str = ""
    entries: tuple[dict[str, object], ...] = ()
    problems: tuple[Problem, ...] = ()


def read_syndicated(document: bytes, content_type: str, address: str) -> SyndicatedFeed:
    """Read an XML feed that came from `address`, against which its links are resolved.

    What is not well-formed is read as far as it goes. An entry that was cut off is left out.
    """
    # 60 ms to import, and only polls need it.
    import feedparser

    headers = {"content-type": content_type, "content-location": address}
    try:
        parsed: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(document),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # noqa: BLE001
        # The parser is foreign and the text hostile: whatever it stumbles over is of this feed.
        logger.warning("feedparser failed on %s: %r", address.partition("?")[0], error)
        message = f"it cannot be read ({type(error).__name__})"
        return SyndicatedFeed("", problems=(Problem("unreadable", message),))
    version, entries = str(parsed.get("version") or ""), list(parsed["entries"])
    if not version and not entries:
        return SyndicatedFeed("")
    problems = list(_problems(parsed))
    if problems and len(entries) > ended_items(document):
        entries.pop()
        hint = "The whole entry is read at the next poll."
        problems.append(Problem("cut-off", "the last entry is cut off", hint=hint))
    feed = parsed["feed"]
    return SyndicatedFeed(
        kind=_kind(version),
        title=html_line(str(feed.get("title") or "")),
        lang=str(feed.get("language") or ""),
        entries=tuple(_values(entry, str(feed.get("language") or "")) for entry in entries),
        problems=tuple(problems),
    )


def _kind(version: str) -> str:
    if version in ("rss10", "rss090"):
        return "rdf"
    return "atom" if version.startswith("atom") else "rss"


def _problems(parsed: Mapping[str, Any]) -> Iterator[Problem]:
    """The problem of a document that feedparser had to mend."""
    error: Any = parsed.get("bozo_exception")
    if not parsed.get("bozo") or type(error).__name__ in _NOT_FOUND:
        return
    line = column = 0
    if hasattr(error, "getLineNumber"):
        line, column = error.getLineNumber() or 0, error.getColumnNumber() or 0
        message = f"it is not well-formed: {error.getMessage()}"
    else:
        message = f"it is not well-formed: {error}"
    hint = "It was read as far as that goes. Tell whoever publishes the feed."
    yield Problem("not-well-formed", message[:300], line, column, hint=hint)


def _values(entry: dict[str, Any], lang: str) -> dict[str, object]:
    """The values of an entry by the names of upstream APIs, without its source."""
    title, body = _title(entry), _body(entry)
    # `get()` of feedparser would give the time of publication for a missing one.
    updated = iso_time(str(dict.get(entry, "updated") or ""))
    url, guid = str(entry.get("link") or ""), str(entry.get("id") or "")
    values = {
        "id": item_id(guid, url, title),
        "guid": guid,
        "url": url,
        "title": title,
        "body": body,
        "authors": [name for one in entry.get("authors") or () if (name := one.get("name"))],
        "category_data": [term for tag in entry.get("tags") or () if (term := _term(tag))],
        "lang": str((entry.get("content") or [{}])[0].get("language") or "") or lang,
        # RDF and many Atom feeds have one time only.
        "published": iso_time(str(entry.get("published") or "")) or updated,
        "updated_on": updated,
        "image_url": _picture(entry),
    }
    return {name: value for name, value in values.items() if value}


def item_id(guid: str, url: str, title: str) -> str:
    """Return the identity of an item: its own id, else its address without what tracks readers,
    else a hash of what it has. Empty for an item without any of them."""
    identity = guid.strip() or plain_address(url)
    if not identity and title.strip():
        identity = "sha256:" + hashlib.sha256(f"{title.strip()}\n{url}".encode()).hexdigest()
    if len(identity) > MAX_ID:
        return "sha256:" + hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()
    return identity


def plain_address(url: str) -> str:
    """Return an address without a fragment and without parameters that track readers."""
    try:
        parts = split_url(url.strip())
    except ValueError:
        return url.strip()
    query = parts.query
    if _TRACKING.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([pair for pair in pairs if not _TRACKING.fullmatch(pair[0])])
    return parts._replace(query=query, fragment="").geturl()


def _title(entry: Mapping[str, Any]) -> str:
    detail = entry.get("title_detail") or {}
    text = str(entry.get("title") or "")
    return text if detail.get("type") == "text/plain" else html_line(text)


def _body(entry: Mapping[str, Any]) -> str:
    """The longer one of the text and its summary; many feeds give one of them."""
    details = [*(entry.get("content") or ()), entry.get("summary_detail") or {}]
    texts = [
        value if detail.get("type") == "text/plain" and "<" not in value else html_text(value)
        for detail in details
        if (value := str(detail.get("value") or ""))
    ]
    return max(texts, key=len, default="")


def _term(tag: Mapping[str, Any]) -> str:
    return html_line(str(tag.get("label") or tag.get("term") or ""))


def _picture(entry: Mapping[str, Any]) -> str:
    """The address of the first picture that an entry names."""
    for one in entry.get("media_content") or ():
        kind = f"{one.get('medium') or ''} {one.get('type') or ''}"
        if one.get("url") and ("image" in kind or not kind.strip()):
            return str(one["url"])
    for one in entry.get("enclosures") or ():
        if str(one.get("type") or "").startswith("image/") and one.get("href"):
            return str(one["href"])
    for one in entry.get("media_thumbnail") or ():
        if one.get("url"):
            return str(one["url"])
    return ""
