"""The passage of an article that a page of results shows: parts of plain text, some marked.

Parts hold no HTML. Templates escape them like any text and write the marks themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from articles.lib.graphemes import clip
from articles.lib.tokens import token_line, token_spans
from articles.search.query import SearchTerm
from articles.search.ranking import needle

LIMIT = 260
# So many characters before the first marked word give it a context.
LEADING = 70
# Only so many characters are searched, and a long paragraph in parts of so many.
_SEARCHED, _PART = 60_000, 4000


class SnippetPart(NamedTuple):
    """A part of a plain text; `marked` where it matches the query."""

    text: str
    marked: bool = False


def highlight(text: str, terms: Sequence[SearchTerm]) -> list[SnippetPart]:
    """Return all of `text` in parts, with the words of `terms` marked."""
    marked_parts, at = [], 0
    for start, end in _matches(text, terms):
        marked_parts += [SnippetPart(text[at:start]), SnippetPart(text[start:end], True)]
        at = end
    marked_parts.append(SnippetPart(text[at:]))
    return [part for part in marked_parts if part.text]


def snippet(passages: str, terms: Sequence[SearchTerm], limit: int = LIMIT) -> list[SnippetPart]:
    """Return the paragraph (one a line) with the most terms, cut to about `limit` characters around
    the first match. Empty when none has any."""
    lines = clip(passages, _SEARCHED).split("\n")
    return excerpt(_best(_parts(lines), [needle(term) for term in terms]), terms, limit)


def excerpt(text: str, terms: Sequence[SearchTerm], limit: int = LIMIT) -> list[SnippetPart]:
    """Return `text` cut to about `limit` characters around the first match, or its beginning when
    it has none."""
    if len(text) <= limit:
        return highlight(text, terms)
    start, end = _window(text, next(_matches(text, terms), (0, 0))[0], limit)
    # No-break spaces: an ellipsis never stands on a line alone.
    before, after = "…\u00a0" * (start > 0), "\u00a0…" * (end < len(text))
    return highlight(before + text[start:end].strip() + after, terms)


def _parts(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        while line:
            part = clip(line, _PART)
            yield part
            line = line[len(part) :]


def _best(paragraphs: Iterable[str], needles: list[str]) -> str:
    most, best = 0, ""
    for paragraph in paragraphs:
        folded = f" {token_line(paragraph)} "
        count = sum(needle in folded for needle in needles)
        if count > most:
            most, best = count, paragraph
    return best


def _window(text: str, first: int, limit: int) -> tuple[int, int]:
    """Return (start, end): between words where there are blanks, with the match inside."""
    start = 0
    if first > LEADING:
        blank = text.find(" ", first - LEADING, first)
        start = blank + 1 if blank >= 0 else len(clip(text, first - LEADING // 2))
    # The end of the text is better shown full than from its middle.
    if len(text) - start < limit:
        early = max(len(text) - limit, 0)
        blank = text.find(" ", early, start)
        start = blank + 1 if blank >= 0 else start
    end = min(start + limit, len(text))
    if end < len(text):
        blank = text.rfind(" ", start + limit // 2, end)
        end = blank if blank >= 0 else start + len(clip(text[start:], limit))
    return start, end


def _matches(text: str, terms: Sequence[SearchTerm]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every match of the terms, in order and not overlapping."""
    tokens = list(token_spans(text))
    marked: list[tuple[int, int]] = []
    for term in terms:
        length = len(term.words)
        for at in range(len(tokens) - length + 1):
            here = tokens[at : at + length]
            if _matches_term([word for word, _start, _end in here], term):
                marked.append((here[0][1], here[-1][2]))
    at = 0
    for start, end in sorted(marked):
        if start >= at and end > start:
            yield start, end
            at = end


def _matches_term(words: list[str], term: SearchTerm) -> bool:
    *before, last = words
    if tuple(before) != term.words[:-1]:
        return False
    return last.startswith(term.words[-1]) if term.prefix else last == term.words[-1]
