"""A summary that is whole, and never an opinion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.rendering.blocks import ordinary_paragraphs, parse_blocks
from articles.rendering.excerpt import is_cut_off, make_summary

BODY = "## Overview\n\nThe *harbour* opened at noon. Ships came in the evening.\n\n## From author\n\nI think."


MACHINE = "rewritten"


def of_body(description: str, body: str, limit: int = 200) -> str:
    return make_summary(description, ordinary_paragraphs(parse_blocks(body), MACHINE), limit)


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


@given(st.text(max_size=600) | st.text("👨‍👩‍👧e\u0301。 .क्षि", max_size=300), st.integers(20, 200))
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


@pytest.mark.parametrize(
    ("text", "limit", "summary"),
    [
        ("港口今天开放。船只傍晚到达。更多内容", 10, "港口今天开放。"),
        ("“港口开放。”他说。更多内容在这里", 11, "“港口开放。”他说。"),
        ("「港が開いた。」と彼は言った。続き", 9, "「港が開いた。」"),
        ("港口今天开放了而且船只傍晚到达", 10, "港口今天开放了而且…"),
        ("2024 港口今天开放了而且船只傍晚到达", 12, "2024 港口今天开放…"),
        ("هل فُتح الميناء؟ نعم اليوم", 20, "هل فُتح الميناء؟"),
        ("بندرگاہ کھل گئی۔ آج دوپہر کو", 20, "بندرگاہ کھل گئی۔"),
        ("बंदरगाह खुला। जहाज शाम को", 18, "बंदरगाह खुला।"),
        ("He paused… Then he went on", 15, "He paused…"),
        ("Really?! Yes, he said so", 12, "Really?!"),
        ("He came (at noon.) Then he left", 20, "He came (at noon.)"),
        ("One sentence here. U", 18, "One sentence here."),
        ("One sentence here.", 18, "One sentence here."),
        ("x" * 8 + "👨‍👩‍👧", 10, "x" * 8 + "…"), ("x" * 7 + "e\u0301" * 5, 10, "x" * 7 + "e\u0301…"),
        ("🇺🇦" * 6, 10, "🇺🇦" * 4 + "…"),
    ],
)  # fmt: skip
def test_a_summary_ends_with_a_sentence_or_a_character_of_any_script(text, limit, summary):
    assert make_summary("", [text], limit) == summary


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("![A crane](/media/a.jpg) The port opened.", "The port opened."),
        ("![A crane](https://elsewhere.example/a.jpg)\n\nThe port opened.", "The port opened."),
        ("one.<br>Two.", "one. Two."), ("a <b>bold</b>er<!-- x --> claim", "a bolder claim"),
        ("One.<p>Two.", "One. Two."), ("A note[^1].\n\n[^1]: Hidden.", "A note."),
        ("<!-- wp -->\n\n<!-- a --> The mayor resigned.", "The mayor resigned."),
    ],
)  # fmt: skip
def test_a_summary_has_the_words_of_the_text_alone(body, summary):
    assert of_body("", body) == summary


@pytest.mark.parametrize(
    "text", ["Cut…", "Cut...", "Cut… ", "Cut […]", "Cut [...]", "Cut……", "Cut⋯"]
)
def test_a_cut_off_description_is_recognised(text):
    assert is_cut_off(text)
    assert not is_cut_off("Whole.")
