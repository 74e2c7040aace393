"""Signs that two texts of one language tell different events. Pure."""

from collections.abc import Iterator
from typing import Final

from articles.ingest.clusters.figures import Figure, shared
from articles.ingest.clusters.fingerprint import Fingerprint
from articles.ingest.clusters.words import is_coin, is_common, is_measure

# The share of words besides names and numbers from which on two texts are one but for these: a form
# that was filled in for another event.
SAME_WORDS: Final = 0.7


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
        words <= {place[key] for key in common} for words, place in zip(alone, places, strict=True)
    )


def _threes(fingerprint: Fingerprint) -> Iterator[tuple[str, str, str]]:
    """Each word with those that stand before and after it; "" at both ends."""
    words = ("", *fingerprint.order, "")
    return zip(words, words[1:], words[2:], strict=False)


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
    words = words_besides_names(one, other)
    return len(words[0] & words[1]) >= SAME_WORDS * len(words[0])


def words_besides_names(one: Fingerprint, other: Fingerprint) -> list[frozenset[str]]:
    """The words of both without those that are or may be names, of the shorter text first."""
    names = one.names | other.names | one.capitals | other.capitals
    return sorted((one.words - names, other.words - names), key=len)


def _other_coin(one: Fingerprint, other: Fingerprint) -> bool:
    coins = [{word for word in each.title if is_coin(word)} for each in (one, other)]
    return bool(coins[0] and coins[1]) and (
        coins[0].isdisjoint(other.words) or coins[1].isdisjoint(one.words)
    )


def _other_number(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether both texts, or both headlines where these have numbers, have one of the same unit, of
    which neither text has the other's."""
    measured = [[f for f in each.figures if is_measure(f.unit)] for each in (one, other)]
    if _are_other(measured, one, other):
        return True
    if _same_words(one, other):
        # Of a form that was filled in twice one number is enough, however small: a score, years in
        # prison, the line of a tram.
        alone = [
            [f for f in each.figures if not shared([f], another.figures)]
            for each, another in ((one, other), (other, one))
        ]
        return _are_other(alone, one, other, least=0)
    heads = [[f for f in each.figures if f.in_title] for each in (one, other)]
    return _are_other(heads if all(heads) else [strong(one), strong(other)], one, other)


def _are_other(
    figures: list[list[Figure]], one: Fingerprint, other: Fingerprint, least: int = 1
) -> bool:
    """Whether the figures of both have a unit in common, at least `least` of them strong, but
    neither text has the other's figures of it."""
    for unit in {figure.unit for figure in figures[0]} & {figure.unit for figure in figures[1]}:
        mine, theirs = ([f for f in each if f.unit == unit] for each in figures)
        if sum(figure.is_strong for figure in (*mine, *theirs)) < least:
            continue
        if not shared(mine, other.figures) and not shared(theirs, one.figures):
            return True
    return False


def _disjoint(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and one.isdisjoint(other)


def strong(fingerprint: Fingerprint) -> list[Figure]:
    """The numbers that few texts have by chance."""
    return [figure for figure in fingerprint.figures if figure.is_strong]
