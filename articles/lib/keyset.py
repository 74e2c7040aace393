"""Places in a list that is sorted by time and then by id, as text for addresses."""

import datetime as dt
import re

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
# Microseconds since 1970, and the id; longer numbers reach beyond any date or column.
PATTERN = r"(-?[0-9]{1,16})\.([0-9]{1,18})"
_CURSOR = re.compile(PATTERN)


class BadCursor(ValueError):
    """The `after` of an address is not one that this site made."""


def write(moment: dt.datetime, pk: int) -> str:
    """The place of the row with this time and id."""
    return f"{(moment - _EPOCH) // _MICROSECOND}.{pk}"


def read(cursor: str) -> tuple[dt.datetime, int]:
    """The time and id of a place. Raises BadCursor."""
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise BadCursor(cursor)
    return _EPOCH + int(found[1]) * _MICROSECOND, int(found[2])
