"""Two sequences share items in order, which are found in sequences of any length."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib import sequence_matches
from articles.lib.sequence_matches import differing_passages, matching_positions
from articles.lib.threeway import merge_text
from articles.lib.word_diff import diff_words
from tests.bounded import assert_bounded

ITEMS = st.lists(st.sampled_from("abcdef"), max_size=30)


@pytest.fixture(params=[16_000_000, 4], ids=["exact", "cut at unique items"])
def _pairs(request, monkeypatch):
    monkeypatch.setattr(sequence_matches, "_MAX_PAIRS", request.param)


@pytest.mark.usefixtures("_pairs")
class TestBothWays:
    def test_positions_grow_and_hold_equal_items(self):
        @given(ITEMS, ITEMS)
        def check(ours, theirs):
            pairs = list(matching_positions(ours, theirs))
            assert all(ours[one] == theirs[other] for one, other in pairs)
            assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))

        check()

    def test_equal_sequences_match_whole(self):
        @given(ITEMS)
        def check(items):
            assert list(matching_positions(items, items)) == [(i, i) for i in range(len(items))]

        check()

    def test_the_two_sides_may_be_exchanged(self):
        @given(ITEMS, ITEMS)
        def check(ours, theirs):
            if len(set(ours)) < len(ours) or len(set(theirs)) < len(theirs):
                return
            there = list(matching_positions(ours, theirs))
            assert len(there) == len(list(matching_positions(theirs, ours)))

        check()


@pytest.mark.usefixtures("_pairs")
@given(ITEMS, ITEMS)
def test_what_differs_replaced_by_the_other_side_gives_the_other_side(ours, theirs):
    joined = list(ours)
    passages = list(differing_passages(ours, theirs))
    for start, end, start_theirs, end_theirs in reversed(passages):
        assert ours[start:end] != theirs[start_theirs:end_theirs]
        joined[start:end] = theirs[start_theirs:end_theirs]
    assert joined == theirs


def compare(texts: tuple[str, str]) -> None:
    old, new = texts
    diff_words(old, new)
    merge_text("c. " * 40_000, old, new)


@pytest.mark.thorough
def test_long_texts_are_compared_and_merged_within_bounds():
    words = [f"w{number} " for number in range(20_000)]
    assert_bounded(
        compare,
        [
            ("a. " * 40_000, "b. " * 40_000),
            ("a\n" * 60_000, "b\na\n" * 30_000),
            ("a b. " * 25_000, "b a. " * 25_000),
            ("." * 120_000, "!" * 120_000),
            ("".join(words), "".join(reversed(words))),
        ],
    )


def test_one_changed_line_in_a_long_text_is_found():
    ours = [f"line {number}" for number in range(20_000)]
    theirs = [*ours[:9_000], "another", *ours[9_001:15_000], *ours[15_003:]]
    missing = {9_000, 15_000, 15_001, 15_002}
    found = {position for position, _ in matching_positions(ours, theirs)}
    assert found == set(range(20_000)) - missing
