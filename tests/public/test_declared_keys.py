"""Every public view declares the keys of what it shows, and when the clock changes it."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.lib.public_keys import META_KEY, SITEMAP_PART_SIZE, Dependencies
from articles.models import Article, Category, Correction, Page, Source, Tag
from articles.public import article_lists
from articles.public.front_page import days_ago

pytestmark = pytest.mark.django_db

# More of a tag than a page shows of it on each side, so that the oldest have enough newer ones.
COUNT = 12
START = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)


@pytest.fixture
def site(make_article, source, category):
    """Articles S0 (the oldest) to S11 with everything, each a month after the other."""
    for number in range(COUNT):
        month = 3 + number
        make_article(
            f"S{number}", published_at=START.replace(year=2024 + month // 12, month=month % 12 + 1),
            source=source, category=category, tags=["Ports"], external_id=str(number),
        )  # fmt: skip
    make_article("Ü0", lang="uk", slug="u0", category=category, external_id="0", source=source)
    Correction.objects.create(article=Article.objects.get(slug="s3"), text="It was nineteen.")
    make_article("Wrong", status="retracted")


def declared(client, path: str) -> Dependencies:
    response = client.get(path)
    return response.wsgi_request.META.get(META_KEY, Dependencies())


def keys_of(*articles: str) -> set[str]:
    rows = Article.objects.filter(slug__in=articles)
    return {f"article:{pk}" for pk in rows.values_list("pk", flat=True)}


def label(kind: str) -> str:
    model = {"tag": Tag, "source": Source, "category": None}[kind]
    pk = model.objects.get().pk if model else Article.objects.get(slug="s3").category_id
    return f"{kind}:{pk}"


@pytest.mark.parametrize(
    ("path", "articles", "labels", "others"),
    [
        ("/en/", ["s11", "s0"], ["category", "source"], ["list:en", "menu:en"]),
        ("/en/category/energy/", ["s11", "s0", "u0"], ["category", "source"],
         ["list:en:{category}", "list:ar:{category}", "menu:en", "topics"]),
        ("/en/tag/ports/", ["s11", "s0"], ["tag", "category", "source"],
         ["list:en:{tag}", "list:uk:{tag}", "menu:en"]),
        ("/en/source/wire/", ["s11", "s0", "u0"], ["category", "source"],
         ["list:en:{source}", "list:ar:{source}", "menu:en"]),
        ("/en/archive/", [], [], ["list:en", "menu:en"]),
        ("/en/sections/", [], ["category"], ["list:en", "list:en:{category}", "menu:en"]),
        ("/en/topics/", [], ["tag"], ["topics", "articles"]),
        ("/en/archive/2024/04/", ["s0"], ["category", "source"],
         ["list:en:2024-04", "list:uk:2024-04", "menu:en"]),
        ("/en/articles/s3/", ["s3", "s2", "s4"], ["tag", "category", "source"],
         ["around:{s3}", "around:en", "menu:en"]),
        ("/en/articles/s11/", ["s11", "s10"], ["tag", "category", "source"],
         ["around:{s11}", "list:en", "list:en:{tag}", "list:en:{category}"]),
        ("/en/articles/s3.md", ["s3"], ["tag", "category", "source"], []),
        ("/en/articles/wrong/", ["wrong"], [], ["menu:en"]),
        ("/en/articles/wrong.md", ["wrong"], [], []),
        ("/en/corrections/", ["s3"], [], ["corrections:en", "menu:en"]),
        ("/en/about/", [], [], ["page:about", "menu:en"]),
        ("/en/feed.rss", ["s11"], ["tag", "category", "source"], ["list:en", "corrections:en"]),
        ("/en/category/energy/feed.atom", ["s11"], ["category"],
         ["list:en:{category}", "corrections:en"]),
        ("/en/tag/ports/feed.json", ["s11"], ["tag"], ["list:en:{tag}", "corrections:en"]),
        ("/en/source/wire/feed.rss", ["s11"], ["source"], ["list:en:{source}", "corrections:en"]),
        ("/sitemap.xml", [], [], ["sitemap"]),
        ("/sitemap-{part}.xml", [], [], ["sitemap:{part}"]),
        ("/sitemap-lists.xml", [], [], ["menu:en", "menu:uk", "menu:ar"]),
        ("/news-sitemap.xml", [], [], ["news"]),
        ("/robots.txt", [], [], ["site"]),
        ("/api/v1/articles", ["s11", "u0"], ["tag", "category", "source"], ["articles"]),
        ("/api/v1/articles?category=none", [], [], ["any"]),
        ("/api/v1/articles/{s3}", ["s3"], ["tag", "category", "source"], []),
        ("/api/v1/articles/{wrong}", ["wrong"], [], []),
        ("/api/v1/corrections", ["s3"], [], ["corrections:en", "corrections:uk"]),
        ("/api/v1/categories", [], ["category"], ["articles"]),
        ("/api/v1/tags", [], [], []),
        ("/api/v1/sources", [], [], []),
        ("/api/v1/openapi.json", [], [], ["site"]),
        ("/api/v1/", [], [], ["menu:en", "site"]),
        ("/en/none/", [], [], ["any"]),
        ("/en/articles/none/", [], [], ["any"]),
    ],
)  # fmt: skip
def test_a_view_declares_what_it_shows(client, site, path, articles, labels, others):
    names = {kind: label(kind) for kind in ("tag", "category", "source")}
    names |= {slug: str(pk) for slug, pk in Article.objects.values_list("slug", "pk")}
    names["part"] = str((int(names["s3"]) - 1) // SITEMAP_PART_SIZE)
    keys = declared(client, path.format(**names)).keys
    expected = keys_of(*articles) | {names[kind] for kind in labels}
    assert keys >= expected | {other.format(**names) for other in others}


def test_an_article_with_enough_newer_ones_does_not_end_with_every_publication(client, site):
    keys = declared(client, "/en/articles/s3/").keys
    assert not {key for key in keys if key.startswith("list:")}


@pytest.mark.parametrize(
    "path",
    ["/en/search/?q=harbour", "/api/v1/articles?q=harbour",
     "/api/v1/articles?modified_after=2026-01-01T00:00:00Z", "/api/v1/articles?pinned=true"],
)  # fmt: skip
def test_what_is_right_for_the_moment_only_is_not_kept(client, site, path):
    dependencies = declared(client, path)
    until = dependencies.until
    assert not dependencies.keys or (until is not None and until <= timezone.now())


@pytest.mark.parametrize("list_path", ["", "category/energy/", "tag/ports/", "source/wire/"])
def test_a_later_page_depends_on_the_months_it_spans(client, site, monkeypatch, list_path):
    monkeypatch.setattr(article_lists, "PAGE_SIZE", 2)
    url = f"/en/{list_path}"
    pages = [declared(client, url)]
    while next_url := client.get(url).context["next_url"]:
        url = next_url
        pages.append(declared(client, url))
    whole = [
        {key for key in page.keys if key.startswith("list:en") and key[-3] != "-"} for page in pages
    ]
    # The first two change with the newest article, the last with one that is older than all.
    assert [bool(keys) for keys in whole] == [True, True, False, False, False, True]
    assert {key for key in pages[3].keys if key.startswith("list:en:20")} == {
        f"list:en:{month}" for month in
        ("2024-07", "2024-08", "2024-09", "2024-10", "2024-11", "2024-12")
    }  # fmt: skip


def test_a_page_ends_when_a_pin_ends_that_it_shows_or_leaves_out(
    client, site, make_article, monkeypatch
):
    monkeypatch.setattr(article_lists, "PAGE_SIZE", 4)
    end = timezone.now().replace(microsecond=0) + dt.timedelta(hours=3)
    pin = {"sticky_until": end, "category": Category.from_key("ENERGY")}
    make_article("Pinned", sticky_weight=2, published_at=START, **pin)
    pin["sticky_until"] += dt.timedelta(hours=1)
    make_article("Later", sticky_weight=1, **pin)
    # The front page ends with its day at the latest.
    assert declared(client, "/en/").until == min(end, days_ago(timezone.now(), -1))
    first = client.get("/en/category/energy/")
    assert first.wsgi_request.META[META_KEY].until == end
    assert declared(client, first.context["next_url"]).until == end


def test_nothing_at_an_address_is_kept_for_seconds(client, site):
    until = declared(client, "/en/none/").until
    assert until < timezone.now() + dt.timedelta(seconds=11)


def test_the_news_end_with_the_age_of_each(client, make_article):
    article = make_article("One", hours=-5)
    make_article("Two", hours=-1)
    assert declared(client, "/news-sitemap.xml").until == article.published_at + dt.timedelta(
        days=2
    )


def test_a_missing_page_is_no_page_of_another_slug(client):
    assert Page.objects.filter(slug="about").exists()
    assert "page:none" in declared(client, "/en/none/").keys


def test_a_list_of_tags_whose_end_rows_without_articles_decide_is_not_kept(client, make_article):
    """What comes and goes among those is in no row of the public change log."""
    make_article("One", tags=["one", "two", "three"])
    full, rest = "/api/v1/tags?limit=2", "/api/v1/tags?limit=3"
    assert declared(client, full).is_of_content
    assert not declared(client, rest).is_of_content
    assert client.get(rest).json()["next"] is None
    for number in range(30):
        Tag.objects.create(name=f"Nobody's {number}")
    assert client.get(rest).json()["next"]
    assert not declared(client, rest).is_of_content
    assert declared(client, full).keys == {"any"}
