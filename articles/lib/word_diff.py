"""Differences of two texts, word by word. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.lib.graphemes import clip, clip_start
from articles.lib.sequence_matches import matching_positions

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A passage: `kind` is "same", "old" (only in the old text), "new", or "gap" (left out)."""

    kind: str
    text: str


def diff_words(old: str, new: str) -> list[DiffPart]:
    """Return the parts of both texts in order: without the "new" ones they join to `old`, and
    without the "old" ones to `new`."""
    parts: list[DiffPart] = []
    for part in _by_lines(old, new):
        if parts and parts[-1].kind == part.kind:
            parts[-1] = DiffPart(part.kind, parts[-1].text + part.text)
        else:
            parts.append(part)
    return parts


def shorten_unchanged(parts: list[DiffPart], around: int = 200) -> list[DiffPart]:
    """Return the parts with a "gap" in place of the middle of every long "same" part.

    About `around` characters stay on each side of a change.
    """
    short: list[DiffPart] = []
    for number, part in enumerate(parts):
        text = part.text
        if part.kind != "same" or len(text) <= 3 * around:
            short.append(part)
            continue
        # Cut between words; of blanks alone, nothing is left.
        if number:
            beginning = clip(text, around).rsplit(None, 1)[:1]
            short += [DiffPart("same", words) for words in beginning]
        short.append(DiffPart("gap", ""))
        if number < len(parts) - 1:
            end = clip_start(text, around).split(None, 1)[-1:]
            short += [DiffPart("same", words) for words in end]
    return short


def _by_lines(old: str, new: str) -> Iterator[DiffPart]:
    """Compare lines first, so that only changed paragraphs are compared by words."""
    ours, theirs = _LINES.findall(old), _LINES.findall(new)
    for before, after, same in _passages(ours, theirs):
        if same:
            yield DiffPart("same", before)
        else:
            yield from _by_words(before, after)


def _by_words(old: str, new: str) -> Iterator[DiffPart]:
    ours, theirs = _WORDS.findall(old), _WORDS.findall(new)
    was: list[str] = []
    now: list[str] = []
    for before, after, same in _passages(ours, theirs):
        if same and not (was and before.isspace()):
            yield from _change(was, now)
            yield DiffPart("same", before)
            was, now = [], []
        else:
            # A changed sentence reads better as a whole than with every blank between as a match.
            was.append(before)
            now.append(after)
    yield from _change(was, now)


def _change(was: list[str], now: list[str]) -> Iterator[DiffPart]:
    for kind, words in (("old", was), ("new", now)):
        if text := "".join(words):
            yield DiffPart(kind, text)


def _passages(ours: list[str], theirs: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield (old, new, equal) for passages that are in turn equal and different."""
    begin = begin_theirs = 0
    same: list[str] = []
    ends = [*matching_positions(ours, theirs), (len(ours), len(theirs))]
    for place, other in ends:
        was, now = "".join(ours[begin:place]), "".join(theirs[begin_theirs:other])
        if was or now or place == len(ours):
            if same:
                yield "".join(same), "".join(same), True
                same = []
            if was or now:
                yield was, now, False
        same += ours[place : place + 1]
        begin, begin_theirs = place + 1, other + 1
