"""The times that the site takes, and their local forms.

Every zone shows each of them as a day of the years 1 to 9999: the farthest offsets, those of local
mean time before 1900, are 16 hours.
"""

import datetime as dt

from django.utils.timezone import get_current_timezone, localtime, now

EARLIEST = dt.datetime(1, 1, 2, tzinfo=dt.UTC)
LATEST = dt.datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=dt.UTC)


def is_in_calendar(moment: dt.datetime) -> bool:
    """Whether an aware time lies within EARLIEST and LATEST."""
    return EARLIEST <= moment <= LATEST


def nearest_in_calendar(moment: dt.datetime) -> dt.datetime:
    """`moment` itself, or the end of the calendar that is nearer to it."""
    return min(max(moment, EARLIEST), LATEST)


def machine_readable(moment: dt.datetime, timespec: str = "seconds") -> str:
    """`moment` in the site's zone as HTML's `<time datetime>` takes it.

    Offsets have whole minutes there; a time with another one, before zones had names, is in UTC.
    """
    local = localtime(moment)
    offset = local.utcoffset() or dt.timedelta()
    if offset % dt.timedelta(minutes=1):
        local = local.astimezone(dt.UTC)
    return local.isoformat(timespec=timespec)


def from_local(naive: dt.datetime) -> dt.datetime:
    """The instant, in UTC, that a person means by a local time of the site's zone.

    A time that the clocks jump over has the offset before the jump, and of one that they show twice
    the first is meant (RFC 5545, section 3.3.5); after the clocks were set back, the second.
    Raises OverflowError outside of the calendar.
    """
    zone, present = get_current_timezone(), now()
    # In UTC: two times of one zone are compared by what its clocks show, which is the same here.
    first, second = (naive.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    # In a gap the second one is earlier.
    if first < second and first < present and _offset(second) == _offset(present):
        return second
    return first


def _offset(moment: dt.datetime) -> dt.timedelta | None:
    return localtime(moment).utcoffset()
