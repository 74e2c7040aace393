"""`ping_due` tells the hub of what came up by the clock, and of nothing else."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from articles.management.commands import ping_due

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


class Sent:
    """What became of a ping: nothing to wait for."""

    def result(self) -> None:
        return None


@pytest.fixture
def told(settings, monkeypatch):
    settings.WEBSUB_HUB = "https://hub.example.org/"
    found: list[list[str]] = []

    def ping(addresses):
        found.append(list(addresses))
        return Sent()

    monkeypatch.setattr(ping_due, "ping", ping)
    return found


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
        assert [url.removeprefix("http://testserver") for url in told[0]] == [
            f"{place}feed.{ending}"
            for place in ("/en/", "/en/category/energy/")
            for ending in ("rss", "atom", "json")
        ]
        clock.shift(dt.timedelta(minutes=8))
        assert said() == "0 articles went live\n"
        assert said(minutes=30) == "1 articles went live\n"


def test_without_a_hub_it_says_so(settings):
    settings.WEBSUB_HUB = ""
    with pytest.raises(CommandError, match="WEBSUB_HUB"):
        said()


def test_the_cost_does_not_grow(told, make_article, django_assert_num_queries):
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(5):
            make_article(f"S{number}", published_at=NOW + dt.timedelta(minutes=1), tags=["a"])
        clock.shift(120)
        with django_assert_num_queries(2):
            said()
