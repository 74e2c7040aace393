"""The characters that a text may hold: one set of rules for files, forms and feeds. Pure.

Files and forms differ in one thing. A person cannot see the line break of Word (U+000B), so what
is typed is mended (`typed_text()`); a file that holds one is refused, with its line and column.
"""

import json
import re
import unicodedata

from articles.lib.text import collapse

_NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)
)
# What no text holds: control characters but tab and newline, lone surrogates, which UTF-8 cannot
# encode, and the noncharacters of Unicode. XML 1.0 (section 2.2) forbids most of them.
FORBIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_NONCHARACTERS}]")
# The same, but carriage return and next line are newlines here.
FORBIDDEN_IN_LINES = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff{_NONCHARACTERS}]"
)
# Characters without a width that web pages and office programs leave in copied text. Joiners
# (U+200C, U+200D) and directional marks (U+200E, U+200F) are ordinary spelling, and stay.
_LEFTOVERS = re.compile("[\u00ad\u200b\u2060\ufeff]")
# Embeddings, overrides and isolates: they turn around what stands behind them.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What a terminal obeys, or what breaks its lines.
_OBEYED_IN_LINES = re.compile(f"{FORBIDDEN.pattern}|{TURNING.pattern}|[\u2028\u2029]")
_OBEYED = re.compile(f"{_OBEYED_IN_LINES.pattern}|[\t\n]")
_TYPED_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85]")
_SEPARATORS = re.compile("[\u2028\u2029]")
# Drawn as nothing, although Unicode counts them among the letters and symbols.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
# U+FFFD, as CommonMark (section 2.3) has it for U+0000.
REPLACEMENT = "\ufffd"


def forbidden(text: str) -> str:
    """The first character of `text` that no text may hold, or an empty string."""
    found = None if _is_plain(text) else FORBIDDEN.search(text)
    return found[0] if found else ""


def without_forbidden(text: str) -> str:
    """`text` with U+FFFD for each character that no text may hold. Newlines of any kind stay."""
    return text if _is_plain(text) else FORBIDDEN_IN_LINES.sub(REPLACEMENT, text)


def escaped_line(text: str) -> str:
    """`text` on one line, with `\\x1b` for each character that a terminal would obey."""
    if text.isprintable():
        return text
    escape = {"\n": "\\n", "\t": "\\t"}
    return _OBEYED.sub(lambda match: escape.get(match[0], f"\\x{ord(match[0]):02x}"), text)


def escaped_json(text: str) -> str:
    """`text`, a part of a JSON document, with `\\u001b` where a terminal would obey a character.

    The document stays the same: outside of strings there are only spaces and newlines.
    """
    if text.isprintable():
        return text
    # Astral characters become a pair of surrogates, as JSON has it (RFC 8259, section 7).
    return _OBEYED_IN_LINES.sub(lambda match: json.dumps(match[0])[1:-1], text)


def _is_plain(text: str) -> bool:
    """A fast check that nearly all texts pass."""
    return text.isprintable() or text.replace("\n", "").isprintable()


def typed_text(text: str) -> str:
    """Typed or pasted `text` with `\\n` for line breaks, those of Word and of forms among them."""
    return _TYPED_BREAKS.sub("\n", text)


def one_line(text: str) -> str:
    """`text` on one line; empty when it shows nothing."""
    if not text.isprintable():
        text = _SEPARATORS.sub(" ", text)
    text = collapse(text)
    return text if is_visible(text) else ""


def plain_title(text: str) -> str:
    """`text` on one line without invisible leftovers of copying; what turns text around stays."""
    return one_line(text if text.isprintable() else _LEFTOVERS.sub("", text))


def plain_name(text: str) -> str:
    """A name on one line, without invisible leftovers of copying and characters that turn text
    around: in a name of a few words these say nothing."""
    return plain_title(text if text.isprintable() else TURNING.sub("", text))


def is_visible(text: str) -> bool:
    """Whether readers see anything of `text`: not only blanks, marks and invisible characters."""
    # Nearly all texts end here: with their first character.
    return any(char not in _BLANK and _category(char) not in "ZCM" for char in text)


def _category(char: str) -> str:
    """The major class of a character; one that is not assigned yet may be a new emoji."""
    category = unicodedata.category(char)
    return "S" if category in ("Cn", "Co") else category[0]
