"""Slugs, comparison keys and single lines from text in any script. Pure."""

import hashlib
import re

from articles.lib.normal_forms import normalized

_WORD = re.compile(r"[a-z0-9]+")
_SIMILARITY_WORD = re.compile(r"[^\W_]+")
# The grammar of an article's address, which `slugify()` writes, for a whole string.
SLUG_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
MAX_SLUG = 200
_APOSTROPHES = re.compile(r"['’ʼ`]")


def slugify(text: str, max_length: int = 80) -> str:
    """A slug of lower-case ASCII letters, digits and hyphens; other scripts are transliterated.

    It is cut between words where that keeps at least half of `max_length`. Empty when `text` has
    no letters or digits.
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


def is_slug(text: str) -> bool:
    """Whether `text` is an address as `slugify()` writes it: lower case, single hyphens inside."""
    return len(text) <= MAX_SLUG and re.fullmatch(SLUG_PATTERN, text, re.ASCII) is not None


def fold(text: str) -> str:
    """`text` without differences of case, width and blanks (NFKC and full case folding).

    Punctuation stays: `US` and `U.S.` fold to different texts.
    """
    if text.isascii():
        return collapse(text).lower()
    return normalized("NFKC", collapse(normalized("NFKC", text).casefold()))


def taxonomy_key(name: str) -> str:
    """The key that all spellings of a category's or tag's name share, at most 200 characters.

    Folding may expand one character to eighteen; a longer result is replaced by its SHA-256.
    """
    folded = fold(name)
    return folded if len(folded) <= 200 else hashlib.sha256(folded.encode()).hexdigest()


def similarity_key(name: str) -> str:
    """A key shared by names that probably mean one tag: `US` and `U.S.`, `Token` and `tokens`.

    Punctuation, blanks and an English plural are dropped. It suggests tags for an editor to
    merge; nothing is merged by it alone. At most 200 characters.
    """
    words = _SIMILARITY_WORD.findall(fold(name))
    if words and words[-1].isascii() and len(words[-1]) > 3:
        last = words[-1]
        if last.endswith("ies") and len(last) > 4:
            last = last[:-3] + "y"
        elif last.endswith(("xes", "ches", "shes", "sses")):
            last = last[:-2]
        elif last.endswith("s") and not last.endswith(("ss", "us", "is")):
            last = last[:-1]
        words[-1] = last
    return "".join(words)[:200] or fold(name)[:200]


def collapse(text: str) -> str:
    """`text` as one line: runs of blanks, tabs and newlines become one blank, none at the ends."""
    # Ten times faster than a regular expression, which stops at every blank between two words.
    text = text.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")
