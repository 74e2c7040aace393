"""Folded words of a text, for the search index and for queries. Pure.

Both databases receive words that this module made, separated by blanks, so that neither decides
what a word is and both find the same articles. A word is letters and digits in lower case,
without accents. In scripts without blanks between words each character is a word.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator

from articles.lib.normal_forms import normalized

# PostgreSQL keeps positions up to 16,383, and a text of at most a megabyte.
BODY_WORDS = 15_000
LEAD_WORDS = 500
WORD_LENGTH = 64
_CHARACTERS = 100_000

# Letters that Unicode does not decompose and that readers type as others: letters with a stroke;
# the Arabic alef with wasla, alef maksura, teh marbuta, and the Persian yeh and keheh.
_SAME = dict(zip("øłđħıςٱىیةک", "oldhiσايي" + "هك", strict=True)) | {"æ": "ae", "œ": "oe"}
# Han, kana, bopomofo; Thai, Lao, Burmese, Khmer.
_UNSPACED = re.compile(
    "[\u3005-\u3007\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff]"
)
_RUN = re.compile(r"\S+")
# One character of those scripts, or letters with their combining and invisible characters.
_PART = re.compile(
    f"{_UNSPACED.pattern}|(?:(?!{_UNSPACED.pattern})"
    "(?:[^\\W_]|[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u0670\u06d6-\u06ed"
    "\u0900-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u200b-\u200f\u2060]"
    "|(?<=[\u0400-\u04ff])['’ʼ‘`](?=[\u0400-\u04ff])))+"
)
_APOSTROPHES = "'’ʼ‘`"
# п'ять, п’ять and пʼять are one word; an English 's does not belong to the word before it.
_INNER_APOSTROPHE = re.compile(f"(?<=[\u0400-\u04ff])[{_APOSTROPHES}](?=[\u0400-\u04ff])")
# Any character but a plain Latin, Cyrillic or Arabic letter, which folds to itself.
_ODD = re.compile("[^ a-z0-9\u0430-\u044f\u0621-\u0628\u062a-\u063a\u0641-\u0648\u064a]")
_ASCII = str.maketrans({code: " " for code in range(128) if not chr(code).isalnum()})


def tokenize(text: str, limit: int = BODY_WORDS) -> list[str]:
    """Return the folded words of `text` in order, at most `limit`; never raises."""
    return [word[:WORD_LENGTH] for word in _folded(text[:_CHARACTERS]).split()[:limit]]


def token_line(text: str, limit: int = BODY_WORDS) -> str:
    """Return the words of `text` as the search index stores them: one blank between them."""
    return " ".join(tokenize(text, limit))


def token_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (word, start, end) for the words of `text`.

    Words that one character expands to (`½`) share its place.
    """
    for run in _RUN.finditer(text):
        inside = tokenize(run[0])
        parts = [
            (word, part.start(), part.end())
            for part in _PART.finditer(run[0])
            for word in tokenize(part[0])
        ]
        if [word for word, _start, _end in parts] != inside:
            parts = [(word, 0, len(run[0])) for word in inside]
        for word, start, end in parts:
            yield word, run.start() + start, run.start() + end


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower().translate(_ASCII)
    # Case folding can yield characters that decompose again (Unicode 3.13, D145).
    text = normalized("NFKD", normalized("NFKD", text).casefold())
    text = text[:_CHARACTERS]
    # A text has few different characters: each is looked up once and replaced everywhere.
    seen = set(_ODD.findall(text))
    if not seen.isdisjoint(_APOSTROPHES):
        text = _INNER_APOSTROPHE.sub("", text)
    if any(map(_UNSPACED.match, seen)):
        text = _UNSPACED.sub(r" \g<0> ", text)
    for character in seen:
        stands_for = _fold(character)
        if stands_for != character:
            text = text.replace(character, stands_for)
    return text


@functools.lru_cache(8192)
def _fold(character: str) -> str:
    """Return what a decomposed, case-folded character becomes in a word; a blank at its end."""
    if character in _SAME:
        return _SAME[character]
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    # Accents are dropped, but the vowel signs of Indic scripts are no accents. Tatweel (U+0640)
    # and format characters stand inside words.
    if kind in ("Cf", "Me") or character == "\u0640":
        return ""
    if kind in ("Mn", "Mc"):
        return character if "\u0900" <= character < "\u1ab0" else ""
    return character if kind[0] in "LN" and character not in _APOSTROPHES else " "
