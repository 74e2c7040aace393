"""Text is cut between the characters that readers see."""

import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from articles.front_matter.problems import MAX_SHOWN
from articles.lib.graphemes import clip, clip_start, shorten
from articles.lib.word_diff import DiffPart, shorten_unchanged
from articles.rendering.excerpt import make_summary
from articles.search.query import parse
from articles.search.snippets import excerpt, snippet

FAMILY, FLAG, SKIN = "👨‍👩‍👧‍👦", "🇺🇦", "👩🏽‍🚒"
SEEN = [FAMILY, FLAG, SKIN, "e\u0301", "é", "a", " ", "হ্যা", "हि", "กำ", "한", "ي\u0651", "❤️", "1️⃣"]


@given(st.lists(st.sampled_from(SEEN), max_size=12), st.integers(1, 40))
def test_no_character_is_cut(seen, limit):
    # A blank after each, so that no two join.
    text = " ".join(seen)
    found = clip(text, limit)
    assert text.startswith(found)
    assert len(found) <= limit
    places = {0}
    for number, one in enumerate(seen):
        start = len(" ".join(seen[:number])) + (number > 0)
        places |= {start, start + len(one)}
    if len(text) > limit and (whole := [place for place in places if 0 < place <= limit]):
        assert len(found) == max(whole)


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), (FAMILY + "ab", 8, FAMILY + "…"), (FLAG * 3, 5, FLAG * 2 + "…"),
     ("e\u0301" * 4, 5, "e\u0301" * 2 + "…"), ("", 5, "")],
)  # fmt: skip
def test_what_is_shortened_ends_with_an_ellipsis(text, limit, cut):
    assert shorten(text, limit) == cut


def test_one_character_over_the_limit_is_cut_after_all():
    assert clip("e" + "\u0301" * 100, 10) == "e" + "\u0301" * 9


@given(st.lists(st.sampled_from(SEEN), max_size=12), st.integers(1, 40))
def test_the_end_of_a_text_begins_with_a_whole_character(seen, limit):
    text = " ".join(seen)
    found = clip_start(text, limit)
    assert text.endswith(found)
    assert 0 < len(found) <= limit or not text
    starts = {len(" ".join(seen[:number])) + (number > 0) for number in range(len(seen))}
    starts |= {start - 1 for start in starts if start}
    assert len(text) - len(found) in {*starts, len(text)} or len(max(seen, key=len)) > limit


def test_the_filter_of_templates_cuts_as_all_others_do():
    template = Template("{% load texts %}{{ text|shorten:9 }}")
    assert template.render(Context({"text": "<" + FAMILY * 3})) == f"&lt;{FAMILY}…"


# Each place that cuts a text for people, as (what it does, its limit).
CUTTERS = {
    "summary": (lambda text: make_summary("", [text]), 200),
    "snippet": (lambda text: "".join(p.text for p in excerpt(text, ())), 264),
    "snippet of a long paragraph": (
        lambda text: "".join(p.text for p in snippet(text * 40, parse("word").terms)), 264,
    ),
    "message of a refused file": (lambda text: shorten(text, MAX_SHOWN), MAX_SHOWN),
    "unchanged part of a comparison": (
        lambda text: "".join(p.text for p in shorten_unchanged([DiffPart("same", text)] * 2)), 2000,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CUTTERS)
@pytest.mark.parametrize("one", [FAMILY, FLAG, SKIN, "e\u0301\u0323", "한", "हि"])
def test_every_place_that_cuts_a_text_cuts_between_characters(name, one):
    cut, limit = CUTTERS[name]
    for offset in range(len(one) + 1):
        text = "x" * offset + one * (900 // len(one))
        if name == "snippet of a long paragraph":
            text += " word "
        shown = cut(text)
        rest = re.sub(r"x|…|\u00a0|\s|word", "", shown)
        assert rest.replace(one, "") == "", (name, offset)
        assert len(shown) <= limit
