"""Times in the words of people."""

import datetime as dt

import pytest
from django.utils import translation

from articles.lib.relative_time import in_words

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (dt.timedelta(0), "now"),
        (dt.timedelta(seconds=59), "now"),
        (dt.timedelta(seconds=-59), "just now"),
        (dt.timedelta(minutes=5), "in 5 min"),
        (dt.timedelta(minutes=-59), "59 min ago"),
        (dt.timedelta(hours=2), "in 2 h"),
        (dt.timedelta(hours=-47), "47 h ago"),
        (dt.timedelta(days=2), "in 2 days"),
        (dt.timedelta(days=-3), "3 days ago"),
        (dt.timedelta(days=-59), "59 days ago"),
        (dt.timedelta(days=-75), "2 months ago"),
        (dt.timedelta(days=75), "in 2 months"),
        (dt.timedelta(days=-800), "2 years ago"),
        (dt.timedelta(days=1900), "in 5 years"),
    ],
)
def test_a_time_is_said_as_people_say_it(delta, words):
    with translation.override("en"):
        assert in_words(NOW + delta, NOW) == words
