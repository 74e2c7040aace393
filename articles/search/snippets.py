"""What of a story is shown for a question: pieces of plain text, some of them marked.

Pieces hold no HTML. Templates escape them like any text and write the marks themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from articles.lib.tokens import token_line, token_spans
from articles.search.query import SearchTerm
from articles.search.ranking import needle

LIMIT = 260
# So many characters before the first marked word give it a context.
LEADING = 70
# Nobody reads further for a snippet, and a paragraph without end is looked at in parts.
_SEARCHED, _PART = 60_000, 4000


class SnippetPart(NamedTuple):
    """Plain text; `marked` where it is what was asked for."""

    text: str
    marked: bool = False


def highlight(text: str, terms: Sequence[SearchTerm]) -> list[SnippetPart]:
    """All of `text`, with the words of `terms` marked."""
    pieces, at = [], 0
    for start, end in _matches(text, terms):
        pieces += [SnippetPart(text[at:start]), SnippetPart(text[start:end], True)]
        at = end
    pieces.append(SnippetPart(text[at:]))
    return [piece for piece in pieces if piece.text]


def snippet(passages: str, terms: Sequence[SearchTerm], limit: int = LIMIT) -> list[SnippetPart]:
    """The best of the paragraphs (one a line), cut to about `limit` characters around the first
    word that was asked for. Empty when none holds any."""
    lines = passages[:_SEARCHED].split("\n")
    parts = (line[at : at + _PART] for line in lines for at in range(0, len(line), _PART))
    return excerpt(_best(parts, [needle(term) for term in terms]), terms, limit)


def excerpt(text: str, terms: Sequence[SearchTerm], limit: int = LIMIT) -> list[SnippetPart]:
    """`text` cut to about `limit` characters around the first word that was asked for, or to
    its beginning when it has none."""
    if len(text) <= limit:
        return highlight(text, terms)
    start, end = _window(text, next(_matches(text, terms), (0, 0))[0], limit)
    # No-break spaces: an ellipsis never stands on a line alone.
    before, after = "…\u00a0" * (start > 0), "\u00a0…" * (end < len(text))
    return highlight(before + text[start:end].strip() + after, terms)


def _best(paragraphs: Iterable[str], needles: list[str]) -> str:
    most, best = 0, ""
    for paragraph in paragraphs:
        folded = f" {token_line(paragraph)} "
        count = sum(needle in folded for needle in needles)
        if count > most:
            most, best = count, paragraph
    return best


def _window(text: str, first: int, limit: int) -> tuple[int, int]:
    """Where to cut: between words where there are blanks, and with the match inside."""
    start = 0
    if first > LEADING:
        blank = text.find(" ", first - LEADING, first)
        start = blank + 1 if blank >= 0 else first - LEADING // 2
    # The end of the text is better shown full than from its middle.
    if len(text) - start < limit:
        early = max(len(text) - limit, 0)
        blank = text.find(" ", early, start)
        start = blank + 1 if blank >= 0 else start
    end = min(start + limit, len(text))
    if end < len(text):
        blank = text.rfind(" ", start + limit // 2, end)
        end = blank if blank >= 0 else end
    return start, end


def _matches(text: str, terms: Sequence[SearchTerm]) -> Iterator[tuple[int, int]]:
    """Where the terms stand, in order and not overlapping."""
    found = list(token_spans(text))
    marked: list[tuple[int, int]] = []
    for term in terms:
        length = len(term.words)
        for at in range(len(found) - length + 1):
            here = found[at : at + length]
            if _says([word for word, _start, _end in here], term):
                marked.append((here[0][1], here[-1][2]))
    at = 0
    for start, end in sorted(marked):
        if start >= at and end > start:
            yield start, end
            at = end


def _says(words: list[str], term: SearchTerm) -> bool:
    *before, last = words
    if tuple(before) != term.words[:-1]:
        return False
    return last.startswith(term.words[-1]) if term.prefix else last == term.words[-1]
