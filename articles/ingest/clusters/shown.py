"""The texts of a cluster as people compare them: what an item shares with the lead is marked.

Pure.
"""

from collections.abc import Iterator
from typing import NamedTuple

from articles.claims.extraction import MONEY, NAME, NUMBER, PERCENT, TICKER, extract_claims
from articles.ingest.clusters.figures import Figure, figure_of, shared
from articles.ingest.clusters.fingerprint import LEAD, Fingerprint
from articles.ingest.clusters.words import stems
from articles.lib.graphemes import shorten


class TellingPart(NamedTuple):
    """A part of a text, and whether it is a name or a number that another text has, too."""

    text: str
    is_shared: bool


def marked(text: str, other: Fingerprint) -> list[TellingPart]:
    """The beginning of a text, as much as is compared, with the names and numbers of `other`."""
    text = shorten(text, LEAD)
    parts, done = [], 0
    for start, end in _shared_places(text, other):
        if start > done:
            parts.append(TellingPart(text[done:start], False))
        parts.append(TellingPart(text[start:end], True))
        done = end
    return [*parts, TellingPart(text[done:], False)] if done < len(text) else parts


def _shared_places(text: str, other: Fingerprint) -> Iterator[tuple[int, int]]:
    for claim in extract_claims(text, in_names=True):
        figure: Figure | None = None
        if claim.kind in (NAME, TICKER):
            is_shared = any(cut in other.words for cut in stems(claim.text))
        elif claim.kind in (MONEY, PERCENT, NUMBER):
            figure = figure_of(claim, in_title=False)
            is_shared = figure is not None and bool(shared([figure], other.figures))
        else:
            is_shared = f"{claim.key[2]}-{claim.key[3]}" in other.days
        if is_shared:
            yield claim.start, claim.end
