"""Text in any script: addresses, keys to compare by, single lines."""

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = re.compile(r"['’ʼ`]")


def slugify(text: str, max_length: int = 80) -> str:
    """An address of lower-case ASCII letters, digits and hyphens; other scripts are spelt out.

    Cut between words where that keeps at least half of it. Empty when nothing in `text` has a
    spelling.
    """
    if not text.isascii():
        # 16 ms to import, and only writing needs it.
        from anyascii import anyascii

        text = anyascii(text)
    slug = "-".join(_WORD.findall(_APOSTROPHES.sub("", text.lower())))
    if len(slug) <= max_length:
        return slug
    cut = slug[: max_length + 1].rfind("-")
    return slug[: cut if cut >= max_length // 2 else max_length].strip("-")


def fold(text: str) -> str:
    """What two spellings of one label share: case, width and blanks do not count.

    Punctuation does: `US` and `U.S.` are two labels. Unicode's NFKC and full case folding.
    """
    if text.isascii():
        return collapse(text).lower()
    return unicodedata.normalize("NFKC", collapse(unicodedata.normalize("NFKC", text).casefold()))


def collapse(text: str) -> str:
    """One line: runs of blanks, tabs and newlines become one blank, none at the ends."""
    # Ten times quicker than a regular expression, which stops at every blank between two words.
    text = text.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")
