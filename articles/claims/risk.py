"""How much harm a mistake of a machine's text could do: the order in which people read it. Pure."""

from collections.abc import Iterable
from typing import Final

from articles.claims.extraction import DATE, MONEY, NAME, NUMBER, PERCENT, TICKER

# (points for each claim, the most that claims of the kind count). A wrong amount or a wrong word
# about somebody harms most.
_WEIGHTS: Final = {
    MONEY: (8, 32),
    NAME: (4, 24),
    PERCENT: (3, 9),
    NUMBER: (2, 6),
    DATE: (1, 4),
    TICKER: (1, 4),
}
# For being a machine's text that nobody reviewed.
_UNREVIEWED = 10
_STRONG_SENTIMENT = 10
STRONG: Final = ("POSITIVE", "NEGATIVE")
MOST: Final = 99


def risk_score(claims: Iterable[tuple[str, int]], sentiment: str) -> int:
    """Of an unreviewed machine's text: from 10 to MOST."""
    points = _UNREVIEWED + (_STRONG_SENTIMENT if sentiment in STRONG else 0)
    for kind, number in claims:
        each, most = _WEIGHTS[kind]
        points += min(each * number, most)
    return min(points, MOST)
