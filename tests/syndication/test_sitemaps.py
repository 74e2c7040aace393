"""Maps for search engines: valid, truthful, bounded."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles.lib.public_keys import SITEMAP_PART_SIZE
from articles.models import Article, Correction, Image, ImageVariant
from articles.syndication import sitemaps
from tests.conftest import DATA
from tests.plans import explain, read_whole
from tests.test_querysets import plan

pytestmark = pytest.mark.django_db

NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
HIDDEN = [{"status": "draft"}, {"status": "in_review"}, {"status": "retracted"}, {"hours": 2}]


@pytest.fixture(scope="session")
def schemas():
    read = {}
    for root, name in (("urlset", "sitemap"), ("sitemapindex", "siteindex")):
        read[root] = etree.XMLSchema(etree.parse(str(DATA / "schemas" / f"{name}.xsd")))
    return read


@pytest.fixture
def fetch(client, schemas):
    """`fetch(path)`: the map at `path`, which is valid."""

    def get(path: str):
        response = client.get(path)
        assert response.status_code == 200
        assert response["Content-Type"].startswith("application/xml")
        root = etree.fromstring(response.content)
        schemas[etree.QName(root).localname].assertValid(root)
        return root

    return get


def texts(root, path: str) -> list[str]:
    return [element.text for element in root.iterfind(path, NS)]


def part_of(article: Article) -> str:
    return f"/sitemap-{(article.pk - 1) // sitemaps.ArticleSitemap.limit}.xml"


def test_the_index_leads_to_every_live_article(fetch, make_article):
    urls = {
        f"http://testserver{make_article(f'S{number}').get_absolute_url()}" for number in range(3)
    }
    parts = texts(fetch("/sitemap.xml"), ".//s:loc")
    found = [
        loc
        for url in parts
        for loc in texts(fetch(url[len("http://testserver") :]), ".//s:url/s:loc")
    ]
    assert urls <= set(found)
    assert len(found) == len(set(found))


def test_an_empty_site_has_a_valid_index(fetch):
    assert texts(fetch("/sitemap.xml"), ".//s:loc") == ["http://testserver/sitemap-lists.xml"]
    assert "http://testserver/en/" in texts(fetch("/sitemap-lists.xml"), ".//s:loc")


@pytest.mark.parametrize("columns", HIDDEN, ids=str)
def test_what_is_not_live_is_in_no_map(client, fetch, make_article, source, columns):
    seen = make_article("Seen", source=source, external_id="1")
    hidden = make_article("Secret", lang="uk", source=source, external_id="1", **columns)
    for path in ("/sitemap.xml", "/sitemap-lists.xml", part_of(seen), "/news-sitemap.xml"):
        assert b"secret" not in client.get(path).content
    seen.delete()
    assert client.get(part_of(hidden)).status_code == 404


def test_parts_are_split_by_ranges_of_ids(client, fetch, make_article, monkeypatch):
    monkeypatch.setattr(sitemaps.ArticleSitemap, "limit", 2)
    articles = [make_article(f"S{number}") for number in range(5)]
    found = []
    for url in texts(fetch("/sitemap.xml"), ".//s:loc"):
        if "lists" not in url:
            part = texts(fetch(url[len("http://testserver") :]), ".//s:url/s:loc")
            assert 1 <= len(part) <= 2
            found += part
    assert sorted(found) == sorted(f"http://testserver{s.get_absolute_url()}" for s in articles)


def test_dates_are_those_of_the_last_change_that_readers_saw(fetch, make_article):
    article = make_article("Old", published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    other = make_article("Other", published_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    with time_machine.travel(dt.datetime(2026, 3, 1, tzinfo=dt.UTC), tick=False):
        other.sticky_weight = 3
        other.save()
        Correction.objects.create(article=article, text="It was nineteen.")
    found = fetch(part_of(article))
    dates = dict(zip(texts(found, ".//s:loc"), texts(found, ".//s:lastmod"), strict=True))
    assert dates == {
        "http://testserver/en/articles/old/": "2026-03-01T00:00:00+00:00",
        "http://testserver/en/articles/other/": "2026-02-01T00:00:00+00:00",
    }
    assert texts(fetch("/sitemap.xml"), ".//s:lastmod") == ["2026-03-01T00:00:00+00:00"]


def test_a_change_before_publication_is_no_later_date(fetch, make_article):
    early = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    article = make_article("Old", published_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    Article.objects.update(reader_modified_at=early)
    assert texts(fetch(part_of(article)), ".//s:lastmod") == ["2026-02-01T00:00:00+00:00"]


def test_translations_name_each_other_and_themselves(fetch, make_article, source):
    first = make_article("One", source=source, external_id="1")
    make_article("Два", lang="uk", slug="dva", source=source, external_id="1")
    make_article("Alone", source=source, external_id="2")
    for url in fetch(part_of(first)).iterfind("s:url", NS):
        links = {link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", NS)}
        if url.findtext("s:loc", namespaces=NS).endswith("/alone/"):
            assert links == {}
        else:
            assert links == {
                "en": "http://testserver/en/articles/one/",
                "uk": "http://testserver/uk/articles/dva/",
            }


def test_covers_are_named(fetch, make_article):
    image = Image.objects.create(alt="A crane")
    address = "https://images.unsplash.com/photo-1?w=1080&q=80"
    ImageVariant.objects.create(image=image, name="regular", url=address)
    image.sign()
    article = make_article("One", cover=image)
    assert texts(fetch(part_of(article)), ".//image:loc") == [address]


def test_an_article_whose_place_is_elsewhere_is_not_offered(fetch, make_article):
    article = make_article("Ours")
    make_article("Theirs", canonical_url="https://elsewhere.example.org/1")
    assert len(texts(fetch(part_of(article)), ".//s:url/s:loc")) == 1
    assert len(texts(fetch("/news-sitemap.xml"), ".//s:url/s:loc")) == 1


def test_a_part_without_an_article_of_ours_is_no_part(client, fetch, make_article, monkeypatch):
    """A sitemap without an entry is not valid."""
    monkeypatch.setattr(sitemaps.ArticleSitemap, "limit", 1)
    ours = make_article("Ours")
    others = [
        make_article("Theirs", canonical_url="https://elsewhere.example.org/1"),
        make_article("Hier", lang="de"),
        make_article("Draft", status="draft"),
    ]
    assert texts(fetch("/sitemap.xml"), ".//s:loc") == [
        "http://testserver/sitemap-lists.xml", f"http://testserver{part_of(ours)}",
    ]  # fmt: skip
    assert [client.get(part_of(other)).status_code for other in others] == [404, 404, 404]


def test_a_part_whose_newest_article_is_not_ours_is_a_part(fetch, make_article):
    ours = make_article("Ours")
    theirs = make_article("Theirs", canonical_url="https://elsewhere.example.org/1", hours=-1)
    assert theirs.pk > ours.pk
    parts = [f"http://testserver{part_of(ours)}"]
    assert texts(fetch("/sitemap.xml"), ".//s:loc")[1:] == parts


def test_languages_that_the_site_has_not_are_in_no_map(fetch, make_article, source):
    article = make_article("One", source=source, external_id="1")
    make_article("Eins", lang="de", source=source, external_id="1")
    (url,) = fetch(part_of(article)).iterfind("s:url", NS)
    assert url.findall("x:link", NS) == []
    assert texts(fetch("/news-sitemap.xml"), ".//news:title") == ["One"]


def test_maps_cost_a_fixed_number_of_queries(client, make_article, source, category):
    def count(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    image = Image.objects.create(alt="A crane")
    ImageVariant.objects.create(image=image, name="raw", url="https://images.unsplash.com/a")
    image.sign()
    kept = {"source": source, "category": category, "cover": image}
    article = make_article("S", external_id="x", **kept)
    paths = ("/sitemap.xml", part_of(article), "/news-sitemap.xml", "/sitemap-lists.xml")
    few = [count(path) for path in paths]
    for number in range(8):
        make_article(f"S{number}", external_id=str(number), **kept)
    assert [count(path) for path in paths] == few == [3, 2, 1, 9]


def test_the_news_map_has_two_days_and_what_policy_lets_in(fetch, make_article, source, settings):
    make_article("Fresh & new", slug="fresh", hours=-5)
    make_article("Stale", hours=-50)
    make_article("Machine", ai={"rewritten": True}, source=source)
    make_article("Нове", lang="uk", slug="nove", hours=-4)
    found = fetch("/news-sitemap.xml")
    assert texts(found, ".//news:title") == ["Нове", "Fresh & new"]
    assert texts(found, ".//news:language") == ["uk", "en"]
    assert set(texts(found, ".//news:name")) == {"The Test Courier"}
    settings.NEWS_TRUSTED_SOURCES = ["wire"]
    assert "Machine" in texts(fetch("/news-sitemap.xml"), ".//news:title")


def test_the_news_map_has_a_limit(fetch, make_article, monkeypatch):
    monkeypatch.setattr(sitemaps.NewsSitemap, "limit", 2)
    for number in range(3):
        make_article(f"S{number}", hours=-number - 1)
    assert texts(fetch("/news-sitemap.xml"), ".//news:title") == ["S0", "S1"]


def test_a_scheduled_article_enters_the_maps_by_the_clock_alone(client, fetch, make_article):
    article = make_article("Later", hours=5)
    before = client.get("/news-sitemap.xml")
    assert b"later" not in before.content
    with time_machine.travel(article.published_at, tick=False):
        after = client.get("/news-sitemap.xml", headers={"if-none-match": before["ETag"]})
        assert after.status_code == 200
        assert b"later" in after.content
        assert texts(fetch("/sitemap.xml"), ".//s:lastmod")


def test_an_unchanged_map_is_not_sent_again(client, make_article):
    make_article("One")
    for path in ("/sitemap.xml", "/sitemap-lists.xml", "/news-sitemap.xml"):
        first = client.get(path)
        assert "no-cache" in first["Cache-Control"]
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_robots_are_shown_the_maps_and_kept_out_of_the_admin(client):
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/plain")
    assert lines[:2] == ["User-agent: *", "Disallow: /admin/"]
    for line in lines:
        if line.startswith("Sitemap: "):
            path = line.removeprefix("Sitemap: http://testserver")
            assert client.get(path).status_code == 200
    assert sum(line.startswith("Sitemap: ") for line in lines) == 2


def test_the_walk_for_the_index_reads_an_index_only(make_article):
    live = Article.objects.live().order_by()
    walks = {
        "article_by_status": live.values_list("pk", "published_at"),
        "article_changes": live.filter(reader_modified_at__isnull=False).values_list(
            "pk", "reader_modified_at"
        ),
    }
    for index, rows in walks.items():
        query_plan = plan(rows)
        if connection.vendor == "sqlite":
            assert f"COVERING INDEX {index}" in query_plan, query_plan
        else:
            # Which index it takes for a handful of rows, and whether it looks into the table, too,
            # depends on how long ago the table was vacuumed.
            assert not read_whole(query_plan), query_plan


def test_a_part_walks_its_ids_and_no_index_of_all_articles(make_article):
    page = sitemaps.ArticleSitemap().paginator.page(3)
    key = (
        "INTEGER PRIMARY KEY (rowid>?" if connection.vendor == "sqlite" else "articles_article_pkey"
    )
    for rows in (page.object_list, page.object_list.order_by().values_list("pk")[:1]):
        assert key in plan(rows)


def test_translations_and_newest_articles_of_parts_are_found_by_their_ids(make_article):
    """Not along an index of all articles in a language, however few are asked for."""
    article = make_article("Port", external_id="7")
    part = sitemaps.ArticleSitemap()
    number = (article.pk - 1) // SITEMAP_PART_SIZE + 1
    for work in (lambda: part.get_urls(number), part.last_changes):
        with CaptureQueriesContext(connection) as queries:
            work()
        for query in queries:
            assert "article_front" not in explain(query["sql"]), query["sql"]


def test_rows_that_are_older_than_the_rules_of_text_keep_the_maps_well_formed(fetch, make_article):
    """XML 1.0, section 2.2; forms and imports refuse such characters."""
    image = Image.objects.create()
    ImageVariant.objects.create(image=image, name="raw", url="https://images.example.org/a\ufffe")
    image.sign()
    article = make_article("Port", cover=image)
    Article.objects.update(title="Har\x0bbour\uffff")
    fetch(f"/sitemap-{(article.pk - 1) // SITEMAP_PART_SIZE}.xml")
    titles = fetch("/news-sitemap.xml").iterfind(".//news:title", NS)
    assert [title.text for title in titles] == ["Harbour"]
