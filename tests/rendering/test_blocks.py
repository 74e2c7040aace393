"""A text as blocks: where they begin and end, and which are ordinary text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.characters import forbidden
from articles.rendering.blocks import (
    ordinary_paragraphs,
    parse_blocks,
    parse_blocks_with_lines,
)
from articles.rendering.derived import derive
from articles.rendering.links import SiteHosts


def test_blocks_end_where_their_nesting_ends():
    text = "# One *a*\n\n> - x\n>\n> y\n\n***\n\n```\ncode\n```\n\nLast `b`\nline"
    assert [(block.level, block.text, block.is_paragraph) for block in parse_blocks(text)] == [
        (1, "One a", False),
        (0, "xy", False),
        (0, "", False),
        (0, "code", False),
        (0, "Last b line", True),
    ]


@given(st.text("#>-*`_|[]()!<&\n \tab1", max_size=80))
def test_no_event_is_lost_and_no_block_is_left_open(text):
    for block in parse_blocks(text):
        starts = sum("Start" in event for event in block.events if isinstance(event, dict))
        ends = sum("End" in event for event in block.events if isinstance(event, dict))
        assert starts == ends


def test_ordinary_paragraphs_leave_opinion_and_headings_out():
    text = "## A\n\none *x*\n\n- item\n\n## From author\n\ntwo\n\n### Sub\n\nthree\n\n## B\n\nfour"
    assert list(ordinary_paragraphs(parse_blocks(text), "rewritten")) == ["one x", "four"]


@pytest.mark.parametrize("reference", ["&#1;", "&#xFFFE;", "&#xB;", "&#x1F;", "&#128;", "\ufffe"])
@pytest.mark.parametrize(
    "text",
    ["Text {} end", "# Head {}\n\nText", "![alt {}](/media/a.jpg 'title {}')", "[a](/b 'c {}')",
     "`code {}`", "```\n{}\n```", "| a {} |\n|---|\n| {} |", "[^1]\n\n[^1]: note {}",
     "<b>{}</b>", "<div>\n{}\n</div>", "[a {}]: /b '{}'\n\n[a {}]", "```l{}\nx\n```"],
)  # fmt: skip
def test_no_reference_brings_a_forbidden_character_into_what_is_derived(text, reference):
    """CommonMark, section 2.5, decodes every number; U+FFFD stands for those that no text holds."""
    body = text.replace("{}", reference)
    made = derive(
        title="T", description="", body=body, lang="en", hosts=SiteHosts("n.org"), machine_part=""
    )
    for value in made.html, made.summary, made.words_body, made.passages, *made.outline:
        assert forbidden("".join(str(value).split("\n"))) == ""
    for block, _line in parse_blocks_with_lines(body):
        assert forbidden(block.text) == ""
