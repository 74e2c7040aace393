"""The usual number of items of a feed, and the silence after which people are told. Pure."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

# Full days that are looked at, and the fewest of them that say what is usual.
_DAYS: Final = 14
_FEWEST: Final = 3
# Days whose counts are kept.
KEPT_DAYS: Final = 28
# As many items as should have come before silence is unusual, and the times between which it is.
_MISSING: Final = 3.5
SHORTEST, LONGEST = dt.timedelta(hours=6), dt.timedelta(days=14)


def usual_per_day(
    new_by_day: Mapping[str, int], began: dt.date | None, today: dt.date
) -> float | None:
    """Return how many new items come a day: the mean of the last 14 full days since the day after
    `began`, on which all that a feed holds was new. None for fewer than three such days."""
    if began is None:
        return None
    days = min((today - began).days - 1, _DAYS)
    if days < _FEWEST:
        return None
    names = [(today - dt.timedelta(days=back)).isoformat() for back in range(1, days + 1)]
    return sum(new_by_day.get(name, 0) for name in names) / days


def silence_limit(per_day: float | None) -> dt.timedelta | None:
    """Return after how long without a new item a feed is unusually silent: 6 hours where 14 come a
    day, 84 where one comes. None where that is more than two weeks, or not known."""
    if not per_day:
        return None
    limit = max(dt.timedelta(days=_MISSING / per_day), SHORTEST)
    return limit if limit <= LONGEST else None


def counted(new_by_day: Mapping[str, int], today: dt.date, created: int) -> dict[str, int]:
    """Return the counts with `created` more for today, without days that are too old."""
    first = (today - dt.timedelta(days=KEPT_DAYS - 1)).isoformat()
    counts = {day: count for day, count in new_by_day.items() if day >= first}
    if created:
        counts[today.isoformat()] = counts.get(today.isoformat(), 0) + created
    return counts


def last_days(new_by_day: Mapping[str, int], today: dt.date) -> list[tuple[dt.date, int]]:
    """Return the counts of the last 14 days, the oldest first and today last."""
    days = [today - dt.timedelta(days=back) for back in reversed(range(_DAYS))]
    return [(day, new_by_day.get(day.isoformat(), 0)) for day in days]
