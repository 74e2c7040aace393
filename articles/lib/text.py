"""Text in any script: addresses, keys to compare by, single lines."""

import hashlib
import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")
_LIKENESS = re.compile(r"[^\W_]+")
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


def taxonomy_key(name: str) -> str:
    """What all spellings of a label share, in at most 200 characters.

    Folding may write one character as eighteen; what grows too long is known by its hash.
    """
    folded = fold(name)
    return folded if len(folded) <= 200 else hashlib.sha256(folded.encode()).hexdigest()


def similarity_key(name: str) -> str:
    """What labels share that are probably one: `US`, `U.S.`; `Token`, `tokens`; `e-mail`, `email`.

    Signs and blanks do not count, nor does an English plural. A hint for people, never a rule.
    """
    words = _LIKENESS.findall(fold(name))
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
    """One line: runs of blanks, tabs and newlines become one blank, none at the ends."""
    # Ten times quicker than a regular expression, which stops at every blank between two words.
    text = text.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")
