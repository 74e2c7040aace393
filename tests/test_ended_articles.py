"""An article that ends is on every public surface until its end, and on none from that instant on."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from articles.lib.public_keys import SITEMAP_PART_SIZE, sitemap_part_with
from articles.models import Article, Correction, PublicChange, Redirect, TaggedArticle
from articles.models.redirect import path_key
from articles.models.revise import Changes
from articles.public import article_lists
from articles.public.bake.addresses import list_addresses, other_addresses
from articles.syndication import websub

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
END = NOW + dt.timedelta(hours=6)
INSTANT = dt.timedelta(microseconds=1)
TITLE = "Bridge closed tonight"
PATH = "/en/articles/bridge-closed-tonight/"

# Every public surface that shows articles, by its address.
LISTS = (
    "/", "/en/", "/en/feed.rss", "/en/feed.atom", "/en/feed.json",
    "/en/category/energy/", "/en/category/energy/feed.rss",
    "/en/category/energy/feed.atom", "/en/category/energy/feed.json",
    "/en/source/wire/", "/en/source/wire/feed.atom",
    "/en/tag/ports/", "/en/tag/ports/feed.json",
    "/en/archive/2026/11/", "/en/search/?q=bridge", "/en/search/?q=bridge&sort=date",
    "/en/corrections/", "/sitemap-{part}.xml", "/news-sitemap.xml",
    "/en/articles/older/", "/en/articles/newer/", "/uk/articles/mist/",
    "/api/v1/articles", "/api/v1/articles?q=bridge", "/api/v1/articles?tag=ports",
    "/api/v1/articles?category=energy", "/api/v1/articles?source=wire",
    "/api/v1/articles?modified_after=2000-01-01T00:00:00Z", "/api/v1/corrections",
)  # fmt: skip
# Its own addresses, and a former one of each.
OWN = (PATH, f"{PATH[:-1]}.md", "/en/articles/former/", "/en/articles/former.md")


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ending(clock, make_article, source, category) -> Article:
    """An article that ends, with others before, after and beside it; each is in its lists."""
    shared = {"source": source, "category": category, "tags": ["Ports"]}
    make_article("Older", hours=-3, **shared)
    article = make_article(
        TITLE, hours=-2, external_id="7", expires_at=END, sticky_weight=2, **shared
    )
    make_article("Newer", hours=-1, **shared)
    make_article("Міст", slug="mist", lang="uk", external_id="7", source=source)
    Correction.objects.create(article=article, text="It was nineteen.", date=NOW)
    Redirect.objects.create(path=path_key("/en/articles/former/"), article=article)
    return article


def body(address: str) -> str:
    response = Client().get(address)
    assert response.status_code in (200, 404), address
    return response.content.decode() if response.status_code == 200 else ""


def shows(address: str) -> bool:
    text = body(address)
    # A page of search repeats what was asked for, so a word of the query alone proves nothing.
    return TITLE in text or PATH in text


@pytest.mark.parametrize("offset", [-INSTANT, 0 * INSTANT, INSTANT], ids=["before", "at", "after"])
def test_it_leaves_every_surface_at_its_end(ending, clock, offset):
    clock.move_to(END + offset)
    # Whoever keeps a copy asks for what was changed a minute ago.
    lists = [address.format(part=(ending.pk - 1) // SITEMAP_PART_SIZE) for address in LISTS]
    wrong = {address for address in lists if shows(address) != (offset < 0 * INSTANT)}
    assert not wrong


@pytest.mark.parametrize("offset", [-INSTANT, 0 * INSTANT, INSTANT], ids=["before", "at", "after"])
def test_its_addresses_say_that_it_has_ended(ending, clock, offset):
    clock.move_to(END + offset)
    for address in OWN:
        response = Client().get(address, follow=offset < 0 * INSTANT)
        assert response.status_code == (200 if offset < 0 * INSTANT else 410), address
        if offset >= 0 * INSTANT:
            assert "This story has ended" in response.content.decode()
            assert TITLE not in response.content.decode()
    answer = Client().get(f"/api/v1/articles/{ending.pk}")
    if offset < 0 * INSTANT:
        assert json.loads(answer.content)["expires_at"] == "2026-11-20T18:00:00Z"
    else:
        assert answer.status_code == 410
        assert json.loads(answer.content)["guid"] == ending.guid


def test_it_is_on_no_later_page_and_in_no_past_month(
    clock, make_article, source, category, monkeypatch
):
    monkeypatch.setattr(article_lists, "PAGE_SIZE", 1)
    shared = {"source": source, "category": category, "tags": ["Ports"]}
    make_article("Newest", hours=-1, **shared)
    # It ends after those before it were published, or after its month.
    make_article(TITLE, hours=-3, expires_at=NOW - dt.timedelta(minutes=5), **shared)
    make_article("Oldest", hours=-5, **shared)
    october = dt.datetime(2026, 10, 30, tzinfo=dt.UTC)
    ends = october + dt.timedelta(days=7)
    make_article("Storm warning", published_at=october, expires_at=ends)
    for address in ("/en/category/energy/", "/en/source/wire/", "/en/tag/ports/", "/en/"):
        following: str | None = address
        while following:
            assert not shows(following), following
            page = Client().get(following)
            assert "Storm warning" not in page.content.decode(), following
            following = page.context["next_url"]
    url = "/api/v1/articles?limit=1"
    while url:
        answer = Client().get(url).json()
        assert answer["items"], url
        url = (answer["next"] or "").removeprefix("http://testserver")
    assert Client().get("/en/archive/2026/10/").status_code == 404
    assert "/en/archive/2026/10/" not in body("/en/archive/")


def test_the_only_article_of_a_list_takes_it_along(clock, make_article, source, category):
    make_article(TITLE, expires_at=END, source=source, category=category, tags=["Ports"])
    lists = ["/en/category/energy/", "/en/source/wire/", "/en/tag/ports/", "/en/archive/2026/11/"]
    listed = ["/api/v1/categories", "/api/v1/tags", "/api/v1/sources", "/sitemap-lists.xml"]
    assert all(map(body, lists))
    clock.move_to(END)
    assert not any(map(body, lists))
    assert not any("energy" in body(one) or "ports" in body(one) for one in listed)
    assert "/en/category/energy/" not in body("/en/")


def test_a_later_end_brings_it_back_and_a_past_one_takes_it(ending, clock, make_user):
    editor = make_user("Editors")
    clock.move_to(END)
    article = Article.objects.get(pk=ending.pk)
    assert article.has_ended
    article.revise(Changes({"expires_at": END + INSTANT}), editor)
    assert shows("/en/")
    assert shows("/en/tag/ports/")
    article.revise(Changes({"expires_at": END}), editor)
    assert not shows("/en/")
    assert not shows("/en/tag/ports/")


def test_every_list_is_told_the_moment_of_the_end(clock, make_article, source, category):
    article = make_article(TITLE, expires_at=END, source=source, category=category, tags=["Ports"])
    keys = set(PublicChange.objects.filter(moment=END).values_list("key", flat=True))
    (tag,) = article.tags.all()
    assert keys == {
        f"article:{article.pk}", sitemap_part_with(article.pk), "list:en", "list:en:2026-11", "articles", "sitemap",
        f"list:en:category:{category.pk}", f"list:en:source:{source.pk}",
        f"list:en:tag:{tag.pk}", "news", "corrections:en", "menu:en",
    }  # fmt: skip


def test_a_menu_is_told_only_of_the_last_end(clock, make_article, category):
    make_article("Stays", category=category)
    make_article(TITLE, expires_at=END, category=category)
    assert not PublicChange.objects.filter(moment__gt=NOW, key="menu:en").exists()
    Article.objects.get(title="Stays").delete()
    assert PublicChange.objects.filter(moment=END, key="menu:en").exists()


def test_a_menu_is_told_of_what_comes_after_the_end(clock, make_article, category):
    make_article(TITLE, expires_at=END, category=category)
    later = make_article("Later", hours=9, category=category)
    moments = PublicChange.objects.filter(key="menu:en").values_list("moment", flat=True)
    assert {END, later.published_at} <= set(moments)


def test_the_links_of_its_tags_know_its_end(ending):
    assert TaggedArticle.objects.get(content_object=ending).expires_at == END


def test_the_hub_is_told_of_its_end(ending, clock, settings, monkeypatch):
    settings.WEBSUB_HUB = "https://hub.example.org/"
    pinged: list[str] = []

    def take(_url: str, fields: list[tuple[str, str]], timeout: float) -> SimpleNamespace:
        pinged.extend(value for _name, value in fields)
        return SimpleNamespace(status=204)

    monkeypatch.setattr(websub, "post_form", take)
    clock.move_to(END - INSTANT)
    assert websub.ping_due(NOW) == 0
    clock.move_to(END)
    assert websub.ping_due(NOW) == 1
    assert any(url.endswith("/en/tag/ports/feed.atom") for url in pinged)
    assert websub.ping_due(END) == 0


def test_its_notice_is_baked(ending, clock):
    assert PATH in set(other_addresses())
    clock.move_to(END)
    addresses = {*other_addresses(), *list_addresses()}
    assert {PATH, f"{PATH[:-1]}.md"} <= addresses


def test_its_page_says_to_machines_when_it_ends(ending):
    page = body(PATH)
    assert '"expires":"2026-11-20T18:00:00+00:00"' in page.replace('": "', '":"')
    assert 'property="article:expiration_time"' in page
    assert "expiresAt: '2026-11-20T18:00:00.000Z'" in body(f"{PATH[:-1]}.md")
