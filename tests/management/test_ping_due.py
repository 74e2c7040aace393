"""`ping_due` tells the hub of what came up by the clock, and of nothing else."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from articles.lib.http import HttpAnswer, RequestRefused
from articles.syndication import websub

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def told(settings, monkeypatch):
    """The URLs of each request to the hub."""
    settings.WEBSUB_HUB = "https://hub.example.org/"
    requests: list[list[str]] = []

    def post_form(hub, fields, *, timeout):
        requests.append([value for name, value in fields if name == "hub.url"])
        return HttpAnswer(202, b"")

    monkeypatch.setattr(websub, "post_form", post_form)
    return requests


def said(**options) -> str:
    out = StringIO()
    call_command("ping_due", stdout=out, **options)
    return out.getvalue()


def test_an_article_that_came_up_by_the_clock_is_told_with_its_feeds(told, make_article, category):
    with time_machine.travel(NOW, tick=False) as clock:
        make_article("Scheduled", published_at=NOW + dt.timedelta(minutes=5), category=category)
        make_article("Later", published_at=NOW + dt.timedelta(hours=5))
        make_article("Told when it was published", published_at=NOW)
        assert said() == "0 articles went live\n"
        clock.shift(dt.timedelta(minutes=8))
        assert said() == "1 articles went live\n"
        assert [url.removeprefix("http://testserver") for url in told[0]] == sorted(
            f"{place}feed.{ending}"
            for place in ("/en/", "/en/category/energy/")
            for ending in ("rss", "atom", "json")
        )
        clock.shift(dt.timedelta(minutes=8))
        assert said() == "0 articles went live\n"
        assert said(minutes=30) == "1 articles went live\n"


def test_without_a_hub_it_says_so(settings):
    settings.WEBSUB_HUB = ""
    with pytest.raises(CommandError, match="WEBSUB_HUB"):
        said()


def test_a_hub_that_fails_is_the_error_of_the_command(settings, monkeypatch, make_article):
    settings.WEBSUB_HUB = "https://hub.example.org/"

    def post_form(*args, **options):
        raise RequestRefused("no route to host")

    monkeypatch.setattr(websub, "post_form", post_form)
    with time_machine.travel(NOW, tick=False) as clock:
        make_article(published_at=NOW + dt.timedelta(minutes=1))
        clock.shift(120)
        with pytest.raises(CommandError, match="no route to host"):
            said()


def test_the_cost_does_not_grow(told, make_article, django_assert_num_queries):
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(5):
            make_article(f"S{number}", published_at=NOW + dt.timedelta(minutes=1), tags=["a"])
        clock.shift(120)
        # Those that came, their tags, and those that ended.
        with django_assert_num_queries(3):
            said()
