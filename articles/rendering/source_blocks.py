"""Cuts a Markdown text into its top-level blocks as they are written, and joins them again.

Headings, paragraphs, lists, quotations, code, tables and notes, by the parser of
`articles.rendering.events`. Nothing is lost between them: what is no block of its own, such as the
definition of a link, belongs to the block before it.
"""

import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from articles.lib.normal_forms import normalized
from articles.lib.text import collapse
from articles.rendering.events import raw_events

_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_CODE = ("```", "~~~", "    ", "\t")
_KINDS = (
    (re.compile(r"#{1,6}(?=\s|$)"), ""),
    (re.compile(r"[-*+](?=\s)|\d{1,9}[.)](?=\s)"), "list"),
    (re.compile(r">"), "quote"),
    (re.compile(r"```|~~~"), "code"),
    (re.compile(r"\[\^"), "note"),
    (re.compile(r"<"), "html"),
    (re.compile(r"!\["), "picture"),
)


class SourceBlock(NamedTuple):
    """A block as it is written, and the blank lines after it."""

    text: str
    gap: str


class Texts(NamedTuple):
    """The texts of an article. Title and description are blocks of their own."""

    title: str
    description: str
    body: str

    @property
    def blocks(self) -> list[str]:
        """Title, description and the blocks of the body."""
        return [self.title, self.description, *(block.text for block in split_blocks(self.body))]


# How many blocks of an article stand before those of its body: title and description.
HEADS = 2


def split_blocks(body: str) -> list[SourceBlock]:
    """Return the top-level blocks of a Markdown text in order.

    Texts and gaps joined are the text, but for blank lines before the first block.
    """
    document = body.encode()
    starts = list(_starts(body))
    if not starts:
        starts = [0] if body.strip() else []
    else:
        # What stands before the first block, such as the definition of a link, belongs to it.
        starts[0] = 0
    cuts = [*starts, len(document)]
    pieces = [document[begin:end].decode() for begin, end in pairwise(cuts)]
    if pieces:
        pieces[0] = _BLANK_LINES.sub("", pieces[0])
    return [_block(piece) for piece in pieces]


def block_hash(text: str) -> str:
    """A short hash of a block: equal for texts that differ only in blanks and Unicode form.

    Blanks count in code.
    """
    plain = normalized("NFC", text)
    plain = plain.rstrip() if plain.startswith(_CODE) else collapse(plain)
    return hashlib.sha256(plain.encode()).hexdigest()[:20]


def block_kind(text: str) -> str:
    """The kind of a block by its first line: `#` to `######`, list, quote, code, table, …, text."""
    for pattern, kind in _KINDS:
        if match := pattern.match(text):
            return kind or match[0]
    second = text.partition("\n")[2].partition("\n")[0].strip()
    return "table" if second and not second.strip("|-: ") and "-" in second else "text"


def _starts(body: str) -> Iterator[int]:
    """Yield where each top-level block begins, in bytes of UTF-8, growing."""
    depth, last = 0, -1
    for event, (start, _end) in raw_events(body):
        if depth == 0 and start > last:
            yield start
            last = start
        if isinstance(event, dict):
            if "Start" in event:
                depth += 1
            elif "End" in event:
                depth -= 1


def _block(piece: str) -> SourceBlock:
    text = piece.rstrip(" \t\n")
    return SourceBlock(text, piece[len(text) :])
