"""Parses Markdown into top-level blocks, each with the parser's events.

A text is parsed once; its HTML, outline, summary and search words are made from these blocks.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from articles.lib.provenance import MachinePart
from articles.lib.text import collapse
from articles.rendering.events import (
    Event,
    parse_events,
    parse_placed_events,
    raw_events,
    started,
)
from articles.rendering.links import SiteHosts
from articles.rendering.opinion import is_opinion

NO_HOSTS = SiteHosts()
# Elements of HTML that stand inside a line (HTML 4.5); all others divide words.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike"
    r"|strong|sub|sup|tt|u|var|wbr)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Block:
    """A top-level block: its events, the name of its element (empty for a rule), and for a heading
    the level, 1 to 6 (else 0)."""

    events: list[Event]
    name: str = ""
    level: int = 0

    @cached_property
    def text(self) -> str:
        """The text of the block on one line, without mark-up and alternative texts."""
        return plain_text(self.events)

    @property
    def is_paragraph(self) -> bool:
        """Whether the block is a paragraph: no heading, list, quotation, table or code."""
        return self.name == "Paragraph"

    @property
    def is_note(self) -> bool:
        """Whether the block is a footnote, which is written at the end of the page."""
        return self.name == "FootnoteDefinition"


class PlacedBlock(NamedTuple):
    """A block with the line on which it begins, from 0."""

    block: Block
    line: int


def parse_blocks(body: str, hosts: SiteHosts | None = NO_HOSTS) -> list[Block]:
    """Return the top-level blocks of a Markdown text in order.

    Pictures that `hosts` does not show are left out; with None, all are there.
    """
    events = parse_events(body, hosts)
    return [_block(events[begin:end]) for begin, end in _bounds(events)]


def parse_blocks_with_lines(body: str, hosts: SiteHosts | None = NO_HOSTS) -> list[PlacedBlock]:
    """Return the top-level blocks of a Markdown text in order, with the lines on which they begin.

    Pictures that `hosts` does not show are left out; with None, all are there.
    """
    document = body.encode()
    placed = parse_placed_events(body, hosts)
    blocks = []
    line = byte = 0
    for begin, end in _bounds([event for event, _place in placed]):
        start = placed[begin].place[0]
        # A note from inside of a block stands before the end of it.
        if start >= byte:
            line += document.count(b"\n", byte, start)
        else:
            line -= document.count(b"\n", start, byte)
        byte = start
        blocks.append(PlacedBlock(_block([event for event, _place in placed[begin:end]]), line))
    return blocks


def ordinary_paragraphs(blocks: Iterable[Block], machine_part: MachinePart = "") -> Iterator[str]:
    """Yield the paragraphs as plain text, without those of a machine's opinion sections."""
    opinion_level = 0
    for block in blocks:
        if block.level:
            if not opinion_level or block.level <= opinion_level:
                opinion_level = block.level if is_opinion(block.text, machine_part) else 0
        elif not opinion_level and block.is_paragraph:
            yield block.text


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end), in characters, of the code spans and code blocks of a text."""
    document = text.encode()
    spans: list[tuple[int, int]] = []
    # Counted on from the last one, so that the text is decoded once.
    byte = character = 0
    for event, (start, end) in raw_events(text):
        if not isinstance(event, dict) or not ("Code" in event or started(event)[0] == "CodeBlock"):
            continue
        before = len(document[byte:start].decode())
        length = len(document[start:end].decode())
        spans.append((character + before, character + before + length))
        byte, character = end, character + before + length
    return spans


def plain_text(events: Iterable[Event]) -> str:
    """The text of some events on one line, without mark-up and alternative texts of pictures."""
    pieces: list[str] = []
    pictures = 0
    for event in events:
        if isinstance(event, str):
            pieces.append(" " if event in ("SoftBreak", "HardBreak") and not pictures else "")
        elif "Text" in event and not pictures:
            pieces.append(event["Text"])
        elif "Start" in event:
            pictures += "Image" in event["Start"]
        elif "End" in event:
            pictures -= event["End"] == "Image"
        elif not pictures:
            html = event.get("InlineHtml")
            pieces.append(event.get("Code", "") if html is None else _between_words(html))
    return collapse("".join(pieces))


def _between_words(html: str) -> str:
    """The blank that a tag leaves in a text; empty for one that stands inside a line."""
    return "" if _INLINE.match(html) else " "


def _bounds(events: Iterable[Event]) -> Iterator[tuple[int, int]]:
    """Yield (begin, end) of each top-level block."""
    begin = depth = 0
    for index, event in enumerate(events):
        if isinstance(event, dict):
            if "Start" in event:
                depth += 1
            elif "End" in event:
                depth -= 1
        if depth == 0:
            yield begin, index + 1
            begin = index + 1


def _block(events: list[Event]) -> Block:
    name, details = started(events[0])
    return Block(events, name, int(details["level"][1]) if name == "Heading" else 0)
