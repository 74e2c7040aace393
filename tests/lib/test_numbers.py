"""Numbers of strangers are read within limits, and never raise an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.numbers import read_integer


@given(st.integers(-50, 50))
def test_numbers_within_the_limits_are_read(number):
    assert read_integer(str(number), -50, 50) == number
    assert read_integer(str(number), -50, number - 1) is None


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "1_0", "٣", "²", "1.0", "0x1", "9" * 5_000, "-", "1\n", "\x001"]
)
def test_anything_else_is_no_number(text):
    assert read_integer(text, -(10**30), 10**30) is None
