"""The words of a text in a form that other tellings of an event share. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from articles.claims.original_words import bare_word, plain_words
from articles.ingest.clusters import word_lists

# Characters of a stem: endings of longer words vary more than they tell.
_STEM: Final = 6
# Letters that remain at least where an ending is cut off.
_LEAST: Final = 3
_ENGLISH_ENDING: Final = re.compile(r"(?:ingly|edly|ing|ed|es|ly|e|s|y)$")
_CYRILLIC_ENDING: Final = re.compile(r"[аеєиіїоуюяйьмхв]{1,3}$")
_ARABIC: Final = re.compile(r"[\u0621-\u064a]")
# The word behind a number, also “600-metre”.
_FOLLOWING: Final = re.compile(r"[ \u00a0-]?([^\W\d_]+(?:/[^\W\d_]+)?|°[CF])")
_MEASURE: Final = "measure:"
# A word as it is compared has a letter; numbers are claims.
_LETTER: Final = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a word that `plain_words()` gave; one for all names of a coin."""
    cut = _cut(word[:40])
    return _COINS.get(cut, cut)


def _cut(word: str) -> str:
    if _ARABIC.match(word):
        return bare_word(word)[:_STEM]
    word = word.replace("’", "'").replace("ʼ", "'")
    ending = _ENGLISH_ENDING if word.isascii() else _CYRILLIC_ENDING
    match = ending.search(word, min(_LEAST, len(word)))
    return (word[: match.start()] if match else word)[:_STEM]


def stems(text: str) -> Iterator[str]:
    """The stems of the words of `text` that say something, in their order; no numbers."""
    for word in plain_words(text):
        # “9-day” and “BTC-backed” hold words of their own.
        for part in word.split("-") if "-" in word else (word,):
            if len(part) > 1 and _LETTER.search(part) and (cut := stem(part)) not in _GRAMMAR:
                yield cut


def is_coin(cut: str) -> bool:
    """Whether a stem is that of a coin."""
    return cut in COINS


def is_common(cut: str) -> bool:
    """Whether a stem is one that most items of the trade have."""
    return cut in _COMMON


def opposites(title: str, lead: str) -> frozenset[str]:
    """The words of OPPOSITES that a text has, as `group:line`: those of its headline, and of the
    lead for groups of which the headline has none.

    In a headline the later line of a group counts: “cancels an order” is no order.
    """
    head: dict[str, str] = {}
    for mark in sorted(_marks(title)):
        head[mark.partition(":")[0]] = mark
    lead_marks = {mark for mark in _marks(lead) if mark.partition(":")[0] not in head}
    return frozenset((*head.values(), *lead_marks))


def _marks(text: str) -> set[str]:
    return {mark for cut in stems(text) for mark in _OPPOSITES.get(cut, ())}


def weekdays(cuts: Iterable[str]) -> frozenset[str]:
    """The days of the week among stems, as numbers from 0, Monday, on."""
    return frozenset(day for cut in cuts if (day := _WEEKDAYS.get(cut)))


def is_weekday(cut: str) -> bool:
    """Whether a stem is that of a day of the week."""
    return cut in _WEEKDAYS


def measure(following: str) -> str:
    """What a number measures by the word behind it, such as "measure:1" for metres; empty for no
    measurement."""
    match = _FOLLOWING.match(following)
    return _MEASURES.get(match[1].casefold(), "") if match else ""


def is_measure(unit: str) -> bool:
    """Whether a unit of a figure is one that `measure()` gives."""
    return unit.startswith(_MEASURE)


def _stems_of(words: str) -> Iterator[str]:
    return (_cut(part) for word in words.split() for part in plain_words(word))


def _numbered(lines: Iterable[str], prefix: str = "") -> dict[str, str]:
    return {cut: f"{prefix}{n}" for n, line in enumerate(lines) for cut in _stems_of(line)}


_COINS: Final = {cut: next(_stems_of(line)) for line in word_lists.COINS for cut in _stems_of(line)}
COINS: Final = frozenset(_COINS.values())
_GRAMMAR: Final = frozenset(_stems_of(word_lists.GRAMMAR))
_COMMON: Final = frozenset(_stems_of(word_lists.COMMON))
_OPPOSITES: Final[dict[str, set[str]]] = {}
for _group, _lines in word_lists.OPPOSITES.items():
    for _stem_of_line, _mark in _numbered(_lines, f"{_group}:").items():
        _OPPOSITES.setdefault(_stem_of_line, set()).add(_mark)
_MEASURES: Final = {
    word: f"{_MEASURE}{n}" for n, line in enumerate(word_lists.MEASURES) for word in line.split()
}
_WEEKDAYS: Final = _numbered(word_lists.WEEKDAYS)
