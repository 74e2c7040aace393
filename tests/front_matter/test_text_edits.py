"""Edits are counted in the text as it was, and leave what is between them alone."""

import pytest

from articles.front_matter.exceptions import UnpatchableFile
from articles.front_matter.text_edits import TextEdits


def test_edits_are_made_at_once_in_any_order():
    edits = TextEdits("one two three", "\n")
    edits.replace(8, 13, "3")
    edits.replace(0, 3, "1")
    assert edits.apply() == "1 two 3"


def test_at_one_place_insertions_come_first_and_in_their_order():
    edits = TextEdits("ab", "\n")
    edits.replace(1, 2, "B")
    edits.insert(1, "1")
    edits.insert(1, "2")
    assert edits.apply() == "a12B"


def test_two_edits_of_one_place_are_refused():
    edits = TextEdits("abc", "\n")
    edits.replace(0, 2, "x")
    edits.replace(1, 3, "y")
    with pytest.raises(UnpatchableFile):
        edits.apply()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_come_and_go_in_the_newline_style(newline):
    text = newline.join(["a:", "  b", "  c", "d", ""])
    edits = TextEdits(text, newline)
    edits.insert_lines_before(text.index("b"), ["x", "y"])
    edits.remove_lines(text.index("c"), text.index("c") + 1)
    edits.insert_lines_after(text.index("d") + 1, ["e"], "  ")
    assert edits.apply().split(newline) == ["a:", "  x", "  y", "  b", "d", "  e", ""]


def test_half_a_line_is_not_removed():
    with pytest.raises(UnpatchableFile):
        TextEdits("- a: 1\n", "\n").remove_lines(2, 6)
