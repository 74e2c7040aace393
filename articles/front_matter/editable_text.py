"""Bytes as text for an editor, and the edited text as bytes again. Pure.

The law, kept by a property test: text that nobody touched gives back the same bytes, as far as
they are UTF-8. Newlines of every kind and a BOM survive the trip through a browser, which knows
one kind of newline only.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile

# The larger ones are not for a text box.
MAX_EDITABLE_BYTES = 1_000_000
_NEWLINE = re.compile(r"\r\n|\r|\n")
# What programs of the last decades wrote; more would only be guessed wrongly.
_GUESSED = ["cp1252", "cp1251", "koi8_u", "cp1256"]
# How files in UTF-16 begin: with a BOM, or with a letter of ASCII.
_UTF_16 = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"-\0": "utf-16-le",
    b"\0-": "utf-16-be",
}


@dataclass(frozen=True, slots=True)
class EditableText:
    """A file for a text box. `text` has `\\n` for newlines, and no BOM.

    `encoding` is "utf-8" or what the bytes were taken for; `lost` counts the places that are no
    text in it and show as `\N{REPLACEMENT CHARACTER}`.
    """

    text: str
    encoding: str = "utf-8"
    bom: bool = False
    lost: int = 0
    # Each line's own, in their order.
    newlines: tuple[str, ...] = ()


def decode_for_editing(data: bytes) -> EditableText:
    """The bytes as text, by a good guess where they are not UTF-8."""
    bom = data.startswith(codecs.BOM_UTF8)
    text, encoding = _decode(data[len(codecs.BOM_UTF8) :] if bom else data)
    lost = text.count("\N{REPLACEMENT CHARACTER}") - data.count(
        "\N{REPLACEMENT CHARACTER}".encode()
    )
    newlines = tuple(_NEWLINE.findall(text))
    return EditableText(_NEWLINE.sub("\n", text), encoding, bom, max(lost, 0), newlines)


def encode_edited(text: str, was: EditableText) -> bytes:
    """What a browser sent as the bytes of a file, in the newlines and with the BOM that `was` had.

    It is UTF-8, whatever the file was.
    """
    lines = _NEWLINE.split(text)
    newlines = _newlines(lines, was)
    joined = "".join(map("".join, zip(lines, newlines, strict=False))) + lines[-1]
    # A browser sends no half of a surrogate pair; somebody else might.
    return (codecs.BOM_UTF8 if was.bom else b"") + joined.encode("utf-8", "replace")


def _newlines(lines: list[str], was: EditableText) -> list[str]:
    """Lines before and after what was edited keep their own; new ones take the usual."""
    kinds = Counter(was.newlines)
    usual = kinds.most_common(1)[0][0] if kinds else "\n"
    newlines = [usual] * (len(lines) - 1)
    if len(kinds) > 1:
        old = was.text.split("\n")
        head = _common(old, lines)
        newlines[:head] = was.newlines[:head]
        tail = min(_common(old[::-1], lines[::-1]), len(lines) - 1 - head, len(old) - 1 - head)
        newlines[len(newlines) - tail :] = was.newlines[len(was.newlines) - tail :]
    return newlines


def _common(one: list[str], other: list[str]) -> int:
    """How many lines, each with a newline after it, the two begin with."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return min(sum(1 for _ in pairs), len(one) - 1, len(other) - 1)


def _decode(data: bytes) -> tuple[str, str]:
    if utf_16 := _UTF_16.get(data[:2]):
        return data.decode(utf_16, "replace"), utf_16
    text = data.decode("utf-8", "replace")
    if text.encode() == data:
        return text, "utf-8"
    # Mostly UTF-8, with a byte that was lost or cut: another encoding would damage the rest.
    if sum(char > "\x7f" for char in text) > 2 * text.count("\N{REPLACEMENT CHARACTER}"):
        return text, "utf-8"
    # Only for files that are not UTF-8.
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_GUESSED).best()
    encoding = best.encoding if best else "cp1252"
    return data.decode(encoding, "replace"), encoding.replace("_", "-")
