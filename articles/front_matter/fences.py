"""Finds where the front matter of a file begins and ends.

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

from articles.front_matter.encodings import guessed_encoding, save_hint
from articles.front_matter.exceptions import RecordError
from articles.front_matter.problems import Problem, printable

# The first bytes of files that people take for articles, what they are, and what to do instead.
_OTHER_FILES = (
    (
        b"PK\x03\x04",
        "a ZIP archive or an office document",
        "Unpack an archive and import its folder, or upload it at the desk.",
    ),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and import its folder."),
    (b"%PDF-", "a PDF", "Write its text into a Markdown file."),
    (b"\xff\xd8\xff", "a picture", "Name it under coverImage of an article."),
    (b"\x89PNG", "a picture", "Name it under coverImage of an article."),
)
# Blanks after a fence are invisible, and accepted. A file may end with its second fence.
_OPEN = re.compile(r"---[ \t]*(\r\n|\n|\r)")
# The start of a line is checked last: a search for a literal prefix is fastest.
_CLOSE = re.compile(r"---(?<=[\r\n]---)[ \t]*(?:\r\n|\n|\r|\Z)")
# What nobody sees before a fence.
_LEAD = re.compile(r"[\s\ufeff\u200b-\u200f\u2060\u00a0]*")
_NEWLINE = re.compile(r"\r\n|\n|\r")
# C0 but tab and newlines, and DEL: XML and YAML refuse them, too. The control characters of C1 may
# be part of damaged text; the schema refuses those that are left after repair.
C1 = "".join(map(chr, range(0x80, 0xA0)))
C1_HINT = (
    "The text was probably UTF-8 that a program read as ISO-8859-1, which could not be proven. "
    "Take it again from where it came from, as UTF-8."
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# The same in bytes of UTF-8: a search in bytes is faster than one in text.
_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_BOM = "\ufeff"


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
        _refuse("no-fence", *_before_fence(text))
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


def _before_fence(text: str) -> tuple[str, str, int, str]:
    """(message, text, index, hint) for a text that does not begin with a fence."""
    begin = _LEAD.match(text)
    end = begin.end() if begin else 0
    if not text.startswith("---", end):
        hint = "Begin the file with ---, the keys, and --- again; then the text."
        return "the file does not begin with a line of ---", text, 0, hint
    if end == 0:
        hint = "Put --- on a line of its own, the keys below it, and --- below them."
        return "the first line holds more than ---", text, 0, hint
    if _BOM in text[:end]:
        hint = "Save the file as UTF-8 without a byte order mark (BOM)."
        return "another byte order mark stands before the first ---", text, 0, hint
    if text[:end].isspace() and text[:end].isascii():
        return "blanks stand before the first ---", text, 0, "Remove them: --- is the first line."
    sign = next(char for char in text[:end] if not char.isascii())
    message = f"the invisible character U+{ord(sign):04X} stands before the first ---"
    return message, text, 0, "Remove it; deleting and typing the first line anew is the easiest."


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """(line, column) of `text[index]`, from 1; CRLF, LF and CR each end a line."""
    line, line_begin = 1, 0
    for newline in _NEWLINE.finditer(text, 0, index + 1):
        if newline.end() > index:
            break
        line, line_begin = line + 1, newline.end()
    return line, index - line_begin + 1


def _may_hold_control(document: bytes) -> bool:
    return len(document.translate(None, _CONTROL_BYTES)) != len(document)


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
    for mark, name, hint in _OTHER_FILES:
        if document.startswith(mark):
            raise RecordError([Problem("not-utf-8", f"the file is {name}, and no text", hint=hint)])
    for mark, name in _OTHER_ENCODINGS:
        if document.startswith(mark):
            raise RecordError([Problem("not-utf-8", f"the file is {name}", hint=save_hint(name))])
    head = document[:400]
    if head.count(0) * 4 > len(head):
        # In UTF-16 every second byte of Latin text is zero, with or without a byte order mark.
        name = "UTF-16LE" if document[1:2] == b"\0" else "UTF-16BE"
        message = f"the file is {name}, or no text at all"
        raise RecordError([Problem("not-utf-8", message, hint=save_hint(name))])
    try:
        return document.decode("utf-8")
    except UnicodeDecodeError as error:
        before = document[: error.start].decode("utf-8", "replace").removeprefix(_BOM)
        line, column = line_and_column(before, len(before))
        message = f"byte 0x{document[error.start]:02x} is not UTF-8"
        if name := guessed_encoding(document):
            message, hint = f"{message}; the file is probably {name}", save_hint(name)
        else:
            hint = "The rest of the file is UTF-8: write this letter again."
        value = printable(document[error.start : error.start + 8].hex(" "))
        problem = Problem("not-utf-8", message, line, column, value=value, hint=hint)
        raise RecordError([problem]) from error


def _refuse(code: str, message: str, text: str, index: int, hint: str) -> NoReturn:
    line, column = line_and_column(text, index)
    value = printable(text[index : index + 40].splitlines()[0]) if text[index:].strip() else ""
    raise RecordError([Problem(code, message, line, column, value=value, hint=hint)])
