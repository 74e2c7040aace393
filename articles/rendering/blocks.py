"""Parses Markdown into top-level blocks, each with the parser's events.

The parser is pulldown-cmark (pyromark): CommonMark with tables, footnotes and strikethrough. A
text is parsed once; its HTML, outline, summary and search words are made from these blocks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from articles.lib.text import collapse
from articles.rendering.opinion import is_opinion

# The name of an event, or a mapping of one name to its details (pyromark.event).
Event = str | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level block: its events, and for a heading the level, 1 to 6 (else 0)."""

    events: list[Event]
    level: int = 0

    @property
    def text(self) -> str:
        """The text of the block on one line, without mark-up."""
        return collapse("".join(map(_plain, self.events)))

    @property
    def is_paragraph(self) -> bool:
        """Whether it is a paragraph: no heading, list, quotation, table or code."""
        return bool(self.events[0] == {"Start": "Paragraph"})


def parse_blocks(body: str) -> list[Block]:
    """Return the top-level blocks of a Markdown text in order."""
    return _blocks(_events(body))


def parse_blocks_with_lines(body: str) -> list[tuple[Block, int]]:
    """Return (block, line on which it begins, from 0) for each top-level block."""
    document = body.encode()
    parse, options = _parser()[1:]
    events, places = [], []
    for event, place in parse(body, options=options):
        events.append(event)
        places.append(place["start"])
    blocks_with_lines = []
    line = byte = number = 0
    for block in _blocks(events):
        line += document.count(b"\n", byte, places[number])
        byte = places[number]
        blocks_with_lines.append((block, line))
        number += len(block.events)
    return blocks_with_lines


def ordinary_paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the paragraphs as plain text, without those of opinion sections."""
    opinion_level = 0
    for block in blocks:
        if block.level:
            if not opinion_level or block.level <= opinion_level:
                opinion_level = block.level if is_opinion(block.text) else 0
        elif not opinion_level and block.is_paragraph:
            yield block.text


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end), in characters, of the code spans and code blocks of a text."""
    document = text.encode()
    parse, options = _parser()[1:]
    spans: list[tuple[int, int]] = []
    # Counted on from the last one, so that the text is decoded once.
    byte = character = 0
    for event, place in parse(text, options=options):
        if not isinstance(event, dict) or not ("Code" in event or _begins_code(event)):
            continue
        before = len(document[byte : place["start"]].decode())
        length = len(document[place["start"] : place["end"]].decode())
        spans.append((character + before, character + before + length))
        byte, character = place["end"], character + before + length
    return spans


def _blocks(events: list[Event]) -> list[Block]:
    blocks: list[Block] = []
    begin = depth = 0
    for index, event in enumerate(events):
        if isinstance(event, dict):
            if "Start" in event:
                depth += 1
            elif "End" in event:
                depth -= 1
        if depth == 0:
            blocks.append(Block(events[begin : index + 1], _level(events[begin])))
            begin = index + 1
    return blocks


def _begins_code(event: dict[str, Any]) -> bool:
    start = event.get("Start")
    return isinstance(start, dict) and "CodeBlock" in start


def _level(first: Event) -> int:
    start = first.get("Start") if isinstance(first, dict) else None
    if isinstance(start, dict) and "Heading" in start:
        return int(start["Heading"]["level"][1])
    return 0


def _plain(event: Event) -> str:
    if isinstance(event, dict):
        return str(event.get("Text", event.get("Code", "")))
    return " " if event in ("SoftBreak", "HardBreak") else ""


def _events(body: str) -> list[Event]:
    parse, _parse_with_places, options = _parser()
    return list(parse(body, options=options))


@cache
def _parser() -> tuple[Callable[..., Any], Callable[..., Any], object]:
    # 4 ms to import, and only writing needs it.
    from pyromark import Options, events, events_with_range

    options = Options.ENABLE_TABLES | Options.ENABLE_FOOTNOTES | Options.ENABLE_STRIKETHROUGH
    return events, events_with_range, options
