"""Finds the items of an XML feed in its bytes, which are kept as they came. Pure."""

import re
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat  # nosec B405

_ITEMS: Final = frozenset({"item", "entry"})
_END = re.compile(rb"</(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)\s{0,20}>")


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of one item, and the line in which it begins, counted from 1."""

    raw: bytes
    line: int


def item_spans(document: bytes) -> list[Span]:
    """Return the spans of the items, in their order; none for what is not well-formed XML, or
    declares entities."""
    reader = _SpanReader()
    try:
        reader.read(document)
    except (expat.ExpatError, ValueError, LookupError):
        # An unknown encoding is a LookupError.
        return []
    return [Span(document[start:end], line) for start, end, line in reader.found]


def ended_items(document: bytes) -> int:
    """Return how many items have an end, also in what is not well-formed."""
    return sum(1 for _end in _END.finditer(document))


class _SpanReader:
    """Collects (start, end, line) of the outermost items. Expat tells where an event begins, so an
    item ends where the event after its end tag begins."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int, int]] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._refuse
        self._depth = 0
        self._begin = (0, 0)
        self._document = b""

    def read(self, document: bytes) -> None:
        self._document = document
        self._parser.Parse(document, True)

    def _start(self, name: str, _attributes: object) -> None:
        if self._depth or name.rpartition(":")[2].lower() in _ITEMS:
            if not self._depth:
                self._begin = self._parser.CurrentByteIndex, self._parser.CurrentLineNumber
            self._depth += 1

    def _end(self, name: str) -> None:
        if not self._depth:
            return
        self._depth -= 1
        if not self._depth:
            start, line = self._begin
            # The event is the end tag, or for `<item/>` the whole element.
            position = self._parser.CurrentByteIndex
            end = self._document.find(b">", position) + 1
            self.found.append((start, end or len(self._document), line))

    def _refuse(self, *declaration: object) -> None:
        raise ValueError("entities are declared")
