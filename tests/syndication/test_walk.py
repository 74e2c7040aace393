"""Every address that machines are given is there, and every list of addresses is well made."""

import json
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from lxml import etree

from articles.models import Category, Page, Source
from articles.syndication import sitemaps
from articles.syndication.feed_formats import FORMATS
from tests.surfaces import when

pytestmark = pytest.mark.django_db

_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
_LASTMOD = "{http://www.sitemaps.org/schemas/sitemap/0.9}lastmod"
_ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def site(make_article, make_user, monkeypatch):
    """A site with articles in all states and some languages, one of them not the site's."""
    monkeypatch.setattr(sitemaps.ArticleSitemap, "limit", 3)
    editor = make_user("Editors")
    states = {
        "live": {}, "draft": {"status": "draft"}, "review": {"status": "in_review"},
        "later": {"hours": 5}, "old": {"hours": -9000}, "pinned": {"sticky_weight": 3},
        "elsewhere": {"canonical_url": "https://elsewhere.example.org/їжа"},
        "unpublished": {}, "retracted": {},
    }  # fmt: skip
    for lang in ("en", "uk", "de"):
        for state, columns in states.items():
            source = Source.objects.get_or_create(
                key=f"джерело {state}/1", defaults={"name": state, "kind": "RSS"}
            )[0]
            article = make_article(
                f"{state} {lang}", lang=lang, slug=state, source=source, external_id=state,
                category=Category.from_key(f"Розділ {state}"), tags=[f"тег {state}", "all"],
                **columns,
            )  # fmt: skip
            if state == "unpublished":
                article.unpublish(editor, "A while.")
            elif state == "retracted":
                article.retract(editor, "Wrong.")
    Page.objects.get_or_create(lang="en", slug="terms", defaults={"title": "T", "body": "W."})


def path_of(url: str) -> str:
    assert url.isascii(), url
    assert url.startswith("http://testserver/"), url
    return url.removeprefix("http://testserver")


def urls_of_sitemaps(client) -> list[str]:
    """Every address in robots.txt and in the sitemaps that it leads to; checks their dates."""
    found = []
    robots = client.get("/robots.txt").content.decode()
    waiting = [line.split()[1] for line in robots.splitlines() if line.startswith("Sitemap:")]
    while waiting:
        url = waiting.pop()
        response = client.get(path_of(url))
        assert response.status_code == 200, url
        root = etree.fromstring(response.content)
        assert len(root), url
        for moment in root.iter(_LASTMOD):
            assert when(moment.text).tzinfo
        urls = [loc.text for loc in root.iter(_LOC)]
        assert len(urls) == len(set(urls)), url
        if etree.QName(root).localname == "sitemapindex":
            waiting += urls
        else:
            found += urls
            found += [link.get("href") for link in root.iter("{http://www.w3.org/1999/xhtml}link")]
    return found


def test_every_address_in_every_sitemap_is_there(client, site):
    urls = set(urls_of_sitemaps(client))
    assert {f"http://testserver/{lang}/articles/live/" for lang in ("en", "uk")} <= urls
    statuses = {url: client.get(path_of(url)).status_code for url in sorted(urls)}
    assert {url: status for url, status in statuses.items() if status != 200} == {}
    assert not [url for url in urls if "/de/" in url]


def test_every_feed_that_a_page_names_is_there_and_well_made(client, site):
    """Each with its self link, ids that are there once, dates, and pages that answer."""
    pages = {urlsplit(url).path for url in urls_of_sitemaps(client)}
    pages |= {
        f"/{lang}/{kind}/" for lang in ("en", "uk") for kind in ("tag/all", "tag/teg-retracted")
    }
    lists = [page for page in pages if "/category/" in page or "/tag/" in page or len(page) == 4]
    linked = {}
    for page in sorted(lists):
        # The lists of one kind differ by their articles only.
        for extension in FORMATS if page in ("/en/", "/uk/", "/en/tag/all/") else ("atom",):
            url = f"{page}feed.{extension}"
            response = client.get(url)
            assert response.status_code == 200, url
            ids, links, dates = {"json": _json, "atom": _atom, "rss": _rss}[extension](response)
            assert len(ids) == len(set(ids)), url
            assert all(date.tzinfo for date in dates), url
            linked |= dict.fromkeys(map(path_of, links), url)
    faults = {url: linked[url] for url in linked if client.get(url).status_code != 200}
    # A list whose articles were all taken back has a feed, and no page.
    assert {url for url in faults if "retracted" not in url} == set()
    assert not any("/articles/" in url for url in faults)


def _rss(response):
    root = etree.fromstring(response.content)
    items = list(root.iter("item"))
    dates = [parsedate_to_datetime(item.findtext("pubDate")) for item in items]
    dates += [when(updated.text) for updated in root.iter(f"{_ATOM}updated")]
    links = [link.text for link in root.iter("link") if link.text]
    links += [link.get("href") for link in root.iter(f"{_ATOM}link")]
    return [item.findtext("guid") for item in items], links, dates


def _atom(response):
    root = etree.fromstring(response.content)
    dates = [when(element.text) for name in ("updated", "published")
             for element in root.iter(f"{_ATOM}{name}")]  # fmt: skip
    links = [
        link.get("href")
        for link in root.iter(f"{_ATOM}link")
        if link.get("rel") in ("self", "alternate")
    ]
    return [entry.findtext(f"{_ATOM}id") for entry in root.iter(f"{_ATOM}entry")], links, dates


def _json(response):
    feed = json.loads(response.content)
    items = feed["items"]
    dates = [when(item[name]) for item in items for name in ("date_published", "date_modified")]
    links = [feed["home_page_url"], feed["feed_url"], *(item["url"] for item in items)]
    return [item["id"] for item in items], links, dates
