"""Positions in a list, as text for addresses and as conditions of a database."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.lib import keyset
from articles.lib.keyset import LARGEST_ID, Position
from articles.models import Category

MOMENTS = st.datetimes(
    min_value=dt.datetime(1900, 1, 1), max_value=dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC)
)


@settings(deadline=None)
@given(MOMENTS, st.integers(1, 10**17))
def test_a_position_comes_back_as_it_was(moment, pk):
    position = Position(moment, pk)
    assert keyset.decode(keyset.encode(position)) == position


@pytest.mark.parametrize("text", ["", "x", "1", "1.", "1.x", "1.1.1", "٣.1", "9" * 20 + ".1"])
def test_an_invented_cursor_is_refused(text):
    with pytest.raises(keyset.BadCursor):
        keyset.decode(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("7", 7), ("007", 7), (str(LARGEST_ID), LARGEST_ID),
        (str(LARGEST_ID + 1), None), ("9" * 5000, None), ("", None), ("-1", None), ("+1", None),
        (" 1", None), ("1.0", None), ("٣", None), ("²", None), ("x", None),
    ],
)  # fmt: skip
def test_an_id_is_what_a_column_can_hold_in_plain_digits(text, number):
    assert keyset.read_id(text) == number


@pytest.mark.django_db
@pytest.mark.parametrize(
    "order", [("pk",), ("-pk",), ("key", "pk"), ("-key", "-pk"), ("key", "-name", "pk")]
)
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_hold_every_row_once_in_any_order(order, size):
    for number, (key, name) in enumerate([("A", "b"), ("B", "a"), ("B", "c"), ("C", "c")]):
        Category.objects.create(key=f"{key}{number}", name=f"{name}{number}", slug=f"{number}")
    rows = Category.objects.order_by(*order)
    columns = [column.removeprefix("-") for column in order]
    met, more, page = [], True, rows
    while more:
        found, more = keyset.take(page, size)
        met += found
        page = rows.filter(
            keyset.following(order, [getattr(met[-1], column) for column in columns])
        )
    assert met == list(rows)
    assert not page.exists()
