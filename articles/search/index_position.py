"""The place of an article in the index: a number that grows with its time, then with its id.

Rows in the order of their place are rows in the order of time, so the newest matches are found
without sorting. Seconds since 1970 take the upper 32 bits, the id the lower 31.
"""

import datetime as dt

ID_BITS = 31
ID_MASK = (1 << ID_BITS) - 1
LAST_SECOND = (1 << 32) - 1


def second_of(moment: dt.datetime) -> int:
    """The whole second of an aware time; 1970 to 2106, and nothing beyond."""
    return min(max(int(moment.timestamp() // 1), 0), LAST_SECOND)


def first_place(second: int) -> int:
    """The place before all articles of a second, and after all of the second before."""
    return second << ID_BITS


def place_of(published_at: dt.datetime, article_id: int) -> int:
    """Where the article is."""
    return first_place(second_of(published_at)) | article_id


def article_at(place: int) -> int:
    """The id of the article."""
    return place & ID_MASK
