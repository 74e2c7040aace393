"""Which match comes first."""

from articles.search.index_position import first_position
from articles.search.query import parse
from articles.search.ranking import HALF_LIFE, rank
from articles.search.resolved_query import IndexEntry

NOW = 1_800_000_000
YEAR = 365 * 24 * 3600


def entry(number: int, title: str = "", lead: str = "", age: int = 0) -> IndexEntry:
    return IndexEntry(first_position(NOW - age) | number, title, lead)


def order(entries, typed: str) -> list[int]:
    ranks = rank(entries, parse(typed).terms, NOW)
    return [entry.position & 0xFFFF for entry in ranks]


def test_a_title_beats_a_lead_and_a_lead_the_text():
    entries = [entry(1), entry(2, lead="a ferry"), entry(3, title="ferry sails")]
    assert order(entries, "ferry") == [3, 2, 1]


def test_of_equals_the_newer_comes_first():
    entries = [entry(1, "ferry", age=HALF_LIFE), entry(2, "ferry"), entry(3, "ferry")]
    assert order(entries, "ferry") == [3, 2, 1]


def test_an_old_title_beats_a_passing_word_of_today_but_not_todays_lead():
    old = entry(1, "ferry", age=5 * YEAR)
    assert order([entry(2), old], "ferry") == [1, 2]
    assert order([entry(2, lead="ferry"), old], "ferry") == [2, 1]


def test_words_count_whole_and_beginnings_as_asked():
    entries = [entry(1, "ferryman"), entry(2, lead="the ferry")]
    assert order(entries, "ferry") == [2, 1]
    assert order(entries, "ferry*") == [1, 2]


def test_without_words_time_decides():
    assert order([entry(1, age=9), entry(2), entry(3, age=99)], "tag:x") == [2, 1, 3]
