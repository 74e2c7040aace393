"""Scores the harm that an error in a machine's text could do, to order the review queue. Pure."""

from collections.abc import Iterable
from typing import Final

from articles.claims.extraction import DATE, MONEY, NAME, NUMBER, PERCENT, TICKER

# (points for each claim, maximum for the kind). A wrong amount, or an error about a person,
# harms most.
_WEIGHTS: Final = {
    MONEY: (8, 32),
    NAME: (4, 24),
    PERCENT: (3, 9),
    NUMBER: (2, 6),
    DATE: (1, 4),
    TICKER: (1, 4),
}
# Points of every unreviewed machine's text.
_UNREVIEWED = 10
_STRONG_SENTIMENT = 10
STRONG: Final = ("POSITIVE", "NEGATIVE")
MOST: Final = 99


def risk_score(claims: Iterable[tuple[str, int]], sentiment: str) -> int:
    """Return the score of an unreviewed text, from 10 to MOST.

    `claims` are (kind, number) of its unsupported claims.
    """
    points = _UNREVIEWED + (_STRONG_SENTIMENT if sentiment in STRONG else 0)
    for kind, number in claims:
        each, most = _WEIGHTS[kind]
        points += min(each * number, most)
    return min(points, MOST)
