"""Two texts as one, in pieces."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.word_diff import DiffPart, diff_words, shorten_unchanged

TEXTS = st.lists(st.sampled_from(["port", "crane", " ", "\n", ".", "кран", "  "])).map("".join)


def side(pieces: list[DiffPart], kind: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in ("same", kind))


@given(TEXTS, TEXTS)
def test_the_pieces_read_as_either_text(old, new):
    pieces = diff_words(old, new)
    assert (side(pieces, "old"), side(pieces, "new")) == (old, new)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a x c", [("same", "a "), ("old", "b"), ("new", "x"), ("same", " c")]),
        ("forty cranes", "fortyish cranes", [("old", "forty"), ("new", "fortyish"), ("same", " cranes")]),
        ("one two six", "ten elf six", [("old", "one two"), ("new", "ten elf"), ("same", " six")]),
        ("", "new", [("new", "new")]),
        ("same", "same", [("same", "same")]),
        ("", "", []),
    ],
)  # fmt: skip
def test_words_are_compared_whole(old, new, expected):
    assert [(piece.kind, piece.text) for piece in diff_words(old, new)] == expected


def test_a_long_stretch_that_is_the_same_is_shortened_at_words():
    same = "one two three four " * 100
    pieces = shorten_unchanged(diff_words(f"old {same}old", f"new {same}new"))
    assert [piece.kind for piece in pieces] == [
        "old", "new", "same", "gap", "same", "old", "new",
    ]  # fmt: skip
    assert sum(len(piece.text) for piece in pieces) < 500
    assert pieces[2].text.split() == (same.split() * 2)[: len(pieces[2].text.split())]


def test_a_long_stretch_of_blank_lines_is_left_out():
    change, blank = DiffPart("new", "a"), DiffPart("same", "\n" * 5_000)
    assert shorten_unchanged([change, blank, change]) == [change, DiffPart("gap", ""), change]


def test_what_differs_is_never_shortened():
    pieces = shorten_unchanged(diff_words("a " * 1000, "b " * 1000))
    assert side(pieces, "new") == "b " * 1000


def test_two_long_texts_that_share_only_words_here_and_there_are_compared_at_once():
    """The standard library's matcher takes minutes for them."""
    words = ["port", "crane", "tide", "ferry", "dock"]
    old = " ".join(words[number % 5] for number in range(1900))
    new = " ".join(words[number * number % 5] for number in range(1900))
    pieces = diff_words(old, new)
    assert (side(pieces, "old"), side(pieces, "new")) == (old, new)
