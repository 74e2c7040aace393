"""Times in the words of people."""

import datetime as dt

import pytest
from django.utils import translation

from articles.lib.relative_time import day_and_time, relative_time

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (dt.timedelta(0), "now"),
        (dt.timedelta(seconds=20), "in a moment"),
        (dt.timedelta(seconds=59), "in a moment"),
        (dt.timedelta(seconds=-59), "just now"),
        (dt.timedelta(minutes=5), "in 5 min"),
        (dt.timedelta(minutes=-59), "59 min ago"),
        (dt.timedelta(minutes=89), "in 89 min"),
        (dt.timedelta(minutes=90), "in 2 h"),
        (dt.timedelta(minutes=-100), "2 h ago"),
        (dt.timedelta(hours=2), "in 2 h"),
        (dt.timedelta(hours=36), "in 36 h"),
        (dt.timedelta(hours=-47), "47 h ago"),
        (dt.timedelta(hours=47, minutes=50), "in 2 days"),
        (dt.timedelta(days=2), "in 2 days"),
        (dt.timedelta(days=3), "in 3 days"),
        (dt.timedelta(days=-3), "3 days ago"),
        (dt.timedelta(days=-59), "59 days ago"),
        (dt.timedelta(days=-75), "2 months ago"),
        (dt.timedelta(days=75), "in 2 months"),
        (dt.timedelta(days=729), "in 2 years"),
        (dt.timedelta(days=-800), "2 years ago"),
        (dt.timedelta(days=1900), "in 5 years"),
    ],
)
def test_a_time_is_said_as_people_say_it(delta, words):
    with translation.override("en"):
        assert relative_time(NOW + delta, NOW) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-24T18:00+00:00", "today 18:00"),
        ("2026-11-25T09:05+00:00", "tomorrow 09:05"),
        ("2026-11-23T23:59+00:00", "yesterday 23:59"),
        ("2026-11-27T18:00+00:00", "Friday 18:00"),
        ("2026-12-24T18:00+00:00", "24 December 2026 18:00"),
        ("2026-11-20T18:00+00:00", "20 November 2026 18:00"),
    ],
)
def test_a_day_is_named_as_people_name_it(moment, words):
    assert day_and_time(dt.datetime.fromisoformat(moment), TODAY) == words


def test_days_are_those_of_the_sites_time_zone(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    late = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)
    assert day_and_time(late, TODAY) == "tomorrow 05:00"
