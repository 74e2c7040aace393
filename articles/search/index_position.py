"""The position of an article in the index: a number that grows with its time, then with its id.

Rows in the order of their position are rows in the order of time, so the newest matches are found
without sorting. Seconds since 1970 take the upper 32 bits, the id the lower 31.
"""

import datetime as dt

ID_BITS = 31
ID_MASK = (1 << ID_BITS) - 1
LAST_SECOND = (1 << 32) - 1


def second_of(moment: dt.datetime) -> int:
    """Return the whole second of an aware time, since 1970; 0 before it, LAST_SECOND after 2106."""
    return min(max(int(moment.timestamp() // 1), 0), LAST_SECOND)


def first_position(second: int) -> int:
    """Return the position before all articles of a second, and after all of the second before."""
    return second << ID_BITS


def position_of(moment: dt.datetime, article_id: int) -> int:
    """Return the position of the article with this id and time."""
    return first_position(second_of(moment)) | article_id


def article_id_at(position: int) -> int:
    """Return the id of the article at a position."""
    return position & ID_MASK
