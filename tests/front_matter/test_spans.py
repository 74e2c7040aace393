"""Where a value ends, which the parser's marks do not always say."""

import pytest

from articles.front_matter.exceptions import UnpatchableFile
from articles.front_matter.fences import split_file
from articles.front_matter.nodes import read_tree
from articles.front_matter.spans import (
    after_colon,
    dash_after,
    end_of,
    indentation,
    line_end,
    line_start,
    next_line,
    past_comments,
)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_line_begins_and_ends_at_its_newline(newline):
    text = f"ab{newline}  cd{newline}e"
    index = text.index("d")
    assert text[line_start(text, index) : line_end(text, index)] == "  cd"
    assert text[next_line(text, index) :] == "e"
    assert indentation(text, text.index("c")) == "  "
    assert next_line(text, len(text)) == line_end(text, len(text)) == len(text)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("x: a  # c", "x: a"),
        ("x:\n  - a\n  - b # c\n\n# d", "x:\n  - a\n  - b"),
        ("x:\n  y:\n    z: 1\n\n\n# d", "x:\n  y:\n    z: 1"),
        ("x: [a,\n  b] # c", "x: [a,\n  b]"),
        ("x: |\n  a\n  b\n\n\n# d", "x: |\n  a\n  b"),
        ("x: |+ # c\n  a\n\n# d", "x: |+ # c\n  a\n"),
        ("x: |\n\n# d", "x: |"),
        ("x: # c", "x:"),
        ("x: a\n  b # c", "x: a\n  b"),
    ],
)
def test_an_entry_ends_with_what_it_says(entry, said, newline):
    fenced = split_file(f"---\n{entry}\n---\n".replace("\n", newline).encode())
    node = read_tree(fenced).value["x"]
    found = fenced.text[node.key_start : end_of(node, fenced.text)]
    assert found == said.replace("\n", newline)


@pytest.mark.parametrize("key", ["a", "a b", "a:b", "'it''s: x'", '"a\\": b"', "a  ", "ключ"])
def test_the_colon_of_any_key_is_found(key):
    assert after_colon(f"{key}: b: c", 0) == len(key) + 1
    assert after_colon(f"{key}:\n", 0) == len(key) + 1


def test_what_has_no_colon_or_dash_is_odd():
    with pytest.raises(UnpatchableFile):
        after_colon("a", 0)
    with pytest.raises(UnpatchableFile):
        dash_after("a\n  b", 1)


def test_the_dash_of_an_item_is_found_behind_comments():
    text = "- a # - x\n\n  # - y\n- b"
    assert dash_after(text, 3) == text.rindex("-")


def test_comments_at_the_end_are_passed_and_blank_lines_are_not():
    text = "a: 1\n\n# b\n  # c\n\nd: 2\n"
    assert past_comments(text, 4, len(text)) == text.index("c") + 1
    assert past_comments("a: 1\n\n", 4, 6) == 4


def test_many_blank_lines_behind_the_keys_cost_little():
    """Each CRLF once was tried as two newlines: 2**n ways for n lines."""
    text = "\r\n" * 5_000
    assert past_comments(text + "a", 0, len(text) + 1) == 0
    assert past_comments(text + "# a\r\n", 0, len(text) + 5) == len(text) + 3


@pytest.mark.parametrize(
    ("text", "end"),
    [("a: b", 2), ("a:b: c", 4), ("a  :\n", 4), ("a:", 2), ("'a: b' : c", 8), ('"a\\": b": c', 9)],
)
def test_a_key_ends_with_its_colon(text, end):
    assert after_colon(text, 0) == end


@pytest.mark.parametrize("text", ["a", "a:b", " " * 50_000])
def test_a_key_without_a_colon_cannot_be_patched(text):
    with pytest.raises(UnpatchableFile):
        after_colon(text, 0)
