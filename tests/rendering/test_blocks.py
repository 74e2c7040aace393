"""A text as blocks: where they begin and end, and which are ordinary text."""

from hypothesis import given
from hypothesis import strategies as st

from articles.rendering.blocks import ordinary_paragraphs, parse_blocks


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
    assert list(ordinary_paragraphs(parse_blocks(text))) == ["one x", "four"]
