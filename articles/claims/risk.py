"""Scores the harm that an error in a machine's text could do, to order the review queue. Pure."""

from collections.abc import Iterable
from typing import Final

from articles.claims.extraction import DATE, MONEY, NAME, NUMBER, PERCENT, TICKER

# (points for each claim, maximum for the kind). A wrong amount, or an error about a person,
# harms most.
_WEIGHTS: Final = {
    MONEY: (6, 24),
    NAME: (3, 18),
    PERCENT: (3, 9),
    NUMBER: (2, 6),
    DATE: (1, 3),
    TICKER: (1, 3),
}
# Points of every unreviewed machine's text.
_UNREVIEWED = 10
_STRONG_SENTIMENT = 10
# At most, for how many times the text is as long as its original, and for paragraphs of which the
# original says nothing.
_GROWTH = 8
_PARAGRAPHS = 8
STRONG: Final = ("POSITIVE", "NEGATIVE")
MOST: Final = 99
# The score of a text that nothing has looked at yet: unknown is not harmless.
UNKNOWN: Final = MOST + 1
# The score of a text whose claims could not be found, by a fault of the program: a person reads it
# before all others.
FAILED: Final = UNKNOWN + 1


def risk_score(
    claims: Iterable[tuple[str, int]],
    sentiment: str,
    growth: float | None = None,
    unsupported_paragraphs: int = 0,
) -> int:
    """Return the score of an unreviewed text, from 10 to MOST.

    `claims` are (kind, number) of its unsupported claims. `growth` is how many times it is as long
    as its original; None without an original, which is as bad as any length.
    """
    points = _UNREVIEWED + (_STRONG_SENTIMENT if sentiment in STRONG else 0)
    for kind, number in claims:
        each, most = _WEIGHTS[kind]
        points += min(each * number, most)
    points += _GROWTH if growth is None else min(int(growth), _GROWTH)
    points += min(unsupported_paragraphs, _PARAGRAPHS)
    return min(points, MOST)
