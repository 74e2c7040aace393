"""Delays between polls: after a success, after a failure, and as the server says. Pure."""

import datetime as dt
import email.utils
import random
from typing import Final

# The longest time between two tries of a feed that fails, unless its interval is longer.
LONGEST: Final = dt.timedelta(hours=6)
# The longest that a server may ask us to stay away.
MOST_PATIENCE: Final = dt.timedelta(days=1)


def after_success(interval: dt.timedelta) -> dt.timedelta:
    """Return the time until the next poll: the interval, a tenth more or less by chance, so that
    feeds that were added together are not asked together for ever."""
    return interval * random.uniform(0.9, 1.1)  # noqa: S311 # nosec B311


def after_failure(
    failures: int, interval: dt.timedelta, asked: dt.timedelta | None = None
) -> dt.timedelta:
    """Return the time until the next try after that many failures in a row, at least 1: the
    interval, twice as long each time up to LONGEST, a quarter less or more by chance.

    `asked` is what the server asked for, which is kept to, up to MOST_PATIENCE.
    """
    longest = max(LONGEST, interval)
    wait = min(interval * 2 ** min(max(failures, 1) - 1, 20), longest)
    wait = min(wait * random.uniform(0.75, 1.25), longest)  # noqa: S311 # nosec B311
    return max(wait, min(asked or dt.timedelta(), MOST_PATIENCE))


def retry_after(header: str, now: dt.datetime) -> dt.timedelta | None:
    """Return how long a server asks to wait: `Retry-After` in seconds or as a date (RFC 9110,
    section 10.2.3). None for none, for a time that is over, and for what is neither."""
    text = header.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return dt.timedelta(seconds=int(text)) or None
    try:
        moment = email.utils.parsedate_to_datetime(text[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    try:
        wait = moment - now
    except OverflowError:
        return None
    return wait if wait > dt.timedelta() else None
