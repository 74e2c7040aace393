"""Differences of two texts, word by word. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Paragraphs with more words are compared as wholes: the time grows with the square.
_MANY = 4000


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
        if number:
            short.append(DiffPart("same", text[:around].rsplit(None, 1)[0]))
        short.append(DiffPart("gap", ""))
        if number < len(parts) - 1:
            short.append(DiffPart("same", text[-around:].split(None, 1)[-1]))
    return short


def _by_lines(old: str, new: str) -> Iterator[DiffPart]:
    """Compare lines first, so that only changed paragraphs are compared by words."""
    ours, theirs = _LINES.findall(old), _LINES.findall(new)
    for before, after, same in _matches(ours, theirs):
        if same:
            yield DiffPart("same", before)
        else:
            yield from _by_words(before, after)


def _by_words(old: str, new: str) -> Iterator[DiffPart]:
    ours, theirs = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(ours), len(theirs)) > _MANY:
        ours, theirs = [old], [new]
    was = now = ""
    for before, after, same in _matches(ours, theirs):
        if same and not ((was or now) and before.isspace()):
            yield from _change(was, now)
            yield DiffPart("same", before)
            was = now = ""
        else:
            # A changed sentence reads better as a whole than with every blank between as a match.
            was, now = was + before, now + after
    yield from _change(was, now)


def _change(was: str, now: str) -> Iterator[DiffPart]:
    if was:
        yield DiffPart("old", was)
    if now:
        yield DiffPart("new", now)


def _matches(ours: list[str], theirs: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield (old, new, equal) for passages that are in turn equal and different."""
    # Imported here, since it is large. difflib takes a minute for two paragraphs of a thousand
    # words that share nothing but their blanks.
    from rapidfuzz.distance import Indel

    was = now = ""
    for step in Indel.opcodes(ours, theirs):
        before = "".join(ours[step.src_start : step.src_end])
        after = "".join(theirs[step.dest_start : step.dest_end])
        if step.tag != "equal":
            was, now = was + before, now + after
            continue
        if was or now:
            yield was, now, False
        yield before, after, True
        was = now = ""
    if was or now:
        yield was, now, False
