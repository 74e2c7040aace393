"""Finds claims, and words in another form, in the original that a text was made from. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from articles.claims.extraction import (
    DATE,
    MONEY,
    NAME,
    NUMBER,
    PERCENT,
    TICKER,
    Claim,
    Key,
    extract_claims,
)
from articles.claims.names import WORD

TITLE, BODY, KEYWORDS = "title", "body", "keywords"
_WRITTEN_TOGETHER = re.compile(r"^[وفبلك]?(?:ال)?(?=[\u0621-\u064a]{3})")
_POSSESSIVE = re.compile(r"[’'ʼ]s(?![\w’'ʼ&-])")


class OriginalText(NamedTuple):
    """The parts of an original that can support a claim; never a description made afterwards.

    `lang` is its language, empty where that is not known.
    """

    title: str = ""
    body: str = ""
    keywords: str = ""
    lang: str = ""

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """(name, text) of each part, in the order in which they are asked."""
        return (TITLE, self.title), (BODY, self.body), (KEYWORDS, self.keywords)


class Passage(NamedTuple):
    """The characters `start` to `end` of the part of an original."""

    part: str
    start: int
    end: int


class OriginalWords:
    """The claims and words of an original, each with the first place where it stands."""

    def __init__(self, original: OriginalText) -> None:
        self._claims: dict[Key, Passage] = {}
        self._words: dict[str, Passage] = {}
        for part, text in original.parts:
            for claim in extract_claims(text, in_names=True):
                for key in _supported_keys(claim):
                    self._claims.setdefault(key, Passage(part, claim.start, claim.end))
            for match in WORD.finditer(text):
                for word in plain_words(match[0]):
                    self._words.setdefault(word, Passage(part, *match.span()))

    def find(self, claim: Claim) -> Passage | None:
        """The place that supports a claim: the same claim, or for a name all of its words, of
        which the first is shown. None where nothing does."""
        if (passage := self._claims.get(claim.key)) or claim.kind not in (NAME, TICKER):
            return passage
        places = [self._place_of(word) for word in plain_words(claim.text)]
        return places[0] if places and all(places) else None

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        by_stem: dict[str, list[str]] = {}
        for word in self._words:
            by_stem.setdefault(bare_word(word)[:3], []).append(word)
        return by_stem

    def _place_of(self, word: str) -> Passage | None:
        """The place of `word`, or of another form of it: Ukrainian declines names."""
        if word in self._words:
            return self._words[word]
        others: Iterable[str] = () if word.isascii() else self._by_stem.get(bare_word(word)[:3], ())
        return next((self._words[other] for other in others if _same_word(word, other)), None)


def _supported_keys(claim: Claim) -> Iterator[Key]:
    """The keys of the claims that `claim` supports: its own, and those that say less."""
    yield claim.key
    if claim.kind in (MONEY, PERCENT):
        yield NUMBER, claim.key[1]
    elif claim.kind == DATE:
        _date_word, year, month, day = claim.key
        yield DATE, 0, month, day
        yield DATE, year, month, 0
        yield DATE, year, 0, 0
        yield DATE, 0, month, 0


def plain_words(text: str) -> list[str]:
    """The words of `text` in lower case, without a possessive."""
    # In Ukrainian one of these vowels alternates with the other: Київ, у Києві.
    return WORD.findall(_POSSESSIVE.sub("", text.casefold().replace("ї", "є")))


def _same_word(one: str, other: str) -> bool:
    if "\u0600" <= one[0] <= "\u06ff":
        return bare_word(one) == bare_word(other)
    shorter = min(len(one), len(other))
    stem = max(3, shorter - 2)
    return shorter >= 3 and abs(len(one) - len(other)) <= 3 and one[:stem] == other[:stem]


def bare_word(word: str) -> str:
    """An Arabic word without its prefixes (and, in, to, the)."""
    return _WRITTEN_TOGETHER.sub("", word)
