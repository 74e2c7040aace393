"""Where the front matter of a file begins and ends.

The fences are lines of `---`, as static site generators write them. Everything is counted in
characters of the decoded text, whose newlines stay as they are.
"""

import codecs
import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from articles.front_matter.exceptions import RecordError
from articles.front_matter.problems import Problem, printable

# Blanks after a fence are invisible, and accepted. A file may end with its second fence.
_OPEN = re.compile(r"---[ \t]*(\r\n|\n|\r)")
# The start of a line is checked last: a search for a literal prefix is fastest.
_CLOSE = re.compile(r"---(?<=[\r\n]---)[ \t]*(?:\r\n|\n|\r|\Z)")
_NEWLINE = re.compile(r"\r\n|\n|\r")
# C0 but tab and newlines, DEL, and C1 but NEL: XML and YAML refuse them, too. The five that are
# undefined in Windows-1252 may be part of damaged text; the schema refuses those that are left
# after repair.
UNDEFINED = "\x81\x8d\x8f\x90\x9d"
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80\x82-\x84\x86-\x8c\x8e\x91-\x9c\x9e\x9f]"
)
# The same in bytes of UTF-8: two searches in bytes are faster than one in text.
_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
_C1_BYTES = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_BOM = "\ufeff"
_ENCODING_HINT = "Save the file as UTF-8."


@dataclass(frozen=True)
class FencedText:
    """The text of a file: `text[start:end]` is the YAML, `text[body:]` the Markdown body.

    `text` is without the byte order mark; `bom` says whether there was one. `newline` is the
    newline of the first line.
    """

    text: str
    start: int
    end: int
    body: int
    newline: str
    bom: bool

    @property
    def front_matter(self) -> str:
        """The text between the fences, which is YAML."""
        return self.text[self.start : self.end]

    def position(self, index: int) -> tuple[int, int]:
        """(line, column) of `text[index]`, both from 1, as editors show them."""
        if index > self.body:
            return line_and_column(self.text, index)
        line = bisect_right(self._lines, index)
        return line + 1, index - (self._lines[line - 1] if line else 0) + 1

    @cached_property
    def _lines(self) -> "array[int]":
        """Start of each line after the first, up to the body; a file may have many problems."""
        starts = (newline.end() for newline in _NEWLINE.finditer(self.text, 0, self.body))
        return array("Q", starts)


def opens_with_fence(head: bytes) -> bool:
    """Whether `head`, the first 64 or more bytes of a file, begins with a fence."""
    start = head.removeprefix(codecs.BOM_UTF8)
    return start.startswith(b"---") and start[3:].lstrip(b" \t")[:1] in (b"\n", b"\r")


def split_file(document: bytes) -> FencedText:
    """Decode a file and find its fences. Raises RecordError."""
    return find_fences(decode_file(document))


def find_fences(text: str) -> FencedText:
    """Find the fences of a text, which may begin with a byte order mark. Raises RecordError."""
    bom = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    opening = _OPEN.match(text)
    if opening is None:
        if text.startswith("+++"):
            _refuse(
                "toml",
                "the front matter is TOML",
                text,
                0,
                hint="Write it as YAML between lines of ---.",
            )
        _refuse(
            "no-fence",
            "the file does not begin with a line of ---",
            text,
            0,
            hint="Begin the file with ---, the keys, and --- again; then the text.",
        )
    closing = _CLOSE.search(text, opening.end())
    if closing is None:
        _refuse(
            "unclosed-fence",
            "no second line of --- closes the front matter",
            text,
            0,
            hint="Write --- on a line of its own after the last key.",
        )
    if not text[opening.end() : closing.start()].strip():
        _refuse(
            "empty-front-matter",
            "nothing stands between the fences",
            text,
            0,
            hint="At least a title belongs there.",
        )
    return FencedText(text, opening.end(), closing.start(), closing.end(), opening[1], bom)


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """(line, column) of `text[index]`, from 1; CRLF, LF and CR each end a line."""
    line, line_begin = 1, 0
    for newline in _NEWLINE.finditer(text, 0, index + 1):
        if newline.end() > index:
            break
        line, line_begin = line + 1, newline.end()
    return line, index - line_begin + 1


def _may_hold_control(document: bytes) -> bool:
    return len(document.translate(None, _CONTROL_BYTES)) != len(document) or bool(
        _C1_BYTES.search(document)
    )


def decode_file(document: bytes) -> str:
    """Decode a file; its byte order mark and its newlines stay as they are.

    Raises RecordError if it is not UTF-8 or holds control characters.
    """
    text = _decode(document)
    if _may_hold_control(document) and (control := _CONTROL.search(text)):
        bom = text.startswith(_BOM)
        _refuse(
            "control-character",
            f"the character U+{ord(control[0]):04X} has no place in a text",
            text[bom:],
            control.start() - bom,
            hint="Remove it. Is this a text file?",
        )
    return text


def _decode(document: bytes) -> str:
    for mark, name in _OTHER_ENCODINGS:
        if document.startswith(mark):
            raise RecordError([Problem("not-utf-8", f"the file is {name}", hint=_ENCODING_HINT)])
    head = document[:400]
    if head.count(0) * 4 > len(head):
        # In UTF-16 every second byte of Latin text is zero, with or without a byte order mark.
        message = "the file is UTF-16, or no text at all"
        raise RecordError([Problem("not-utf-8", message, hint=_ENCODING_HINT)])
    try:
        return document.decode("utf-8")
    except UnicodeDecodeError as error:
        before = document[: error.start].decode("utf-8", "replace").removeprefix(_BOM)
        line, column = line_and_column(before, len(before))
        problem = Problem(
            "not-utf-8",
            f"byte 0x{document[error.start]:02x} is not UTF-8",
            line,
            column,
            value=printable(document[error.start : error.start + 8].hex(" ")),
            hint=_ENCODING_HINT,
        )
        raise RecordError([problem]) from error


def _refuse(code: str, message: str, text: str, index: int, hint: str) -> NoReturn:
    line, column = line_and_column(text, index)
    value = printable(text[index : index + 40].splitlines()[0]) if text[index:].strip() else ""
    raise RecordError([Problem(code, message, line, column, value=value, hint=hint)])
