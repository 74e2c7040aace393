"""Reads whole numbers that people or programs wrote into an address or a form."""

import re

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")


def read_integer(text: str, least: int, greatest: int) -> int | None:
    """The whole number written in ASCII digits; None for anything else, or outside the limits.

    `int()` also reads other scripts' digits and underscores, and raises an error for more than
    4,300 digits.
    """
    if not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if least <= number <= greatest else None
