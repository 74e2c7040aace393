"""Looks whether a quoted sentence stands in an original. Pure."""

import re

from articles.lib.normal_forms import normalized

_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'",
                        "ʼ": "'", "–": "-", "—": "-", "\u00a0": " "})  # fmt: skip
_ENDS = " \t\n\"'.…"
# A shorter quotation proves nothing: most texts hold it.
_LEAST = 3
_BLANKS = re.compile(r"\s+")


def plain_quotation(text: str) -> str:
    """`text` in one form of case, blanks, dashes and quotation marks."""
    plain = normalized("NFKC", text).translate(_MARKS).casefold()
    return _BLANKS.sub(" ", plain)


def stands_in(sentence: str, plain_original: str) -> bool:
    """Whether a sentence stands in an original, which `plain_quotation()` has made plain.

    Its end marks do not count; a sentence of fewer than three characters stands nowhere.
    """
    plain = plain_quotation(sentence).strip(_ENDS)
    return len(plain) >= _LEAST and plain in plain_original
