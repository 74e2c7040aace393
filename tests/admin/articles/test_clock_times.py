"""Times in the words of a desk."""

import datetime as dt

import pytest

from articles.admin.articles.clock_times import from_now, on_the_clock

TODAY = dt.date(2026, 11, 24)


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
    assert on_the_clock(dt.datetime.fromisoformat(moment), TODAY) == words


def test_days_are_those_of_the_sites_time_zone(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    late = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)
    assert on_the_clock(late, TODAY) == "tomorrow 05:00"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, ""), (20, "in a moment"), (300, "in 5 min"), (7200, "in 2 h"), (7200 * 18, "in 36 h"),
        (86400 * 3, "in 3 days"),
    ],
)  # fmt: skip
def test_what_is_ahead_is_said_roughly(seconds, words):
    present = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
    assert from_now(present + dt.timedelta(seconds=seconds), present) == words
