"""Carries control characters of damaged text through the YAML parser, which refuses them."""

import re

from articles.front_matter.fences import C1

# The 32 noncharacters that Unicode reserves for internal use (section 23.7).
_HIDE = {ord(char): 0xFDD0 + number for number, char in enumerate(C1)}
_SHOW = {stand_in: char for char, stand_in in _HIDE.items()}
_C1 = frozenset(C1)
_STAND_INS = frozenset(map(chr, _SHOW))
# NEL is a newline of YAML 1.1, unless it is a part of a damaged character.
_NEWLINE = re.compile(r"(?<![\x80-\xf4])\x85")


def hide(text: str) -> str | None:
    """Return `text` with a stand-in for each character of C1, at the same places.

    None where there is none, or where `text` has stand-ins of its own.
    """
    if _C1.isdisjoint(text) or not _STAND_INS.isdisjoint(text):
        return None
    return _NEWLINE.sub("\n", text).translate(_HIDE)


def show(text: str) -> str:
    """Return a text, or a part of one, with its real characters in place of the stand-ins."""
    return text.translate(_SHOW)
