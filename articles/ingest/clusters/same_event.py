"""Whether two items tell the same event, and why. Pure."""

from dataclasses import dataclass
from typing import Final

from articles.ingest.clusters.contradictions import contradiction, strong, words_besides_names
from articles.ingest.clusters.figures import Figure, shared
from articles.ingest.clusters.fingerprint import Fingerprint
from articles.ingest.clusters.words import is_coin, is_common

# The thresholds were chosen on the pairs of tests/data/same_events.yaml, so that of those with
# another name, number or day less than one in a hundred is joined, and are judged on those of
# same_events_judged.yaml and same_events_held_out.yaml (tests/ingest/clusters/test_same_event.py
# prints all). A false merge hides a story from readers; a missed one costs an editor a second look.
# So precision comes first.

# The least likeness of two tellings whose headlines share a number; of those that share one
# elsewhere, and a word besides names in the headlines; that share a number, but no such word; that
# share a name alone; and that share neither. What came of an event is told with its names and
# numbers, too, but seldom with the number in the headline.
LIKENESS_OF_HEADLINES: Final = 0.55
LIKENESS_OF_FIGURES: Final = 0.76
LIKENESS_OF_FIGURES_ALONE: Final = 0.80
LIKENESS_OF_OTHER_ACTS: Final = 0.82
LIKENESS_OF_NAMES: Final = 0.80
LIKENESS_OF_WORDS: Final = 0.80
# The same for all that are further apart than NEAR_IN_TIME.
LIKENESS_APART: Final = 0.60
# Items with the same address or id whose texts are less alike than this are no repeats: some feeds
# give every item the address of the site.
LIKENESS_OF_REPEATS: Final = 0.12
# Words, names and numbers that both have, at least.
LEAST_SHARED: Final = 3
# The share of words besides names, numbers and those of the trade that the shorter text has in
# common with the other, at least: what happened is said with them. “Power is back in Galway” has
# the names and numbers of the storm, and none of its words.
SHARED_WORDS: Final = 0.25
# Seconds.
NEAR_IN_TIME: Final = 3 * 86_400
# Weights of what both have. Coins and the words of the trade are in most items of their section.
_NAME, _COIN, _WORD, _COMMON, _FIGURE, _SMALL_FIGURE = 2.0, 0.8, 1.0, 0.3, 2.0, 0.5
# What is left of a likeness where both have names in their headlines, but none of the other's, and
# where both have numbers, but none in common.
_OTHER_NAMES, _OTHER_FIGURES = 0.7, 0.7


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to whether two items tell one event; true if they do.

    `by` is "id", "address" or "text" for exact repeats, "near" for another telling, and empty where
    they tell none. `likeness` is from 0 to 1. `against` says why they tell none: "language",
    "time", "subject", "number", "day", "opposite", "likeness".
    """

    by: str
    likeness: float
    against: str = ""

    def __bool__(self) -> bool:
        return bool(self.by)


def same_event(one: Fingerprint, other: Fingerprint, window: int) -> Verdict:
    """Compare two items; those more than `window` seconds apart tell different events.

    Exact are the same id or address, whose texts do not speak against it, and the same text. Across
    languages words cannot be compared: only ids and addresses count. The order does not matter.
    """
    apart = abs(one.moment - other.moment)
    if apart > window:
        return Verdict("", 0.0, "time")
    same_language = one.lang == other.lang
    likeness = _likeness(one, other) if same_language else 0.0
    by = _identity(one, other)
    if by == "text" or (by and (not same_language or likeness >= LIKENESS_OF_REPEATS)):
        return Verdict(by, likeness or 1.0)
    if not same_language:
        return Verdict("", 0.0, "language")
    if against := contradiction(one, other):
        return Verdict("", likeness, against)
    least = _least(one, other)
    if apart > NEAR_IN_TIME:
        least = max(least, LIKENESS_APART)
    if (
        likeness < least
        or len(one.words & other.words) < LEAST_SHARED
        or _share_of_words(one, other) < SHARED_WORDS
    ):
        return Verdict("", likeness, "likeness")
    return Verdict("near", likeness)


def _have_others(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether each has a name, or what may be one, that the other has not."""
    alone = [one.capitals - other.words, other.capitals - one.words]
    return all(alone) and not (alone[0] | alone[1]).isdisjoint(one.names | other.names)


def _share_of_words(one: Fingerprint, other: Fingerprint) -> float:
    """The share of the words of the shorter text that are in the other, names, coins and words of
    the trade left out; 1 for a text that has none."""
    words = [
        {word for word in each if not is_common(word) and not is_coin(word)}
        for each in words_besides_names(one, other)
    ]
    fewest = min(map(len, words))
    return len(words[0] & words[1]) / fewest if fewest else 1.0


def _identity(one: Fingerprint, other: Fingerprint) -> str:
    """The strongest identity that both have."""
    addresses = [
        {value for kind, value in each.exact.items() if kind != "text"} for each in (one, other)
    ]
    if common := addresses[0] & addresses[1]:
        named = {each.exact.get("address") for each in (one, other)}
        return "id" if named.isdisjoint(common) else "address"
    text = one.exact.get("text")
    return "text" if text is not None and text == other.exact.get("text") else ""


def _likeness(one: Fingerprint, other: Fingerprint) -> float:
    """The weight of what both have, beside the weights of each: the mean of their shares, in which
    the shorter text counts for more, since it leaves out what the longer one adds."""
    common = _weight(one.words & other.words, one.names | other.names)
    figures = shared(one.figures, other.figures)
    common += min(
        sum(map(_figure_weight, shared(each.figures, another.figures)))
        for each, another in ((one, other), (other, one))
    )
    totals = sorted(
        _weight(each.words, one.names | other.names) + sum(map(_figure_weight, each.figures))
        for each in (one, other)
    )
    if not common:
        return 0.0
    likeness = min(1.0, (2 * common / totals[0] + common / totals[1]) / 3)
    if _have_others(one, other):
        likeness *= _OTHER_NAMES
    if not figures and one.figures and other.figures:
        likeness *= _OTHER_FIGURES
    # Sums of one set in another order differ in the last digits.
    return round(likeness, 6)


def _weight(words: frozenset[str], names: frozenset[str]) -> float:
    return sum(
        _COIN
        if is_coin(word)
        else _NAME
        if word in names
        else _COMMON
        if is_common(word)
        else _WORD
        for word in words
    )


def _figure_weight(figure: Figure) -> float:
    return _FIGURE if figure.is_strong else _SMALL_FIGURE


def _least(one: Fingerprint, other: Fingerprint) -> float:
    """The least likeness by which these two tell one event."""
    if not shared(strong(one), strong(other)):
        names = (one.names | other.names) & one.words & other.words
        has_names = any(not is_coin(name) for name in names)
        return LIKENESS_OF_NAMES if has_names else LIKENESS_OF_WORDS
    heads = [[figure for figure in strong(each) if figure.in_title] for each in (one, other)]
    if shared(heads[0], heads[1]):
        return LIKENESS_OF_HEADLINES
    acts = [{mark.partition(":")[0] for mark in each.opposites} for each in (one, other)]
    if acts[0] ^ acts[1] and acts[0].isdisjoint(acts[1]):
        return LIKENESS_OF_OTHER_ACTS
    words = (one.title & other.title) - one.names - other.names
    return LIKENESS_OF_FIGURES if words else LIKENESS_OF_FIGURES_ALONE
