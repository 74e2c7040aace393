"""RSS 2.0, Atom 1.0 and JSON Feed 1.1, on Django's feed generator: one dict per story, three forms.

A feed is made with the keywords of `django.utils.feedgenerator` and these: `updated` (when the
list last changed), `hub` (a WebSub hub or ""), `deleted` (stories taken back). A story has
besides the usual: `summary` (plain text; the description is its HTML), `content` (HTML with
absolute addresses), `picture` (a Media or None), `source_name`, `source_url`, `origin` (where it
was first published) and `notes` (corrections as dicts of text). Empty means none.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date

_MEDIA = "http://search.yahoo.com/mrss/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture of a story: absolute address, pixels where known, words."""

    url: str
    width: int | None
    height: int | None
    alt: str
    credit: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A story that was taken back (RFC 6721): its name in feeds, when, and why."""

    guid: str
    when: dt.datetime
    why: str


class _Feed(SyndicationFeed):
    content_type: str

    def latest_post_date(self) -> dt.datetime:
        """When the list last changed, never "now": the same list is the same bytes."""
        updated: dt.datetime = self.feed["updated"]
        return updated


class Rss(_Feed, Rss201rev2Feed):
    """RSS 2.0 with content:encoded, dc:creator and Media RSS."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": _CONTENT, "xmlns:media": _MEDIA}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
        if item["source_url"]:
            # The attribute is required: a source without an address cannot be named here.
            handler.addQuickElement("source", item["source_name"], {"url": item["source_url"]})
        handler.addQuickElement("content:encoded", item["content"])
        if item["picture"]:
            _media(handler, item["picture"])


class Atom(_Feed, Atom1Feed):
    """Atom 1.0 with the stories that were taken back."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": _MEDIA, "xmlns:at": _TOMBSTONES}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})

    def write_items(self, handler: Any) -> None:
        super().write_items(handler)
        for gone in self.feed["deleted"]:
            handler.startElement(
                "at:deleted-entry", {"ref": gone.guid, "when": rfc3339_date(gone.when)}
            )
            handler.addQuickElement("at:comment", gone.why)
            handler.endElement("at:deleted-entry")

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
        if via := item["origin"] or item["source_url"]:
            named = {"title": item["source_name"]} if item["source_name"] else {}
            handler.addQuickElement("link", "", {"rel": "via", "href": via, **named})
        if item["picture"]:
            _media(handler, item["picture"])


class Json(_Feed):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
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
        # `items` is required, also of an empty list.
        kept = {key: value for key, value in document.items() if value or key == "items"}
        json.dump(kept, outfile, ensure_ascii=False)

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        picture = item["picture"]
        found = {
            "id": item["unique_id"],
            "url": item["link"],
            "external_url": item["origin"],
            "title": item["title"],
            "content_html": item["content"],
            "summary": item["summary"],
            "image": picture.url if picture else "",
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [{"name": item["author_name"]}],
            "tags": list(item["categories"]),
            "language": self.feed["language"],
            # Our extension: what the others say in elements of their own.
            "_newsroom": {
                "source": {"name": item["source_name"], "url": item["source_url"]},
                "image_credit": picture.credit if picture else "",
                "corrections": item["notes"],
            },
        }
        return {key: value for key, value in found.items() if value}


FORMATS: dict[str, type[_Feed]] = {"rss": Rss, "atom": Atom, "json": Json}


def _media(handler: Any, picture: Media) -> None:
    """Media RSS 1.5.1."""
    size = {"width": picture.width, "height": picture.height}
    known = {name: str(pixels) for name, pixels in size.items() if pixels}
    handler.startElement("media:content", {"url": picture.url, "medium": "image", **known})
    if picture.alt:
        handler.addQuickElement("media:description", picture.alt, {"type": "plain"})
    if picture.credit:
        handler.addQuickElement(
            "media:credit", picture.credit, {"role": "author", "scheme": "urn:ebu"}
        )
    handler.endElement("media:content")
