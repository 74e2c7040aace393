"""RSS 2.0, Atom 1.0 and JSON Feed 1.1 as feed generators of Django: one dict per article.

Besides the keywords of `django.utils.feedgenerator`, a feed takes `updated` (aware datetime of the
last change of the list), `hub` (URL of a WebSub hub, or "") and `tombstones` (list of Tombstone).
An item takes `summary` (plain text; the description is its HTML), `content` (HTML with absolute
URLs), `image` (FeedImage or None), `source_name`, `source_url`, `canonical_url` (where it was first
published), `more_authors` (list of (name, URL) of the authors after the first, whom Django has) and
`corrections` (list of dicts of text). Strings that are not known are empty.
"""

import datetime as dt
import json
from types import GeneratorType
from typing import IO, Any, NamedTuple

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.functional import Promise
from django.utils.xmlutils import SimplerXMLGenerator

from articles.lib.xml import xml_text

_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


class FeedImage(NamedTuple):
    """The cover of an article: absolute URL, size in pixels where known, alt text and credit."""

    url: str
    width: int | None
    height: int | None
    alt: str
    credit: str


class Tombstone(NamedTuple):
    """A retracted article (RFC 6721): its id in feeds, when it was retracted, and why."""

    guid: str
    when: dt.datetime
    reason: str


class _ArticleFeed(SyndicationFeed):
    """The base of the three formats. It drops characters that XML cannot hold from every text."""

    content_type: str

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**_xml_safe(kwargs))

    def add_item(self, **kwargs: object) -> None:  # type: ignore[override]
        """Add one article; see the module's docstring for the keywords."""
        super().add_item(**_xml_safe(kwargs))

    def writeString(self, encoding: str) -> str:
        """Return the feed, whatever the library's own elements brought into it."""
        return xml_text(super().writeString(encoding))

    def latest_post_date(self) -> dt.datetime:
        """Return when the list last changed, never "now": the same list is the same bytes."""
        updated: dt.datetime = self.feed["updated"]
        return updated


class RssFeed(_ArticleFeed, Rss201rev2Feed):
    """RSS 2.0 with content:encoded, dc:creator and Media RSS."""

    def rss_attributes(self) -> dict[str, str]:
        """Add the namespaces of content:encoded and Media RSS."""
        return {**super().rss_attributes(), "xmlns:content": _CONTENT, "xmlns:media": _MEDIA}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Add a link to the WebSub hub, where there is one."""
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add the time of the last change, the source, the text and the cover."""
        super().add_item_elements(handler, item)
        for name, _url in item["more_authors"]:
            handler.addQuickElement("dc:creator", name, {"xmlns:dc": _DUBLIN_CORE})
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
        if item["source_url"]:
            # The attribute is required: a source without a URL cannot be named here.
            handler.addQuickElement("source", item["source_name"], {"url": item["source_url"]})
        handler.addQuickElement("content:encoded", item["content"])
        if item["image"]:
            _add_media(handler, item["image"])


class AtomFeed(_ArticleFeed, Atom1Feed):
    """Atom 1.0 with Media RSS and tombstones of retracted articles."""

    def root_attributes(self) -> dict[str, str]:
        """Add the namespaces of Media RSS and of tombstones."""
        return {**super().root_attributes(), "xmlns:media": _MEDIA, "xmlns:at": _TOMBSTONES}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Add a link to the WebSub hub, where there is one."""
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        """Add the tombstones after the articles."""
        super().write_items(handler)
        for tombstone in self.feed["tombstones"]:
            about = {"ref": tombstone.guid, "when": rfc3339_date(tombstone.when)}
            handler.startElement("at:deleted-entry", about)  # type: ignore[arg-type]
            handler.addQuickElement("at:comment", tombstone.reason)
            handler.endElement("at:deleted-entry")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add the text, where the article was taken from, and the cover."""
        super().add_item_elements(handler, item)
        for name, url in item["more_authors"]:
            handler.startElement("author", {})  # type: ignore[arg-type]
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", url)
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html"})
        if via := item["canonical_url"] or item["source_url"]:
            title = {"title": item["source_name"]} if item["source_name"] else {}
            handler.addQuickElement("link", "", {"rel": "via", "href": via, **title})
        if item["image"]:
            _add_media(handler, item["image"])


class JsonFeed(_ArticleFeed):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: IO[str], encoding: str) -> None:
        """Write the feed as one JSON document without the keys that are empty."""
        feed = self.feed
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "language": feed["language"],
            "authors": [{"name": feed["author_name"], "url": feed["author_link"]}],
            "hubs": [{"type": "WebSub", "url": feed["hub"]}] if feed["hub"] else [],
            "items": [self._item(item) for item in self.items],
        }
        # The format requires `items`, also where the list is empty.
        known = {key: value for key, value in document.items() if value or key == "items"}
        json.dump(known, outfile, ensure_ascii=False)

    def _item(self, item: dict[str, Any]) -> dict[str, object]:
        image = item["image"]
        members = {
            "id": item["unique_id"],
            "url": item["link"],
            "external_url": item["canonical_url"],
            "title": item["title"],
            "content_html": item["content"],
            "summary": item["summary"],
            "image": image.url if image else "",
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [
                {key: value for key, value in (("name", name), ("url", url)) if value}
                for name, url in ((item["author_name"], item["author_link"]), *item["more_authors"])
            ],
            "tags": list(item["categories"]),
            "language": self.feed["language"],
            # An extension of this site: facts that RSS and Atom have elements of their own for.
            "_newsroom": {
                "source": {"name": item["source_name"], "url": item["source_url"]},
                "image_credit": image.credit if image else "",
                "corrections": item["corrections"],
            },
        }
        return {key: value for key, value in members.items() if value}


# By the ending of a feed's address.
FORMATS: dict[str, type[_ArticleFeed]] = {"rss": RssFeed, "atom": AtomFeed, "json": JsonFeed}


def _xml_safe(value: Any) -> Any:
    """Return `value` with `xml_text()` applied to every string in it, at any depth."""
    if isinstance(value, str | Promise):
        return xml_text(str(value))
    if isinstance(value, dict):
        return {key: _xml_safe(inner) for key, inner in value.items()}
    if isinstance(value, FeedImage | Tombstone):
        return type(value)(*map(_xml_safe, value))
    if isinstance(value, list | tuple | set | GeneratorType):
        return [_xml_safe(inner) for inner in value]
    return value


def _add_media(handler: SimplerXMLGenerator, image: FeedImage) -> None:
    """Add `image` as an element of Media RSS 1.5.1."""
    size = {"width": image.width, "height": image.height}
    known = {name: str(pixels) for name, pixels in size.items() if pixels}
    about = {"url": image.url, "medium": "image", **known}
    handler.startElement("media:content", about)  # type: ignore[arg-type]
    if image.alt:
        handler.addQuickElement("media:description", image.alt, {"type": "plain"})
    if image.credit:
        handler.addQuickElement(
            "media:credit", image.credit, {"role": "author", "scheme": "urn:ebu"}
        )
    handler.endElement("media:content")
