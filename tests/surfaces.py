"""What each public surface says: articles in its order, as (address, date), read as a program or a
reader would read it. Dates are whole seconds, as most surfaces tell them."""

import datetime as dt
import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.test import Client
from lxml import etree, html

_ATOM = "{http://www.w3.org/2005/Atom}"
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}"
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


class Seen(NamedTuple):
    """One article on one surface: its path, when it was published and when it last changed."""

    path: str
    published: dt.datetime | None = None
    changed: dt.datetime | None = None


class Reader:
    """A client with a cache, as between readers and the site: it keeps each answer that has an
    ETag, asks with it the next time, and believes a 304."""

    def __init__(self) -> None:
        self._client = Client()
        self._kept: dict[str, tuple[str, bytes]] = {}

    def get(self, url: str) -> tuple[int, bytes]:
        etag, content = self._kept.get(url, ("", b""))
        headers = {"If-None-Match": etag} if etag else {}
        response = self._client.get(url, headers=headers)
        if response.status_code == 304:
            return 200, content
        content = response.content
        self._kept.pop(url, None)
        if response.status_code == 200 and response.has_header("ETag"):
            self._kept[url] = (response["ETag"], content)
        return response.status_code, content

    def ok(self, url: str) -> bytes:
        status, content = self.get(url)
        assert status == 200, (url, status)
        return content

    # --- pages --------------------------------------------------------------------------------

    def page(self, url: str) -> Any:
        return html.fromstring(self.ok(url))

    def cards(self, url: str) -> Iterator[list[Seen]]:
        """Each page of a list, as its links lead; nothing where the list is no page."""
        status, content = self.get(url)
        assert status in (200, 404), url
        while status == 200:
            page = html.fromstring(content)
            yield cards_of(page, "//main")
            following = page.xpath("//main//a[@rel='next']/@href")
            if not following:
                return
            status, content = self.get(following[0])
            assert status == 200, following[0]

    def linked_articles(self, url: str) -> set[str]:
        """The articles to which the main part of a page leads."""
        links = self.page(url).xpath("//main//a/@href")
        return {link for link in links if "/articles/" in link}

    def following(self, url: str) -> str:
        """The page to which a page of a list leads on; empty for the last one."""
        return "".join(self.page(url).xpath("//main//a[@rel='next']/@href")[:1])

    # --- machines -----------------------------------------------------------------------------

    def feed(self, url: str, ending: str) -> tuple[list[Seen], set[str]]:
        """The articles, and the names of those that were retracted; nothing for no list."""
        status, content = self.get(f"{url}feed.{ending}")
        assert status in (200, 404), url
        if status == 404:
            return [], set()
        return {"rss": _rss, "atom": _atom, "json": _json}[ending](content)

    def sitemap(self) -> list[Seen]:
        found = []
        index = etree.fromstring(self.ok("/sitemap.xml"))
        for part in index.iter(f"{_MAP}sitemap"):
            url = path(part.findtext(f"{_MAP}loc"))
            if url == "/sitemap-lists.xml":
                continue
            entries = etree.fromstring(self.ok(url)).iter(f"{_MAP}url")
            articles = [
                Seen(path(e.findtext(f"{_MAP}loc")), None, when(e.findtext(f"{_MAP}lastmod")))
                for e in entries
            ]
            assert max(s.changed for s in articles) == when(part.findtext(f"{_MAP}lastmod"))
            found += articles
        return found

    def listed_categories(self) -> set[str]:
        entries = etree.fromstring(self.ok("/sitemap-lists.xml")).iter(f"{_MAP}loc")
        return {path(entry.text) for entry in entries if "/category/" in entry.text}

    def news(self) -> list[Seen]:
        entries = etree.fromstring(self.ok("/news-sitemap.xml")).iter(f"{_MAP}url")
        return [
            Seen(path(e.findtext(f"{_MAP}loc")), when(e.findtext(f".//{_NEWS}publication_date")))
            for e in entries
        ]

    def api(self, url: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        following: str | None = f"/api/v1/{url}"
        while following:
            page = json.loads(self.ok(following))
            found += page["items"]
            following = page["next"] and page["next"].removeprefix("http://testserver")
        return found

    def api_articles(self, url: str) -> list[Seen]:
        return [
            Seen(
                path(one["url"]),
                when(one["published_at"]),
                when(one["updated_at"] or one["published_at"]),
            )
            for one in self.api(url)
        ]


def cards_of(page: Any, under: str) -> list[Seen]:
    """The cards somewhere on a page."""
    return [
        Seen(
            card.xpath(".//*[self::h2 or self::h3]/a/@href")[0],
            when(card.xpath(".//time/@datetime")[0]),
        )
        for card in page.xpath(f"{under}//article[contains(@class, 'card')]")
    ]


def _rss(content: bytes) -> tuple[list[Seen], set[str]]:
    items = etree.fromstring(content).iter("item")
    found = [
        Seen(
            path(item.findtext("link")),
            parsedate_to_datetime(item.findtext("pubDate")),
            when(item.findtext(f"{_ATOM}updated")),
        )
        for item in items
    ]
    return found, set()


def _atom(content: bytes) -> tuple[list[Seen], set[str]]:
    root = etree.fromstring(content)
    found = [
        Seen(
            path(entry.find(f"{_ATOM}link[@rel='alternate']").get("href")),
            when(entry.findtext(f"{_ATOM}published")),
            when(entry.findtext(f"{_ATOM}updated")),
        )
        for entry in root.iter(f"{_ATOM}entry")
    ]
    return found, {gone.get("ref") for gone in root.iter(f"{_TOMBSTONE}deleted-entry")}


def _json(content: bytes) -> tuple[list[Seen], set[str]]:
    found = [
        Seen(path(one["url"]), when(one["date_published"]), when(one["date_modified"]))
        for one in json.loads(content)["items"]
    ]
    return found, set()


def path(url: str) -> str:
    return urlsplit(url).path


def when(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(microsecond=0)
