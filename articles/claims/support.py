"""Compares a text with the original that it was made from: which of its claims and paragraphs the
original supports, and how much longer it is. Pure.

It does not judge truth: what nothing supports has to be checked by a person.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from articles.claims.extraction import NAME, TICKER, Claim, extract_claims
from articles.claims.names import WORD
from articles.claims.original_words import OriginalText, OriginalWords, Passage, plain_words

# Characters of a text that are looked at; what stands behind them is told to people.
MAX_TEXT: Final = 200_000
# A sentence repeats the original if at least half of its longer words, three at least, are there.
_LEAST_WORDS, _SHARE = 3, 0.5
# Shorter words are mostly grammar; of longer ones the beginning is compared: endings vary.
_LONG, _STEM = 4, 5

_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s|$)")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s")
# Each run of marks is looked at once, from its first one: "......" of a text may be long.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”»)\]]*+\s+")


@dataclass(frozen=True, slots=True)
class ComparedParagraph:
    """A paragraph or list item `text[start:end]`, and whether the original supports any of it."""

    start: int
    end: int
    is_supported: bool


@dataclass(frozen=True, slots=True)
class Support:
    """The parts of a text that its original supports. Claims stand in their order.

    `has_original` is false where there is none, and then nothing is supported. `same_language`:
    words other than claims could be compared, too. Words are counted as word processors do.
    """

    has_original: bool
    same_language: bool
    unsupported: tuple[Claim, ...]
    supported: tuple[tuple[Claim, Passage], ...]
    paragraphs: tuple[ComparedParagraph, ...]
    original_words: int
    original_sentences: int

    @property
    def unsupported_paragraphs(self) -> int:
        """The number of paragraphs without any support."""
        return sum(not paragraph.is_supported for paragraph in self.paragraphs)


def compare(text: str, lang: str, original: OriginalText | None) -> Support:
    """Compare a Markdown `text` in `lang` with the original that it was made from, None for none.

    Only the first MAX_TEXT characters are looked at. Between two languages only claims can be
    compared, not other words.
    """
    text = text[:MAX_TEXT]
    words = OriginalWords(original or OriginalText())
    unsupported: list[Claim] = []
    supported: list[tuple[Claim, Passage]] = []
    for claim in extract_claims(text):
        if passage := words.find(claim):
            supported.append((claim, passage))
        else:
            unsupported.append(claim)
    names = {
        claim.start + word.start()
        for claim in (*unsupported, *(claim for claim, _passage in supported))
        if claim.kind in (NAME, TICKER)
        for word in WORD.finditer(claim.text)
    }
    same_language = _same_language(lang, original)
    paragraphs = _Paragraphs(text, names, supported, original, same_language)
    return Support(
        has_original=original is not None,
        same_language=same_language,
        unsupported=tuple(unsupported),
        supported=tuple(supported),
        paragraphs=tuple(paragraphs.compared()),
        original_words=len(f"{original.title} {original.body}".split()) if original else 0,
        original_sentences=len(list(_sentences(original.body))) if original else 0,
    )


def _same_language(lang: str, original: OriginalText | None) -> bool:
    """Whether both are in one language; taken for granted where upstream does not say."""
    other = original.lang if original else ""
    return not other or other.split("-")[0] == lang.split("-")[0]


class _Paragraphs:
    """The paragraphs of a text, compared with the original."""

    def __init__(
        self,
        text: str,
        names: set[int],
        supported: list[tuple[Claim, Passage]],
        original: OriginalText | None,
        same_language: bool,
    ) -> None:
        # `names` are the places of the words of names.
        self._text, self._names = text, names
        # A name says who, not what happened: in one language it alone supports no paragraph.
        self._marks = [
            claim.start
            for claim, _passage in supported
            if not same_language or claim.kind not in (NAME, TICKER)
        ]
        texts = [part for _name, part in original.parts] if original and same_language else []
        words = (word for part in texts for word in plain_words(part))
        self._stems = {stem for word in words if (stem := _stem(word))}

    def compared(self) -> Iterator[ComparedParagraph]:
        marks = iter([*self._marks, len(self._text) + 1])
        mark = next(marks)
        for start, end in _paragraphs(self._text):
            while mark < start:
                mark = next(marks)
            yield ComparedParagraph(start, end, mark < end or self._repeats(start, end))

    def _repeats(self, start: int, end: int) -> bool:
        """Whether a sentence of the paragraph says what the original says, by its words."""
        if not self._stems:
            return False
        paragraph = self._text[start:end]
        for begin, stop in _sentences(paragraph):
            stems = {
                stem
                for match in WORD.finditer(paragraph, begin, stop)
                if start + match.start() not in self._names
                for word in plain_words(match[0])
                if (stem := _stem(word))
            }
            shared = len(stems & self._stems)
            if shared >= _LEAST_WORDS and shared >= _SHARE * len(stems):
                return True
        return False


def _stem(word: str) -> str:
    """The beginning of a longer word; empty for a shorter one, or a number."""
    return word[:_STEM] if len(word) >= _LONG and not word[0].isdigit() else ""


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each paragraph, and list item with its mark, that has a word; headings are
    none."""
    begin: int | None = None
    place = 0
    for line in [*text.splitlines(keepends=True), ""]:
        is_item = bool(_ITEM.match(line))
        is_apart = not line.strip() or bool(_HEADING.match(line))
        if begin is not None and (is_apart or is_item):
            end = begin + len(text[begin:place].rstrip())
            if WORD.search(text, begin, end):
                yield begin, end
            begin = None
        if begin is None and not is_apart:
            begin = place + len(line) - len(line.lstrip())
        place += len(line)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence of `text` that has a word."""
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return ((start, end) for start, end in pairwise(ends) if WORD.search(text, start, end))
