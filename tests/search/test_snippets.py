"""The passage that search results show: true to its text, with the words marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import parse
from articles.search.snippets import LIMIT, excerpt, highlight, snippet


def shown(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("The Harbour’s harbours", "harbour", "The [Harbour]’s harbours"),
        ("The Harbour’s harbours", "harb*", "The [Harbour]’s [harbours]"),
        ("A night train, a night", '"night train"', "A [night train], a night"),
        ("Málaga", "malaga", "[Málaga]"),
        ("У Києві й київ.", "Киів", "У Києві й [київ]."),
        ("П’ять поромів", "п'ять", "[П’ять] поромів"),
        ("الأخبارُ اليوم", "الاخبار", "[الأخبارُ] اليوم"),
        ("在東京都內", "東京", "在[東京]都內"),
        ("<b>ferry</b>", "ferry b", "<[b]>[ferry]</[b]>"),
        ("COVID-19 now", "covid-19", "[COVID-19] now"),
        ("nothing", "else", "nothing"),
        ("", "else", ""),
    ],
)
def test_what_was_asked_for_is_marked(text, typed, expected):
    assert shown(highlight(text, parse(typed).terms)) == expected


def test_the_paragraph_with_the_most_words_is_shown():
    text = "A ferry.\nA ferry at the pier.\nThe pier."
    assert shown(snippet(text, parse("ferry pier").terms)) == "A [ferry] at the [pier]."


def test_a_long_paragraph_is_cut_around_the_word():
    text = "Before and after. " * 40 + "The ferry sails. " + "After and before. " * 40
    cut = shown(snippet(text, parse("ferry").terms))
    assert cut.startswith("…\u00a0")
    assert cut.endswith("\u00a0…")
    assert "The [ferry] sails." in cut
    assert len(cut) < LIMIT + 10


def test_without_a_match_there_is_no_snippet():
    assert snippet("A tram.", parse("ferry").terms) == []
    assert snippet("A tram.", ()) == []


def test_a_paragraph_without_end_is_searched_to_a_limit():
    assert "[ferry]" in shown(snippet("word " * 9000 + "ferry", parse("ferry").terms))
    assert snippet("word " * 90_000 + "ferry", parse("ferry").terms) == []


def test_an_excerpt_without_a_match_is_the_beginning():
    cut = shown(excerpt("All stations. " * 60, parse("ferry").terms))
    assert cut.startswith("All stations. All")
    assert cut.endswith("\u00a0…")


@given(st.text(max_size=500), st.text(max_size=30))
def test_marking_changes_no_character(text, typed):
    assert "".join(p.text for p in highlight(text, parse(typed).terms)) == text


@given(st.text(max_size=900), st.text(min_size=1, max_size=8))
def test_a_snippet_is_part_of_one_paragraph(text, typed):
    cut = "".join(piece.text for piece in snippet(text, parse(typed).terms, limit=80))
    assert len(cut) <= 84
    assert cut.removeprefix("…\u00a0").removesuffix("\u00a0…") in text
