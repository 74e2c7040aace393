"""Unicode's normal forms in time that grows with the text. Pure.

Python puts the marks of a character in order by insertion, in time that grows with the square of
their number: 100,000 accents of two kinds take eight seconds.
"""

import re
import unicodedata
from itertools import groupby
from typing import Literal

NormalForm = Literal["NFC", "NFD", "NFKC", "NFKD"]
# Marks are neither letters nor digits. Nobody writes so many on one letter (UAX #15, section 13).
_MANY = re.compile(r"[^\w\x00-\x7f]{31,}")


def normalized(form: NormalForm, text: str) -> str:
    """Return `unicodedata.normalize(form, text)`."""
    if text.isascii():
        return text
    # Marks that are in order already are put in order fast.
    decomposed: NormalForm = "NFKD" if "K" in form else "NFD"
    return unicodedata.normalize(form, _MANY.sub(lambda run: _ordered(run[0], decomposed), text))


def _ordered(run: str, decomposed: NormalForm) -> str:
    """`run` decomposed, with its marks in canonical order (Unicode 3.11, D109)."""
    characters = "".join(unicodedata.normalize(decomposed, character) for character in run)
    stretches = groupby(characters, lambda character: unicodedata.combining(character) > 0)
    return "".join(
        "".join(sorted(stretch, key=unicodedata.combining) if is_mark else stretch)
        for is_mark, stretch in stretches
    )
