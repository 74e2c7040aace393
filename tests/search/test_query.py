"""The language of readers: whatever is typed is a question."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import MAX_CHARACTERS, MAX_TERMS, SearchQuery, parse


def said(terms) -> list[str]:
    return [" ".join(term.words) + "*" * term.prefix for term in terms]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("harbour crane", ["harbour", "crane"]),
        ('"Night Train" now', ["night train", "now"]),
        ("“night train” «вечірній потяг»", ["night train", "вечірніи потяг"]),
        ("harb* ha* h* *", ["harb*", "ha", "h"]),
        ('"night tra"*', ["night tra*"]),
        ("covid-19 U.S.", ["covid 19", "u s"]),
        ("at:noon http://x.org/a", ["at noon", "http x org a"]),
        ("tag: source: before:", ["tag", "source", "before"]),
        ("after:lunch before:2026-13 after:2026-02-30", ["after lunch", "before 2026 13", "after 2026 02 30"]),
        ("lang:??? lang:English", ["lang", "lang english"]),
        ('"half open', ["half", "open"]),
        ('half" open"', ["half", "open"]),
        ("NEAR(a b) col:x ^y a AND OR NOT", ["near a", "b", "col x", "y", "a", "and", "or", "not"]),
        ("東京都", ["東 京 都"]),
        ("%_\\'; DROP", ["drop"]),
    ],
)  # fmt: skip
def test_what_is_typed_asks_for(typed, terms):
    assert said(parse(typed).terms) == terms


def test_a_minus_excludes_words_phrases_and_names():
    query = parse('-ferry −tram -"night train" -tag:art -category:a -source:b -lang:uk a-b')
    assert said(query.excluded) == ["ferry", "tram", "night train"]
    assert said(query.terms) == ["a b"]
    assert (query.excluded_tags, query.excluded_categories) == (("art",), ("a",))
    assert (query.excluded_sources, query.excluded_langs) == (("b",), ("uk",))


def test_filters_take_names_with_blanks_and_in_any_case():
    query = parse('TAG:"sea ice" tag:art Category:Energy source:"The Wire" LANG:PT-br lang:ALL')
    assert query.tags == ("sea ice", "art")
    assert (query.categories, query.sources) == (("Energy",), ("The Wire",))
    assert query.langs == ("pt-br", "all")
    assert query.terms == ()


@pytest.mark.parametrize(
    ("typed", "after", "before"),
    [
        ("after:2026", (2026, 1, 1), None),
        ("after:2026-3 before:2026-03-15", (2026, 3, 1), (2026, 3, 15)),
        ("after:2025 after:2026-02 after:2024", (2026, 2, 1), None),
        ("before:2025 before:2024 before:2026", None, (2024, 1, 1)),
    ],
)
def test_dates_are_a_day_a_month_or_a_year(typed, after, before):
    query = parse(typed)
    assert query.after == (after and dt.date(*after))
    assert query.before == (before and dt.date(*before))
    assert query.terms == ()


@pytest.mark.parametrize(
    "typed", ["", "   ", "-", '"', '""', "*", '-"', "- - -", "()^*:", "\0", "🛥"]
)
def test_only_signs_ask_for_nothing(typed):
    assert parse(typed).is_empty


def test_a_pasted_page_is_cut():
    query = parse("word " * 2000)
    assert len(query.text) == MAX_CHARACTERS
    assert len(query.terms) == MAX_TERMS
    assert len(parse("x" * 10_000).terms) == 1


@given(st.text(max_size=400) | st.lists(st.sampled_from(
    ['"', "-", "*", "tag:", "lang:", "after:", "2026-01", "before:", "a", "é", " ", "(", "\0", "\ud800", "東"]
)).map("".join))  # fmt: skip
def test_nothing_is_an_error(typed):
    query = parse(typed)
    assert isinstance(query, SearchQuery)
    assert "\0" not in query.text
    query.text.encode()
    for term in query.terms + query.excluded:
        assert term.words
        assert query.text[term.start : term.end].strip()


@given(st.text(max_size=200))
def test_a_term_knows_its_place(typed):
    query = parse(typed)
    for term in query.terms:
        again = parse(query.text[term.start : term.end]).terms
        assert [t.words for t in again] == [term.words] or not term.words
