"""Which stories are related to one: a pure function over a bounded sample.

For every tag of the story, and for its section, the sample holds the few stories with it that
are nearest in time, before and after. So it costs the same however many stories there are, and
a tag's rarity can be told from it: the stories of a rare tag lie far apart.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from math import log2
from typing import NamedTuple

SECTION = -1
# A label that has not filled its sample is as old as the archive, for all we know.
_HISTORY = 3650.0
_DAY = dt.timedelta(days=1)


class Near(NamedTuple):
    """A story of the sample: its id, the tag's place in the list of tags or SECTION, its time."""

    article_id: int
    place: int
    published_at: dt.datetime


def closest(sample: Iterable[Near], at: dt.datetime, full: int, limit: int) -> list[int]:
    """The ids of the `limit` most related stories to one of the time `at`, the best first.

    `full` is the size of a label's sample that may have left stories out.
    """
    labels: dict[int, list[Near]] = defaultdict(list)
    for near in sample:
        labels[near.place].append(near)
    scores: dict[int, float] = {}
    times: dict[int, dt.datetime] = {}
    for place, stories in labels.items():
        weight = 0.5 if place == SECTION else _rarity(stories, full)
        for near in stories:
            times[near.article_id] = near.published_at
            scores[near.article_id] = scores.get(near.article_id, 0.0) + weight
    for article_id, time in times.items():
        # A story of the same day counts like one common tag; a month later hardly.
        scores[article_id] += 1 / (1 + abs(time - at) / (7 * _DAY))
    return sorted(scores, key=lambda article_id: (-scores[article_id], article_id))[:limit]


def _rarity(stories: list[Near], full: int) -> float:
    """1 for a tag of every day, 9 for one of every year."""
    times = [near.published_at for near in stories]
    days = (max(times) - min(times)) / _DAY if len(times) >= full else _HISTORY
    return log2(2 + days / len(times))
