"""A summary that is whole, and never an opinion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.rendering.blocks import ordinary_paragraphs, parse_blocks
from articles.rendering.excerpt import make_summary

BODY = "## Overview\n\nThe *harbour* opened at noon. Ships came in the evening.\n\n## From author\n\nI think."


def of_body(description: str, body: str, limit: int = 200) -> str:
    return make_summary(description, ordinary_paragraphs(parse_blocks(body)), limit)


def test_a_whole_description_is_the_summary():
    assert of_body(" A harbour\nopens. ", BODY) == "A harbour opens."


@pytest.mark.parametrize("cut", ["The harbour…", "The harbour...", "The harbour… ", ""])
def test_a_truncated_description_is_replaced_by_the_text(cut):
    assert of_body(cut, BODY) == "The harbour opened at noon. Ships came in the evening."


def test_opinion_never_speaks_for_a_story():
    assert of_body("", "## From author\n\nI think.") == ""
    assert of_body("Cut off…", "## From author\n\nI think.") == "Cut off…"


def test_a_long_text_ends_with_a_sentence_or_a_word():
    assert of_body("", "One two three. Four five six seven eight.", limit=20) == "One two three."
    assert of_body("", "Onetwothree fourfive sixseven eight", limit=20) == "Onetwothree…"
    assert of_body("", "x" * 50, limit=10) == "x" * 9 + "…"


@given(st.text(max_size=600), st.integers(20, 200))
def test_a_derived_summary_keeps_its_limit(body, limit):
    assert len(of_body("", body, limit)) <= limit


def test_only_as_much_of_the_text_is_read_as_is_needed():
    asked = []

    def paragraphs_of_a_long_story():
        for number in range(1000):
            asked.append(number)
            yield "Ten words of a story that goes on and on."

    assert len(make_summary("", paragraphs_of_a_long_story(), limit=100)) <= 100
    assert len(asked) < 5
    assert make_summary("Whole.", paragraphs_of_a_long_story()) == "Whole."
    assert len(asked) < 5
