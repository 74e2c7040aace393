"""The limits of `tests.bounded` stop what they are for."""

import re
from functools import partial

import pytest

from tests.bounded import MEMORY, assert_bounded

pytestmark = pytest.mark.thorough


def test_what_is_quick_and_small_passes():
    assert_bounded(len, ["a" * 200_000, "b"], seconds=1)


@pytest.mark.parametrize(
    ("function", "text"),
    [(partial(re.fullmatch, "(a*)*b"), "a" * 60), (bytearray, MEMORY), (int, "no number")],
    ids=["processor time", "memory", "an exception"],
)
def test_what_takes_too_much_or_raises_fails_with_the_text(function, text):
    with pytest.raises(AssertionError, match=re.escape(ascii(text)[:20])):
        assert_bounded(function, [text], seconds=1)
