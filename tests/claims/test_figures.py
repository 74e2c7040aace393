"""Numbers and months, however they are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.figures import month_number, parse_number


@pytest.mark.parametrize("written", ["1,200", "1.200", "1 200", "1\u202f200", "١٬٢٠٠", "1200"])
def test_thousands_are_one_number_however_they_are_set_apart(written):
    assert parse_number(written) == 1200


@pytest.mark.parametrize(
    ("written", "value"),
    [("3.5", "3.5"), ("3,5", "3.5"), ("0.125", "0.125"), ("1,234.5", "1234.5"), ("٣٫٥", "3.5")],
)
def test_decimals(written, value):
    assert parse_number(written) == Decimal(value)


def test_a_version_is_no_number():
    assert parse_number("1.2.3") == "1.2.3"


@given(st.integers(min_value=0, max_value=10**15))
def test_a_number_is_read_back_from_english_grouping(number):
    assert parse_number(f"{number:,}") == number


@pytest.mark.parametrize("word", ["November", "nov", "листопада", "листопад", "نوفمبر"])
def test_months(word):
    assert month_number(word) == 11


def test_both_spellings_of_arabic_months():
    assert month_number("أغسطس") == month_number("اغسطس") == 8
