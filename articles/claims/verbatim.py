"""Finds where a text repeats its original word for word. Pure."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from articles.claims.names import WORD
from articles.claims.support import MAX_TEXT

# Words in a row from which a repetition is told: a name, a title or a short quotation has fewer.
VERBATIM_WORDS: Final = 15


class SharedRun(NamedTuple):
    """The passage `text[start:end]` whose `words` words stand in the original in the same order."""

    start: int
    end: int
    words: int


def shared_runs(text: str, original: str, least: int = VERBATIM_WORDS) -> Iterator[SharedRun]:
    """Yield the passages of at least `least` words that `text` shares with `original`.

    Case, punctuation and blanks do not count. The time is that of reading both once, of which the
    first MAX_TEXT characters are looked at.
    """
    known = {run for run, _place in _runs(original[:MAX_TEXT], least)}
    begin = end = count = 0
    for run, (start, stop) in _runs(text[:MAX_TEXT], least):
        if run in known:
            begin, count = (start, least) if not count else (begin, count + 1)
            end = stop
        elif count:
            yield SharedRun(begin, end, count)
            count = 0
    if count:
        yield SharedRun(begin, end, count)


def longest_shared_run(text: str, original: str, least: int = VERBATIM_WORDS) -> SharedRun | None:
    """The longest run of words that a text has from its original, `least` words or more; the first
    of several as long, None for none."""
    return max(shared_runs(text, original, least), key=lambda run: run.words, default=None)


def _runs(text: str, length: int) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """Every `length` words in a row, folded, with the place where they stand."""
    places = [match.span() for match in WORD.finditer(text)]
    words = [text[start:end].casefold() for start, end in places]
    for first in range(len(words) - length + 1):
        last = first + length
        yield tuple(words[first:last]), (places[first][0], places[last - 1][1])
