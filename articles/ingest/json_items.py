"""Takes a JSON document of upstream items apart: each with its values and its very bytes. Pure.

Two shapes are known: a list of items, and the answer of the CoinDesk Data API, an object with the
list under `Data`. What stands before a damage is read; the damage is told with its place.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from articles.front_matter.problems import Problem, printable
from articles.lib.nesting import is_nested_deeply

# The most that one item may hold, in characters: ten times the longest story.
MAX_ITEM = 1_000_000
_BLANK = re.compile(r"[ \t\r\n]*")
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
# Digits of a whole number; longer ones take quadratic time to read.
_MAX_DIGITS = 30
# Lists and objects within each other; upstream's have three.
_MAX_DEPTH = 40
_TOO_DEEP = f"lists or objects are nested deeper than {_MAX_DEPTH}"
_ANSWER_HINT = 'Give a list of items, [{…}, {…}], or the answer of the Data API, {"Data": […]}.'


@dataclass(frozen=True, slots=True)
class ItemText:
    """One item of a document: its values as JSON has them, its bytes, and where it begins.

    `line` and `column` count from 1, in characters.
    """

    values: object
    raw: bytes
    line: int
    column: int


def read_items(document: bytes, list_key: str = "data") -> Iterator[ItemText | Problem]:
    """Yield the items of `document` in their order, and a problem for each that cannot be read.

    `list_key` is the key of the list of items in an object, in small letters.

    Time and memory grow with the length of the document, whatever its shape.
    """
    try:
        text = document.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = document[: error.start].decode("utf-8", "replace")
        byte = f"0x{document[error.start]:02x}"
        yield _Place(before).problem(
            len(before), "not-utf-8", f"byte {byte} is not UTF-8", "Save the file as UTF-8."
        )
        return
    yield from _DocumentReader(text, list_key).items()


class _Place:
    """Lines and columns of rising positions in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line, self._line_start, self._seen = 1, 0, 0

    def of(self, position: int) -> tuple[int, int]:
        """(line, column) of a position; quick for one behind the last that was asked for."""
        if position < self._line_start:
            self._line, self._line_start, self._seen = 1, 0, 0
        lines = self._text.count("\n", self._seen, position)
        if lines:
            self._line += lines
            self._line_start = self._text.rindex("\n", self._seen, position) + 1
        self._seen = max(self._seen, position)
        return self._line, position - self._line_start + 1

    def problem(self, position: int, code: str, message: str, hint: str = "") -> Problem:
        """A problem at a position."""
        line, column = self.of(position)
        shown = printable(self._text[position : position + 80].split("\n", 1)[0])
        return Problem(code, message, line, column, value=shown, hint=hint)


class _DocumentReader:
    def __init__(self, text: str, list_key: str) -> None:
        self._text, self._list_key = text, list_key
        self._place = _Place(text)
        self._decoder = json.JSONDecoder(parse_int=_integer, parse_constant=lambda name: None)

    def items(self) -> Iterator[ItemText | Problem]:
        start = self._after_blank(0)
        match self._text[start : start + 1]:
            case "[":
                yield from self._list(start)
            case "{":
                yield from self._object(start)
            case _:
                yield self._place.problem(start, "not-json", "no JSON begins here", _ANSWER_HINT)

    def _object(self, start: int) -> Iterator[ItemText | Problem]:
        """The list below the key of lists; other keys are skipped."""
        position = self._after_blank(start + 1)
        while self._text[position : position + 1] == '"':
            key, position = self._value(position)
            if isinstance(key, Problem):
                yield key
                return
            position = self._after_blank(position)
            if self._text[position : position + 1] != ":":
                break
            position = self._after_blank(position + 1)
            if str(key).lower() == self._list_key and self._text[position : position + 1] == "[":
                yield from self._list(position)
                return
            value, position = self._value(position)
            if isinstance(value, Problem):
                yield value
                return
            position = self._after_blank(position)
            if self._text[position : position + 1] != ",":
                break
            position = self._after_blank(position + 1)
        yield self._place.problem(
            start, "no-items", "this object has no list of items", _ANSWER_HINT
        )

    def _list(self, start: int) -> Iterator[ItemText | Problem]:
        position = self._after_blank(start + 1)
        if self._text[position : position + 1] == "]":
            return
        while True:
            begin = position
            value, position = self._value(begin)
            if isinstance(value, Problem):
                yield value
                # Of what is nested too deep the end is known all the same.
                if value.code != "too-deep":
                    return
            elif position - begin > MAX_ITEM:
                message = f"an item of {position - begin:,} characters; {MAX_ITEM:,} are read"
                yield self._place.problem(begin, "too-large", message)
            elif is_nested_deeply(value, _MAX_DEPTH):
                yield self._place.problem(begin, "too-deep", _TOO_DEEP)
            else:
                line, column = self._place.of(begin)
                yield ItemText(value, self._text[begin:position].encode(), line, column)
            position = self._after_blank(position)
            match self._text[position : position + 1]:
                case ",":
                    position = self._after_blank(position + 1)
                case "]":
                    return
                case _:
                    yield self._damage(position, "the list goes on without a comma")
                    return

    def _value(self, position: int) -> tuple[Any, int]:
        """(value, position behind it), or a problem in place of the value."""
        try:
            return self._decoder.raw_decode(self._text, position)
        except RecursionError:
            problem = self._place.problem(position, "too-deep", _TOO_DEEP)
            return problem, self._end_of(position)
        except json.JSONDecodeError as error:
            return self._damage(error.pos, error.msg), len(self._text)

    def _damage(self, position: int, message: str) -> Problem:
        is_open = message.startswith("Unterminated string")
        if is_open or self._after_blank(position) >= len(self._text):
            hint = "It was cut off. What stands before was read; get the whole file again."
            return self._place.problem(len(self._text), "cut-off", "the file ends here", hint)
        hint = "What stands before was read. Mend the file, or get it again."
        return self._place.problem(position, "not-json", message[:1].lower() + message[1:], hint)

    def _end_of(self, position: int) -> int:
        """The end of the list or object that begins at `position`, or of the text."""
        depth = 0
        for match in _BRACKETS.finditer(self._text, position):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
            if not depth:
                return match.end()
        return len(self._text)

    def _after_blank(self, position: int) -> int:
        match = _BLANK.match(self._text, position)
        return match.end() if match else position


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)
