"""Keyset paging: a page begins after the sort key of the row that ended the one before.

Page 1,000 costs what page 1 costs, and rows that come or go meanwhile move nothing. Each pager
names its order once, as for `order_by()`, with the id last, so that no two rows are equal.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet

from articles.lib.moments import EARLIEST, LATEST
from articles.lib.numbers import read_integer

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_FIRST, _LAST = ((end - _EPOCH) // _MICROSECOND for end in (EARLIEST, LATEST))
# Microseconds since 1970, 18 digits in the year 9999, and the id; longer numbers are beyond any.
PATTERN = r"(-?[0-9]{1,18})\.([0-9]{1,18})"
_CURSOR = re.compile(PATTERN)
# The largest id that SQLite and PostgreSQL hold in a column.
LARGEST_ID = 2**63 - 1

Row = TypeVar("Row", bound=Model)


class BadCursor(ValueError):
    """The cursor in an address is not one that this site made."""


class Position(NamedTuple):
    """The sort key of a row in a list that is ordered by time and then by id."""

    moment: dt.datetime
    pk: int


def encode(position: Position) -> str:
    """The position as text for an address: microseconds since 1970, a dot, the id."""
    return f"{(position.moment - _EPOCH) // _MICROSECOND}.{position.pk}"


def decode(cursor: str) -> Position:
    """The position that `encode()` wrote, or the end of the calendar that is nearer to an invented
    one. Raises BadCursor for anything else."""
    match = _CURSOR.fullmatch(cursor)
    if not match:
        raise BadCursor(cursor)
    microseconds = min(max(int(match[1]), _FIRST), _LAST)
    return Position(_EPOCH + microseconds * _MICROSECOND, int(match[2]))


def read_id(text: str) -> int | None:
    """The id written in an address or a form; None for what is no id of a row."""
    return read_integer(text, 0, LARGEST_ID) if text.isdecimal() else None


def following(order: Sequence[str], values: Sequence[object]) -> Q:
    """The condition on rows that come after the row with `values` in the columns of `order`.

    `order` is written as for `order_by()`, a minus for descending columns. The condition on the
    first column follows from the rest, and lets a database start there in its index.
    """
    column, *others = order
    name = column.removeprefix("-")
    direction = "lt" if column.startswith("-") else "gt"
    beyond = Q(**{f"{name}__{direction}": values[0]})
    if not others:
        return beyond
    return Q(**{f"{name}__{direction}e": values[0]}) & (beyond | following(others, values[1:]))


def take(rows: QuerySet[Row], size: int) -> tuple[list[Row], bool]:
    """The first `size` rows, and whether there are more. One query."""
    page = list(rows[: size + 1])
    return page[:size], len(page) > size
