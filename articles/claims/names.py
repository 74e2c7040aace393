"""Finds names in a text: by capitals, in Arabic by the word before the name. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

CAPITAL: Final = "A-ZÀ-ÖØ-ÞА-ЯЄІЇҐ"
# The lookbehind stands after the capital, so that the search goes from capital to capital.
_NAMES = re.compile(
    rf"\$[A-Z]{{2,10}}\b|[{CAPITAL}](?<![\w$].)[\w’'ʼ&-]*"
    rf"(?:[ \u00a0](?:(?:of|de|van|von|der|al)[ ])?[{CAPITAL}][\w’'ʼ&-]*)*"
)
_ARABIC_NAMES = re.compile(
    r"(?<!\w)(?:ال)?(?:شركة|بنك|مصرف|رئيس|رئيسة|وزير|وزيرة|سيد|سيدة|منصة|مؤسسة|صندوق|بورصة)"
    r"[ ]([\u0621-\u064a]{2,}"
    r"(?:[ ](?!(?:في|من|على|إلى|عن|إن|أن|مع|قد|لم|لا|بعد|قبل|التي|الذي|هذا|هذه)\b)"
    r"[\u0621-\u064a]{2,})?)"
)
_ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")
WORD: Final = re.compile(r"[\w’'ʼ&-]+")
_POSSESSIVES = ("’s", "'s", "ʼs")
# What may stand between the end of a sentence and the first word of the next.
_OPENING = " \t\u00a0\"'“”«»„‘’(*_-–—•>[#|"
_ENDS = ".!?:;…\n"
_HEADING = re.compile(r"^#.*", re.MULTILINE)
# Words that begin a sentence more often than a name.
_COMMON = frozenset((
    "the", "a", "an", "in", "on", "at", "by", "for", "from", "with", "of", "and", "or", "but",
    "if", "as", "it", "its", "this", "that", "these", "those", "he", "she", "they", "we", "our",
    "their", "his", "her", "there", "here", "when", "while", "after", "before", "since",
    "until", "how", "what", "why", "who", "where", "which", "according", "meanwhile", "however",
    "also", "not", "no", "yes", "more", "most", "some", "many", "all", "both", "each", "one",
    "two", "i", "у", "в", "на", "з", "із", "за", "до", "від", "для", "про", "по", "при", "над",
    "під", "та", "і", "й", "а", "але", "або", "якщо", "як", "що", "це", "цей", "ця", "ці",
    "той", "він", "вона", "воно", "вони", "ми", "наш", "їх", "його", "її", "тут", "там", "коли",
    "поки", "після", "перед", "через", "також", "не", "ні", "так", "де", "хто", "чому", "який",
    "яка", "які", "більше", "деякі", "всі", "обидва",
))  # fmt: skip


def find_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each name that is not in a heading."""
    # The beginnings and ends of headings: a line may hold very many names.
    headings = [edge for heading in _HEADING.finditer(text) for edge in heading.span()]
    for start, end in _candidates(text):
        name = text[start:end].rstrip("’'ʼ&-")
        if name.endswith(_POSSESSIVES):
            name = name[:-2]
        if len(name) > 1 and not bisect_right(headings, start) % 2:
            yield start, start + len(name)


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    for match in _NAMES.finditer(text):
        yield _without_common_words(text, *match.span()), match.end()
    if _ARABIC_LETTER.search(text):
        for match in _ARABIC_NAMES.finditer(text):
            yield match.span(1)


def _without_common_words(text: str, start: int, end: int) -> int:
    """Start of the name without leading common words; `end` if nothing remains."""
    first = begins_sentence(text, start)
    while start < end:
        word = WORD.match(text, start, end)
        if word is None or word[0].casefold() not in _COMMON:
            break
        first = False
        start = word.end() + 1
    name = text[start:end]
    alone = " " not in name and "\u00a0" not in name
    # `PayPal` and `BTC` are names also at the beginning of a sentence.
    if first and alone and name[1:].islower():
        return end
    return min(start, end)


def begins_sentence(text: str, start: int) -> bool:
    """Whether a sentence begins at `start`."""
    before = text[max(0, start - 40) : start].rstrip(_OPENING)
    return not before or before[-1] in _ENDS
