"""What two texts say differently, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Paragraphs with more words than this are compared as wholes: the time grows with the square.
_MANY = 4000


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of text: `kind` is "same", "old" (only in the first) or "new"."""

    kind: str
    text: str


def diff_words(old: str, new: str) -> list[DiffPart]:
    """The two texts as one, in pieces: without "new" ones it reads `old`, without "old" `new`."""
    pieces: list[DiffPart] = []
    for piece in _by_lines(old, new):
        if pieces and pieces[-1].kind == piece.kind:
            pieces[-1] = DiffPart(piece.kind, pieces[-1].text + piece.text)
        else:
            pieces.append(piece)
    return pieces


def shorten_unchanged(pieces: list[DiffPart], around: int = 200) -> list[DiffPart]:
    """The pieces without the long stretches that are the same; "gap" pieces stand for those."""
    short: list[DiffPart] = []
    for number, piece in enumerate(pieces):
        text = piece.text
        if piece.kind != "same" or len(text) <= 3 * around:
            short.append(piece)
            continue
        if number:
            short.append(DiffPart("same", text[:around].rsplit(None, 1)[0]))
        short.append(DiffPart("gap", ""))
        if number < len(pieces) - 1:
            short.append(DiffPart("same", text[-around:].split(None, 1)[-1]))
    return short


def _by_lines(old: str, new: str) -> Iterator[DiffPart]:
    """Lines first, so that only paragraphs that changed are taken apart."""
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
            # A sentence that is another one reads better whole than with every blank kept.
            was, now = was + before, now + after
    yield from _change(was, now)


def _change(was: str, now: str) -> Iterator[DiffPart]:
    if was:
        yield DiffPart("old", was)
    if now:
        yield DiffPart("new", now)


def _matches(ours: list[str], theirs: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Stretches of both, in turn the same and different; together they are the two texts."""
    # Loaded when it is needed: it is not small. The standard library's matcher takes a minute
    # for two paragraphs of a thousand words that share nothing but their blanks.
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
