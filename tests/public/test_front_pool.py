"""The front page on a site: what is read for it, what it leads to, and what ends it."""

import datetime as dt

import pytest
import time_machine
from django.http import HttpRequest

from articles.lib.public_keys import META_KEY
from articles.models import Article, Category, Tag
from articles.public import front_pool
from articles.public.front_page import days_ago
from articles.public.front_pool import load_front_page
from tests.conftest import NOW
from tests.plans import assert_queries_walk_indexes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


def load(lang: str = "en"):
    return load_front_page(HttpRequest(), lang)


def shown(loaded) -> set[str]:
    return {article.title for article in (*loaded.page.standing, *loaded.page.latest)}


def stored(make_article, number: int, hours: float = 1, **columns) -> None:
    for n in range(1, number + 1):
        make_article(f"S{n}", published_at=NOW - dt.timedelta(hours=n * hours), **columns)


def test_a_page_reads_a_bounded_number_of_rows_by_a_fixed_number_of_queries(
    make_article, monkeypatch, django_assert_num_queries
):
    stored(make_article, 40, tags=["Ports"])
    with django_assert_num_queries(5):
        load()
    monkeypatch.setattr(front_pool, "POOL_LIMIT", 12)
    with django_assert_num_queries(5):
        assert shown(load()) <= {f"S{n}" for n in range(1, 13)}


def test_a_lead_without_a_picture_shows_its_first_words_below_a_short_summary(make_article):
    body = "One two three. " * 40
    article = make_article("Lead", description="In short.", body=body, published_at=NOW)
    words = load().opening.removesuffix("…").split()
    assert words == body.split()[: len(words)]
    assert 50 < len(words) <= 60
    article.description = "In length. " * 15
    article.save()
    assert load().opening == ""
    # It would say the same twice.
    for description in ("", "In sho…", "One two three."):
        article.description = description
        article.save()
        assert load().opening == "", description
    article.body, article.description = "The harbour opened at noon.", "The harbour…"
    article.save()
    assert load().opening == ""


def test_its_queries_walk_indexes(make_article):
    stored(make_article, 12, tags=["Ports", "Ships"])
    make_article("Pinned", sticky_weight=1, published_at=NOW)
    assert_queries_walk_indexes(load)


def test_the_last_days_fill_it_or_the_newest_where_those_have_few(make_article, monkeypatch):
    monkeypatch.setattr(front_pool, "POOL_LEAST", 2)
    stored(make_article, 5, hours=24 * 6)
    assert shown(load()) == {"S1", "S2"}
    monkeypatch.setattr(front_pool, "POOL_LEAST", 4)
    assert shown(load()) == {"S1", "S2", "S3", "S4"}


def test_an_old_article_that_is_pinned_leads(make_article):
    stored(make_article, 3)
    make_article("Old", published_at=NOW - dt.timedelta(days=400), sticky_weight=1)
    assert load().page.lead.title == "Old"
    assert load("uk").page.lead is None


def test_what_is_not_on_it_follows_in_the_list_of_all(client, make_article):
    stored(make_article, 45)
    make_article("Old", published_at=NOW - dt.timedelta(days=400), sticky_weight=1)
    titles = set(Article.objects.values_list("title", flat=True))
    found = shown(load())
    url = client.get("/en/").context["next_url"]
    while url:
        page = client.get(url).context
        found |= {article.title for article in page["cards"]}
        url = page["next_url"]
    assert found == titles


def test_nothing_follows_where_everything_stands_on_it(client, make_article):
    stored(make_article, 9)
    assert load().next is None
    assert "Earlier stories" not in client.get("/en/").content.decode()


def test_many_of_a_low_weight_leave_room_for_a_lead(make_article, monkeypatch):
    monkeypatch.setattr(front_pool, "POOL_LIMIT", 5)
    for n in range(1, 9):
        make_article(f"Wire {n}", published_at=NOW - dt.timedelta(minutes=n), sticky_weight=-1)
    make_article("Ours", published_at=NOW - dt.timedelta(hours=9))
    make_article("Too old", published_at=NOW - dt.timedelta(days=20))
    page = load().page
    assert page.lead.title == "Ours"
    assert page.seconds == []
    assert "Wire 1" in {article.title for article in page.latest}


def test_nothing_follows_a_page_of_more_than_a_list_has_where_everything_stands_on_it(make_article):
    categories = [Category.from_key(f"C{number}") for number in range(6)]
    for n in range(24):
        published_at = NOW - dt.timedelta(hours=n + 1)
        make_article(f"S{n}", published_at=published_at, category=categories[n % 6])
    loaded = load()
    assert len(shown(loaded)) == 24
    assert loaded.next is None


def test_latest_is_grouped_by_the_days_of_the_site(make_article, settings):
    settings.TIME_ZONE = "Europe/Kyiv"
    stored(make_article, 3)
    make_article("Late", published_at=dt.datetime(2026, 11, 19, 22, 30, tzinfo=dt.UTC))
    make_article("Before", published_at=dt.datetime(2026, 11, 19, 21, 30, tzinfo=dt.UTC))
    days = [(f"{day}", [one.title for one in group]) for day, group in load().latest_by_day]
    assert days == [("2026-11-20", ["Late"]), ("2026-11-19", ["Before"])]


def test_times_of_today_are_shown_by_the_clock_and_the_page_ends_with_the_day(client, make_article):
    make_article("Now", published_at=NOW - dt.timedelta(minutes=5))
    make_article("Then", published_at=NOW - dt.timedelta(days=2))
    make_article("Long ago", published_at=NOW - dt.timedelta(days=700))
    response = client.get("/en/")
    page = response.content.decode()
    for text in (">11:55<", ">18 November<", ">20 December 2024<"):
        assert text in page, text
    assert response.wsgi_request.META[META_KEY].until == days_ago(NOW, -1)


def test_it_ends_with_every_article_of_the_pool_and_with_the_tags_of_the_lead(make_article):
    stored(make_article, 30, tags=["Ports", "Ships"], category=Category.from_key("ENERGY"))
    request = HttpRequest()
    load_front_page(request, "en")
    keys = request.META[META_KEY].keys
    pks = Article.objects.values_list("pk", flat=True)
    assert {f"article:{pk}" for pk in pks} < keys
    assert {f"tag:{tag.pk}" for tag in Tag.objects.all()} < keys
    assert "list:en" in keys


def test_a_card_says_who_made_the_text_by_a_disc_with_a_spoken_name(client, make_article):
    make_article("Machine", ai={"rewritten": True})
    make_article("People", ai={"rewritten": False})
    make_article("Nobody said")
    approved = make_article("Approved", ai={"translatedFrom": "uk"})
    Article.objects.filter(pk=approved.pk).update(reviewed_hash=approved.text_hash)
    for number in range(4):
        make_article(f"Older {number}", hours=-9)
    page = client.get("/en/").content.decode()
    spoken = 'role="img" aria-label="{}"'
    assert page.count(spoken.format("Rewritten by a language model")) == 1
    assert page.count(spoken.format("Written by people")) == 1
    # Who approved a text answers for it; its own page goes on saying how it was made.
    assert "by a language model" not in page.replace("Rewritten by a language model", "")
    # The legend says what they mean, for who sees them.
    assert "Made with a machine" in page.split('class="legend"')[1].split("</p>")[0]
