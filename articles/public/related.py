"""Ranking of related articles: a pure function over a sample of bounded size.

For each tag of an article, and for its category, the sample holds the few articles with it that
are nearest in time, before and after. The cost is therefore the same however many articles the
site has, and the sample shows how rare a tag is: the articles of a rare tag lie far apart.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from math import log2

from articles.models.nearby import CATEGORY, NearbyArticle

# Days that a tag or category is taken to cover when its articles do not fill the sample.
_HISTORY = 3650.0
_DAY = dt.timedelta(days=1)


def rank_related(
    sample: Iterable[NearbyArticle], at: dt.datetime, full: int, limit: int
) -> list[int]:
    """Return the ids of at most `limit` articles, the most related first, for an article published
    `at`.

    `full` is the size at which the sample of a tag may have left articles out.
    """
    groups: dict[int, list[NearbyArticle]] = defaultdict(list)
    for nearby in sample:
        groups[nearby.position].append(nearby)
    scores: dict[int, float] = {}
    times: dict[int, dt.datetime] = {}
    for position, articles in groups.items():
        weight = 0.5 if position == CATEGORY else _rarity(articles, full)
        for nearby in articles:
            times[nearby.article_id] = nearby.published_at
            scores[nearby.article_id] = scores.get(nearby.article_id, 0.0) + weight
    for article_id, time in times.items():
        # An article of the same day gains as much as by one common tag, a month later hardly any.
        scores[article_id] += 1 / (1 + abs(time - at) / (7 * _DAY))
    return sorted(scores, key=lambda article_id: (-scores[article_id], article_id))[:limit]


def _rarity(articles: list[NearbyArticle], full: int) -> float:
    """Return about 1 for a tag that is used every day, 9 for one that is used once a year."""
    times = [nearby.published_at for nearby in articles]
    days = (max(times) - min(times)) / _DAY if len(times) >= full else _HISTORY
    return log2(2 + days / len(times))
