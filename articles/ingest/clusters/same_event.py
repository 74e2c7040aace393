"""Whether two items tell the same event, and why. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from articles.ingest.clusters.fingerprint import Figure, Fingerprint, shared
from articles.ingest.clusters.words import is_coin, is_common

# The thresholds were chosen on the pairs of tests/data/same_events.yaml, so that of those with
# another name, number or day less than one in a hundred is joined, and are judged on those of
# same_events_judged.yaml (tests/ingest/clusters/test_same_event.py prints both). A false merge
# hides a story from readers; a missed one costs an editor a second look. So precision comes first.

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
# The share of words besides names and numbers from which on two texts are one but for these: a form
# that was filled in for another event.
SAME_WORDS: Final = 0.7
# Words, names and numbers that both have, at least.
LEAST_SHARED: Final = 3
# The share of words besides names, numbers and those of the trade that the shorter text has in
# common with the other, at least: what happened is said with them. “Power is back in Galway” has the
# names and numbers of the storm, and none of its words.
SHARED_WORDS: Final = 0.25
# Seconds.
NEAR_IN_TIME: Final = 3 * 86_400
# The share by which numbers of one event differ: “over $340 million” is $344 million.
CLOSE: Final = 0.025
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


def contradiction(one: Fingerprint, other: Fingerprint) -> str:
    """The sign that two texts of one language tell different events; empty for nothing.

    "subject" is another coin, or other names, "number" another number of the same kind, "day"
    another day, "opposite" that one rises and the other falls.
    """
    if _other_coin(one, other) or _other_names(one, other):
        return "subject"
    if _other_number(one, other):
        return "number"
    if _disjoint(one.days, other.days) or _disjoint(one.weekdays, other.weekdays):
        return "day"
    return "opposite" if _are_opposite(one, other) else ""


def _are_opposite(one: Fingerprint, other: Fingerprint) -> bool:
    for group in {mark.partition(":")[0] for mark in one.opposites}:
        marks = [
            {mark for mark in each.opposites if mark.startswith(f"{group}:")}
            for each in (one, other)
        ]
        if all(marks) and marks[0].isdisjoint(marks[1]):
            return True
    return False


def _other_names(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether both headlines have names of which neither text has the other's; whether one text
    names Ada Okoro and the other Ada Bassey; or whether all words but names are the same."""
    heads = [
        {name for name in each.names & each.title if not is_coin(name) and not is_common(name)}
        for each in (one, other)
    ]
    missing = [heads[0] - other.words, heads[1] - one.words]
    # What begins a headline with a capital may be a name, too.
    maybe = [
        (each.capitals & each.title) - both.words for each, both in ((one, other), (other, one))
    ]
    for this, that in ((0, 1), (1, 0)):
        if missing[this] and missing[this] == heads[this] and (missing[that] or maybe[that]):
            return True
    if _other_full_names(one.full_names, other) or _other_full_names(other.full_names, one):
        return True
    if one.acronyms - other.words and other.acronyms - one.words:
        return True
    if not _same_words(one, other):
        return False
    return all((one.capitals - other.words, other.capitals - one.words)) or _other_word(one, other)


