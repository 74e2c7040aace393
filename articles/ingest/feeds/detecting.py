"""Tells what a server sent: a feed of which kind, a web page that names feeds, or neither. Pure."""

import html
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from articles.lib.ascii_urls import split_url

# What is looked at: a root element, a version and the head of a page stand near the beginning.
_HEAD: Final = 200_000
_MOST_NAMED: Final = 10
_JSON_FEED = re.compile(rb'"version"\s{0,20}:\s{0,20}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_XML = re.compile(rb"<(?:[a-z]{1,20}:)?(?:rss|rdf|feed|channel)[\s>]", re.IGNORECASE)
_LINK = re.compile(r"<link\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-z-]{1,20})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"']+))""", re.I
)
_FEED_TYPES: Final = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
    "application/json",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a document: `json_feed`, `json_api`, `xml`, `page` or `unknown`. A page names
    the addresses of its feeds."""

    name: str
    feeds: tuple[str, ...] = ()


def shape_of(document: bytes, address: str) -> Shape:
    """Return the shape of a document that came from `address`, by its bytes alone: servers send
    feeds as any type of content."""
    head = document[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"{", b"["):
        is_feed = head[:1] == b"{" and _JSON_FEED.search(document)
        return Shape("json_feed" if is_feed else "json_api")
    # In UTF-16 each second byte is zero.
    plain = head.replace(b"\0", b"")
    page, feed = _PAGE.search(plain), _XML.search(plain)
    if feed and not (page and page.start() < feed.start()):
        return Shape("xml")
    if page:
        return Shape("page", named_feeds(plain.decode("utf-8", "replace"), address))
    return Shape("xml" if plain[:1] == b"<" else "unknown")


def named_feeds(page: str, address: str) -> tuple[str, ...]:
    """Return the addresses of feeds that a web page names (`<link rel="alternate">`), absolute, the
    first ten, as far as a program may call such addresses at all."""
    feeds = []
    for link in _LINK.finditer(page):
        attributes = {
            name.lower(): html.unescape(double or single or bare).strip()
            for name, double, single, bare in _ATTRIBUTE.findall(link[1])
        }
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        is_feed = "alternate" in attributes.get("rel", "").lower().split() and kind in _FEED_TYPES
        if is_feed and (url := _absolute(address, attributes.get("href", ""))):
            feeds.append(url)
    return tuple(dict.fromkeys(feeds))[:_MOST_NAMED]


def _absolute(base: str, link: str) -> str:
    """The address of a link, or an empty text for one that is no web address."""
    try:
        url = urljoin(base, link)
        parts = split_url(url)
    except ValueError:
        return ""
    return url if link and parts.scheme in ("http", "https") and parts.hostname else ""
