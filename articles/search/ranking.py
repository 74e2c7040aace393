"""The order of matches: words in the title and a recent date come first.

It is computed here and not by the databases, whose own ranks differ and must read every match to
know how rare a word is.
"""

from collections.abc import Sequence

from articles.search.index_position import ID_BITS
from articles.search.query import SearchTerm
from articles.search.resolved_query import IndexEntry

# The weight of one word, by the best field that it stands in. News tells the most important
# things first.
IN_TITLE, IN_LEAD, IN_BODY = 3.0, 1.5, 1.0
# A new article counts double; this bonus halves in so many seconds.
HALF_LIFE = 30 * 24 * 3600


def rank(entries: Sequence[IndexEntry], terms: Sequence[SearchTerm], now: int) -> list[IndexEntry]:
    """Return `entries`, the best first and equals the newest first. `now` is seconds since 1970.

    Without `terms` (a query of filters only) the order is that of time.
    """
    needles = [needle(term) for term in terms]

    def key(entry: IndexEntry) -> tuple[float, int]:
        return (-_score(entry, needles, now), -entry.position)

    return sorted(entries, key=key)


def needle(term: SearchTerm) -> str:
    """Return the text to look for in a line of folded words with a blank at either end."""
    return " " + " ".join(term.words) + ("" if term.prefix else " ")


def _score(entry: IndexEntry, needles: list[str], now: int) -> float:
    title, lead = f" {entry.title} ", f" {entry.lead} "
    weight = sum(
        IN_TITLE if needle in title else IN_LEAD if needle in lead else IN_BODY
        for needle in needles
    )
    age = max(now - (entry.position >> ID_BITS), 0)
    return (weight / len(needles) if needles else 1.0) * (1 + 0.5 ** (age / HALF_LIFE))
