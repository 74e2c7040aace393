"""What two texts say differently, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Paragraphs with more words than this are compared as wholes: the time grows with the square.
_MANY = 4000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: `kind` is "same", "old" (only in the first) or "new"."""

    kind: str
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The two texts as one, in pieces: without "new" ones it reads `old`, without "old" `new`."""
    pieces: list[Piece] = []
    for piece in _by_lines(old, new):
        if pieces and pieces[-1].kind == piece.kind:
            pieces[-1] = Piece(piece.kind, pieces[-1].text + piece.text)
        else:
            pieces.append(piece)
    return pieces


def shorten(pieces: list[Piece], around: int = 200) -> list[Piece]:
    """The pieces without the long stretches that are the same; "gap" pieces stand for those."""
    short: list[Piece] = []
    for number, piece in enumerate(pieces):
        text = piece.text
        if piece.kind != "same" or len(text) <= 3 * around:
            short.append(piece)
            continue
        if number:
            short.append(Piece("same", text[:around].rsplit(None, 1)[0]))
        short.append(Piece("gap", ""))
        if number < len(pieces) - 1:
            short.append(Piece("same", text[-around:].split(None, 1)[-1]))
    return short


def _by_lines(old: str, new: str) -> Iterator[Piece]:
    """Lines first, so that only paragraphs that changed are taken apart."""
    ours, theirs = _LINES.findall(old), _LINES.findall(new)
    for before, after, same in _matches(ours, theirs):
        if same:
            yield Piece("same", before)
        else:
            yield from _by_words(before, after)


def _by_words(old: str, new: str) -> Iterator[Piece]:
    ours, theirs = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(ours), len(theirs)) > _MANY:
        ours, theirs = [old], [new]
    for before, after, same in _matches(ours, theirs):
        if same:
            yield Piece("same", before)
            continue
        if before:
            yield Piece("old", before)
        if after:
            yield Piece("new", after)


def _matches(ours: list[str], theirs: list[str]) -> Iterator[tuple[str, str, bool]]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        yield "".join(ours[i1:i2]), "".join(theirs[j1:j2]), tag == "equal"
