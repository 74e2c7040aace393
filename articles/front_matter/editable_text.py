"""Converts a file to text for a form field, and the edited text back to bytes. Pure.

Text that was not edited gives the same bytes, if they are UTF-8 (held by a property test).
Newlines of every kind and a byte order mark survive a browser, which has one kind of newline.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile

from articles.front_matter.encodings import guess_codec

# Larger files are too slow in a text field.
MAX_EDITABLE_BYTES = 1_000_000
_NEWLINE = re.compile(r"\r\n|\r|\n")
# First bytes of files in UTF-16: a byte order mark, or the first fence.
_UTF_16 = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"-\0": "utf-16-le",
    b"\0-": "utf-16-be",
}


@dataclass(frozen=True, slots=True)
class EditableText:
    """A file for a text field. `text` has `\\n` for newlines, and no byte order mark.

    `encoding` is "utf-8" or the one that was guessed; `lost` counts the bytes that could not be
    decoded and show as `\N{REPLACEMENT CHARACTER}`.
    """

    text: str
    encoding: str = "utf-8"
    bom: bool = False
    lost: int = 0
    # The newline of each line, in order.
    newlines: tuple[str, ...] = ()


def decode_for_editing(data: bytes) -> EditableText:
    """Decode a file for a text field; the encoding is guessed where it is not UTF-8."""
    bom = data.startswith(codecs.BOM_UTF8)
    text, encoding = _decode(data[len(codecs.BOM_UTF8) :] if bom else data)
    lost = text.count("\N{REPLACEMENT CHARACTER}") - data.count(
        "\N{REPLACEMENT CHARACTER}".encode()
    )
    newlines = tuple(_NEWLINE.findall(text))
    return EditableText(_NEWLINE.sub("\n", text), encoding, bom, max(lost, 0), newlines)


def encode_edited(text: str, original: EditableText) -> bytes:
    """Encode the text that a browser sent, with the newlines and byte order mark of `original`.

    The result is UTF-8, whatever the encoding of the original was.
    """
    lines = _NEWLINE.split(text)
    newlines = _newlines(lines, original)
    joined = "".join(map("".join, zip(lines, newlines, strict=False))) + lines[-1]
    # A browser sends no lone surrogates; another client might.
    return (codecs.BOM_UTF8 if original.bom else b"") + joined.encode("utf-8", "replace")


def _newlines(lines: list[str], original: EditableText) -> list[str]:
    """The newline of each line: unchanged lines keep theirs, new ones get the most used."""
    kinds = Counter(original.newlines)
    most_used = kinds.most_common(1)[0][0] if kinds else "\n"
    newlines = [most_used] * (len(lines) - 1)
    if len(kinds) > 1:
        old = original.text.split("\n")
        head = _common(old, lines)
        newlines[:head] = original.newlines[:head]
        tail = min(_common(old[::-1], lines[::-1]), len(lines) - 1 - head, len(old) - 1 - head)
        newlines[len(newlines) - tail :] = original.newlines[len(original.newlines) - tail :]
    return newlines


def _common(one: list[str], other: list[str]) -> int:
    """The number of complete lines that both begin with."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return min(sum(1 for _ in pairs), len(one) - 1, len(other) - 1)


def _decode(data: bytes) -> tuple[str, str]:
    if utf_16 := _UTF_16.get(data[:2]):
        return data.decode(utf_16, "replace"), utf_16
    encoding = guess_codec(data)
    return data.decode(encoding, "replace"), encoding.replace("_", "-")