def _other_word(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether the texts are one but for words that stand in each at the same places, between the
    same words: “the trial for fraud in Leeds” and “the trial for arson in Leeds”."""
    alone = (one.words - other.words, other.words - one.words)
    places = [
        {(before, after): word for before, word, after in _threes(each) if word in words}
        for each, words in zip((one, other), alone, strict=True)
    ]
    common = places[0].keys() & places[1].keys()
    return all(alone) and all(
        words <= {place[key] for key in common}
        for words, place in zip(alone, places, strict=True)
    )


def _threes(fingerprint: Fingerprint) -> Iterator[tuple[str, str, str]]:
    """Each word with those that stand before and after it; "" at both ends."""
    words = ("", *fingerprint.order, "")
    return zip(words, words[1:], words[2:], strict=False)


def _have_others(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether each has a name, or what may be one, that the other has not."""
    alone = [one.capitals - other.words, other.capitals - one.words]
    return all(alone) and not (alone[0] | alone[1]).isdisjoint(one.names | other.names)


def _other_full_names(names: frozenset[str], other: Fingerprint) -> bool:
    """Whether a name that begins like one of `other` goes on in another way, or ends with the same
    word of the trade after another one."""
    for name in names:
        first, *rest = name.split()
        for another in other.full_names:
            begin, *end = another.split()
            if first == begin and rest[-1] not in other.words:
                return True
            if rest[-1] == end[-1] and is_common(rest[-1]) and first not in other.words:
                return True
    return False


def _same_words(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether nearly all words of the shorter text are in the other, names left out."""
    words = _words_besides_names(one, other)
    return len(words[0] & words[1]) >= SAME_WORDS * len(words[0])


def _share_of_words(one: Fingerprint, other: Fingerprint) -> float:
    """The share of the words of the shorter text that are in the other, names, coins and words of
    the trade left out; 1 for a text that has none."""
    words = [
        {word for word in each if not is_common(word) and not is_coin(word)}
        for each in _words_besides_names(one, other)
    ]
    fewest = min(map(len, words))
    return len(words[0] & words[1]) / fewest if fewest else 1.0


def _words_besides_names(one: Fingerprint, other: Fingerprint) -> list[frozenset[str]]:
    """The words of both without those that are or may be names, of the shorter text first."""
    names = one.names | other.names | one.capitals | other.capitals
    return sorted((one.words - names, other.words - names), key=len)


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
    figures = shared(one.figures, other.figures, CLOSE)
    common += min(
        sum(map(_figure_weight, shared(each.figures, another.figures, CLOSE)))
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


def _strong(fingerprint: Fingerprint) -> list[Figure]:
    return [figure for figure in fingerprint.figures if figure.is_strong]


def _least(one: Fingerprint, other: Fingerprint) -> float:
    """The least likeness by which these two tell one event."""
    if not shared(_strong(one), _strong(other), CLOSE):
        names = (one.names | other.names) & one.words & other.words
        has_names = any(not is_coin(name) for name in names)
        return LIKENESS_OF_NAMES if has_names else LIKENESS_OF_WORDS
    heads = [[figure for figure in _strong(each) if figure.in_title] for each in (one, other)]
    if shared(heads[0], heads[1], CLOSE):
        return LIKENESS_OF_HEADLINES
    acts = [{mark.partition(":")[0] for mark in each.opposites} for each in (one, other)]
    if acts[0] ^ acts[1] and acts[0].isdisjoint(acts[1]):
        return LIKENESS_OF_OTHER_ACTS
    words = (one.title & other.title) - one.names - other.names
    return LIKENESS_OF_FIGURES if words else LIKENESS_OF_FIGURES_ALONE


def _other_coin(one: Fingerprint, other: Fingerprint) -> bool:
    coins = [{word for word in each.title if is_coin(word)} for each in (one, other)]
    return bool(coins[0] and coins[1]) and (
        coins[0].isdisjoint(other.words) or coins[1].isdisjoint(one.words)
    )


def _other_number(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether both headlines, or both texts where one headline has none or all words are the same,
    have a number of one unit, of which neither text has the other's."""
    all_figures = [_strong(each) for each in (one, other)]
    heads = [[f for f in each.figures if f.in_title] for each in (one, other)]
    is_form = _same_words(one, other)
    if is_form:
        # Of a form that was filled in twice one number is enough, however small: a score, years in
        # prison, the line of a tram.
        heads = [
            [f for f in each.figures if not shared([f], another.figures, CLOSE)]
            for each, another in ((one, other), (other, one))
        ]
    elif not all(heads):
        heads = all_figures
    for unit in {figure.unit for figure in heads[0]} & {figure.unit for figure in heads[1]}:
        mine, theirs = ([f for f in head if f.unit == unit] for head in heads)
        if not is_form and not any(figure.is_strong for figure in (*mine, *theirs)):
            continue
        if not shared(mine, other.figures, CLOSE) and not shared(theirs, one.figures, CLOSE):
            return True
    return False


def _disjoint(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and one.isdisjoint(other)
