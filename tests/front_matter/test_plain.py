"""The quick reading says what the thorough one says, or leaves the file to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.front_matter.errors import RecordError
from articles.front_matter.fences import split
from articles.front_matter.limits import FileLimits
from articles.front_matter.nodes import read
from articles.front_matter.plain import _ordinary, plain

_PIECES = st.sampled_from(
    ["a: ", "b: ", "- ", "\n", "\n  ", "\n    ", "x", "'q'", '"d"', "[", "]", "{", "}", ", ", "~",
     "null", "'null'", "&n ", "*n", "!t ", "? ", "|\n  ", ">-\n  ", "# c", "%Y", "--- ", "... ", ": ",
     "''", "Ж", "\x81", "\ufdd0", "\u00a0", '"\\0"', "<<: ", "\t"]
)  # fmt: skip


def outcome(function, *arguments):
    try:
        return function(*arguments)
    except RecordError as error:
        return error.problems


@settings(max_examples=600, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_both_readings_agree_on_every_text(front):
    fenced = split(f"---\nk: v\n{front}\n---\n".encode())
    limits = FileLimits(values=8, depth=3)
    thorough = outcome(lambda: read(fenced, limits).plain())
    assert outcome(plain, fenced, limits) == thorough
    quick = _ordinary(fenced.text[fenced.start : fenced.end], limits)
    assert quick is None or quick == thorough


@pytest.mark.parametrize(
    "front",
    ["a: 1", "a:\n  - b\n  - c: d", "a: {b: [c]}", "a: ~\nb: ''", "a: |\n  b\n", "Ключ: значення"],
)
def test_what_is_ordinary_is_read_quickly(front):
    assert _ordinary(front, FileLimits()) is not None


@pytest.mark.parametrize(
    "front", ["a: &x 1", "a: !t 1", "a: *x", "a: 1\na: 2", "- a", "x", "", "a: [", "? [a]\n: b",
              "'': a", "%YAML 1.1\n---\na: b", "a: b\n---\nc: d", '"\\0": a']
)  # fmt: skip
def test_what_is_not_is_left_to_the_thorough_reading(front):
    assert _ordinary(front, FileLimits()) is None
