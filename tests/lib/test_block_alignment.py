"""What became of each block: equal ones keep their place or moved, others are the most alike."""

from hypothesis import given
from hypothesis import strategies as st

from articles.lib.block_alignment import align, changes
from tests.bounded import assert_bounded

BLOCKS = st.lists(st.sampled_from(["a b c", "a b d", "# a", "- x", "long words here", "z"]))


def aligned(old, new, fixed=0):
    return align(old, new, str, lambda text: text[0], fixed)


def told(old, new):
    alignment = aligned(old, new)
    return [
        (one.kind, old[one.old] if one.old is not None else "", new[one.new] if one.new is not None else "")
        for one in changes(alignment, len(old), len(new))
    ]  # fmt: skip


@given(BLOCKS, BLOCKS)
def test_each_block_has_one_counterpart_at_most(old, new):
    alignment = aligned(old, new)
    assert len({*alignment.to_new.values()}) == len(alignment.to_new)
    for place in alignment.same | alignment.moved:
        assert old[place] == new[alignment.to_new[place]]


@given(BLOCKS, BLOCKS)
def test_every_block_is_told_once_or_the_same(old, new):
    alignment = aligned(old, new)
    found = changes(alignment, len(old), len(new))
    olds = [one.old for one in found if one.old is not None] + [*alignment.same]
    news = [one.new for one in found if one.new is not None]
    news += [alignment.to_new[place] for place in alignment.same]
    assert sorted(olds) == [*range(len(old))]
    assert sorted(news) == [*range(len(new))]


@given(BLOCKS, BLOCKS)
def test_equal_blocks_are_all_found(old, new):
    alignment = aligned(old, new)
    common = sum(min(old.count(one), new.count(one)) for one in {*old})
    assert len(alignment.same) + len(alignment.moved) == common


@given(BLOCKS)
def test_a_text_that_did_not_change_has_no_changes(blocks):
    assert told(blocks, blocks) == []


def test_kinds_of_changes():
    old = ["# a", "one two three", "four five six", "long words here", "seven eight nine", "last"]
    new = ["new here", "# a", "one two 3", "seven eight nine", "long words here", "four five six"]
    found = told(old, new)
    assert ("added", "", "new here") in found
    assert ("changed", "one two three", "one two 3") in found
    assert ("removed", "last", "") in found
    assert {kind for kind, _old, _new in found} == {"added", "changed", "removed", "moved"}


def test_a_block_written_anew_at_its_place_is_changed():
    assert told(["a", "b one two", "c"], ["a", "b nothing alike", "c"]) == [
        ("changed", "b one two", "b nothing alike")
    ]


def test_fixed_ones_belong_to_each_other_whatever_they_say():
    assert aligned(["x", "y", "z"], ["y", "x", "z"], fixed=2).to_new == {0: 0, 1: 1, 2: 2}


def align_unlike(count: int) -> None:
    aligned(*([f"{name} {number} words" for number in range(count)] for name in "ab"))


def test_it_is_bounded_for_texts_that_share_nothing():
    assert_bounded(align_unlike, [100, 4000])
