"""Merging: what one changed is taken, what both changed is asked about, no word is dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.threeway import _SENTENCES, merge_text, merge_values

BASE = "The ferry left at noon. It was full.\n\nNobody was hurt. The captain spoke."
TEXTS = st.lists(
    st.sampled_from(["One.", " ", "Two! ", "\n\n", "3.5 metres. ", "*Four?* ", "five"]), max_size=8
).map("".join)


@given(st.text())
def test_the_pieces_are_the_text(text):
    assert "".join(_SENTENCES.findall(text)) == text


def test_changes_of_different_sentences_are_both_taken():
    mine = BASE.replace("at noon", "at one")
    theirs = BASE.replace("The captain spoke.", "The captain spoke at length.")
    merged = merge_text(BASE, mine, theirs)
    assert merged.value == mine.replace("spoke.", "spoke at length.")
    assert not merged.overlaps


def test_different_changes_of_one_sentence_are_an_overlap_and_mine_stands():
    mine, theirs = BASE.replace("noon", "one"), BASE.replace("noon", "two")
    merged = merge_text(BASE, mine, theirs, "body")
    (overlap,) = merged.overlaps
    assert merged.value == mine
    assert (overlap.mine.strip(), overlap.theirs.strip()) == (
        "The ferry left at one.",
        "The ferry left at two.",
    )


def test_what_both_added_at_one_place_is_an_overlap():
    assert merge_text("A.", "A.\n\nMine.", "A.\n\nTheirs.").overlaps


def test_a_paragraph_that_they_took_out_is_out_unless_i_wrote_in_it():
    shorter = BASE.split("\n\n")[0]
    assert merge_text(BASE, BASE.replace("noon", "one"), shorter).value == shorter.replace(
        "noon", "one"
    )
    assert merge_text(BASE, BASE.replace("Nobody", "No one"), shorter).overlaps


@given(TEXTS, TEXTS)
def test_one_persons_change_is_taken_whole(base, changed):
    assert merge_text(base, changed, base).value == changed
    assert merge_text(base, base, changed).value == changed
    assert merge_text(base, changed, changed).value == changed


@given(TEXTS, TEXTS, TEXTS)
def test_both_sides_find_the_same_overlaps(base, mine, theirs):
    one, other = merge_text(base, mine, theirs), merge_text(base, theirs, mine)
    assert [(o.mine, o.theirs) for o in one.overlaps] == [
        (o.theirs, o.mine) for o in other.overlaps
    ]
    if not one.overlaps:
        assert one.value == other.value


@given(TEXTS, TEXTS, TEXTS)
def test_no_word_that_i_typed_is_dropped_without_their_having_taken_it_out(base, mine, theirs):
    said = merge_text(base, mine, theirs).value.split()
    for word in set(mine.split()) - set(base.split()):
        assert word in said


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "value", "overlaps"),
    [
        ({"lang": "en"}, {"lang": "en"}, {"lang": "uk"}, "uk", 0),
        ({"lang": "en"}, {"lang": "ar"}, {"lang": "en"}, "ar", 0),
        ({"lang": "en"}, {"lang": "ar"}, {"lang": "uk"}, "ar", 1),
        ({"lang": "en"}, {"lang": "ar"}, {"lang": "ar"}, "ar", 0),
        ({}, {"lang": "ar"}, {"lang": "uk"}, "ar", 1),
        ({}, {"lang": "ar"}, {"lang": "ar"}, "ar", 0),
    ],
)
def test_fields_are_merged_whole(base, mine, theirs, value, overlaps):
    merged = merge_values(base, mine, theirs)
    assert merged.values == {"lang": value}
    assert len(merged.overlaps) == overlaps


def test_it_says_into_which_fields_something_came():
    base = {"title": "A", "body": BASE}
    theirs = {"title": "A", "body": BASE.replace("noon", "one")}
    assert merge_values(base, {"title": "B", "body": BASE}, theirs, ("body",)).taken == ("body",)
