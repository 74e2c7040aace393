"""Repairs text that was UTF-8 and was decoded as Windows-1252 or ISO-8859-1 (mojibake).

`of…` becomes `ofâ€¦` that way. A piece is repaired only if its characters, encoded again, are
exactly the UTF-8 bytes of the replacement. `CAFÉ…` is such a case by accident, so a second reason
is required: ftfy, which knows how likely such characters are meant, or characters where no writer
puts them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from articles.front_matter.fences import C1
from articles.front_matter.limits import FileLimits
from articles.rendering.blocks import code_spans

# The bytes 0x80–0xBF in Windows-1252, and as the control characters C1, which they are in
# ISO-8859-1, and which many decoders take for the five that Windows-1252 leaves undefined.
_FOLLOWS = bytes(range(0x80, 0xC0)).decode("cp1252", "ignore")
_FOLLOW = re.escape(_FOLLOWS + C1)
# A lead byte of UTF-8 (RFC 3629) and as many followers as it announces.
_ONE = f"(?:[\xc2-\xdf][{_FOLLOW}]|[\xe0-\xef][{_FOLLOW}]{{2}}|[\xf0-\xf4][{_FOLLOW}]{{3}})"
_DAMAGED = re.compile(f"{_ONE}+")
_SUSPECT = re.compile(f"[\xc2-\xf4][{_FOLLOW}]")
# The same as ISO-8859-1 reads it, and what is no part of it. Nobody writes C1 characters.
_LATIN_1 = re.compile(
    "(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+"
)
_HIGH = re.compile("[\x80-\xff]")
_C1 = re.compile(f"[{C1}]")
# Those that Windows-1252 has signs for.
_ONLY_LATIN_1 = re.compile("[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]")
# A sign inside a word, as in `bÄ™dzie`: writers put dashes, ellipses and quotes there, at most,
# and no capital before them that follows a small letter, as in `dÄ…b`. The leads are those of
# Latin letters, since what stands beside is one; `á»…` is how Vietnamese is damaged.
_JOINERS = re.escape("…–—‘’“”«»·")
_SIGN_IN_WORD = re.compile(
    f"(?<=[a-z])[\xc2-\xc8][{_FOLLOW}]|[\xc2-\xc8](?![{_JOINERS}])[{_FOLLOW}][A-Za-z]"
    f"|(?<=[A-Za-z])\xe1[\xb8-\xbb][{_FOLLOW}](?=[A-Za-z])"
)
# Three in a row happen to nobody: an ellipsis and a quotation's end after `é` make one.
_ROW = re.compile(f"{_ONE}{{3}}")
# Nobody opens a quotation right behind `â`: so are `₴`, `₿` and `₂` damaged, `№` and `™`.
_QUOTE_OPENED_IN_WORD = re.compile(f"\xe2[‚„][{_FOLLOW}]")
# ftfy is slow: it judges at most so many characters of a text, more than an article has, and so
# many different pieces; others stay as they are.
_MOST_CHARACTERS = 20_000
_MOST_PIECES = 500


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired value: its dotted key in the file, and the text before and after."""

    key: str
    before: str
    after: str


def repair_text(text: str) -> str:
    """Return `text` with its damaged pieces repaired, also if damaged several times.

    Code spans and blocks stay: `Ã©` between backticks, in an article on encodings, is meant.
    """
    if not _is_suspect(text):
        return text
    parts: list[str] = []
    end = 0
    for start, stop in code_spans(text):
        parts += [_repair_all(text[end:start]), text[start:stop]]
        end = stop
    return "".join([*parts, _repair_all(text[end:])])


def _is_suspect(text: str) -> bool:
    """Whether damage is possible: a fast check, since nearly all text is sound.

    Each lead byte looks like a letter from `Â` to `ô`, and those begin with 0xC3 in UTF-8. Lone
    surrogates are refused later by the schema.
    """
    if text.isascii():
        return False
    try:
        return b"\xc3" in text.encode() and _SUSPECT.search(text) is not None
    except UnicodeEncodeError:
        return False


def _repair_all(text: str) -> str:
    # Each round makes the text shorter, so that there is a last one.
    while _SUSPECT.search(text) and (repaired := _repair(text)) != text:
        text = repaired
    return text


def _repair(text: str) -> str:
    """One round: what was damaged twice is damaged once after it."""
    if _ONLY_LATIN_1.search(text) and (repaired := _repair_latin_1(text)) != text:
        return repaired
    whole = _decode(text)
    if whole != text and (_SIGN_IN_WORD.search(text) or _ROW.search(text)):
        return whole
    # `Ñ–` may be meant, or be a damaged `і`: a text with whole damaged words decides it.
    words = any(len(_decode(piece[0])) > 1 for piece in _DAMAGED.finditer(text))
    beginning = text[:_MOST_CHARACTERS]
    if words and _agreed(beginning, _repair_pieces(beginning)):
        return _repair_pieces(text)
    pieces = dict.fromkeys(_DAMAGED.findall(text))
    sure = {piece for piece in islice(pieces, _MOST_PIECES) if _is_sure(piece)}
    # Damage has few lead bytes: `á»›` beside `á»‡` was a letter of the same alphabet. And three
    # characters that nobody meant in a text of which every other one is damaged are damage, too.
    leads = {piece[0] for piece in sure}
    if whole != text and sure and all(p[0] in leads or len(p) >= 3 for p in pieces):
        return whole
    return _DAMAGED.sub(lambda piece: _decode(piece[0]) if piece[0] in sure else piece[0], text)


def _repair_latin_1(text: str) -> str:
    """All of a text where all of it is ISO-8859-1, else the pieces with characters of C1."""
    is_whole = not _HIGH.search(_LATIN_1.sub("", text))
    return _LATIN_1.sub(
        lambda piece: _decode(piece[0]) if is_whole or _C1.search(piece[0]) else piece[0], text
    )


def _repair_pieces(text: str) -> str:
    return _DAMAGED.sub(lambda piece: _decode(piece[0]), text)


def _is_sure(piece: str) -> bool:
    if _C1.search(piece) or _QUOTE_OPENED_IN_WORD.match(piece):
        return _decode(piece) != piece
    # `â€™` and a few others are most of all damage. What is long is no such, and not remembered.
    return _is_known(piece) if len(piece) <= 4 else _agreed(piece, _decode(piece))


@lru_cache(maxsize=1024)
def _is_known(piece: str) -> bool:
    return _agreed(piece, _decode(piece))


def _agreed(damaged: str, proven: str) -> bool:
    # A file in ten thousand needs it; importing it costs every other command 0.1 s.
    from ftfy import fix_encoding

    # ftfy mends twice damaged text in one go; here each round is proven by itself.
    fixed = fix_encoding(damaged)
    return bool(fixed != damaged and fixed == fix_encoding(proven))


def _decode(text: str) -> str:
    """Return the text that `text` was if all of it is damaged, else `text` itself."""
    try:
        decoded = b"".join(_bytes(text)).decode("utf-8")
    except UnicodeError:
        return text
    # Nobody wrote characters that do not exist, are private, or control a terminal; those of C1
    # are there only where the text was damaged once more.
    visible = _DAMAGED.sub("", decoded) if _C1.search(decoded) else decoded
    odd = any(
        unicodedata.category(char) in ("Cn", "Co", "Cc") and char not in "\t\n\r"
        for char in visible
    )
    return text if odd else decoded


_C1_RUN = re.compile(f"([{C1}]+)")


def _bytes(text: str) -> Iterator[bytes]:
    for number, part in enumerate(_C1_RUN.split(text)):
        yield part.encode("latin-1" if number % 2 else "cp1252")


# The paths of the texts that people read.
_PLACES: tuple[tuple[str, ...], ...] = (
    ("title",),
    ("description",),
    ("category",),
    ("source", "name"),
    ("coverImage", "alt"),
    ("coverImage", "credit"),
)


def repair_values(values: dict[str, object], limits: FileLimits) -> list[Repair]:
    """Repair the texts of a front matter mapping in place; return the repairs.

    Values over a limit are left out: the schema refuses them.
    """
    places = list(_text_places(values, limits))
    rounds = _rounds(text for _key, _holder, _step, text in places)
    repairs = []
    for key, holder, step, before in places:
        after = before
        for _ in range(rounds):
            after = _decode(after)
        after = repair_text(after)
        if after != before:
            holder[step] = after
            repairs.append(Repair(key, before, after))
    return repairs


def _text_places(
    values: dict[str, object], limits: FileLimits
) -> Iterator[tuple[str, Any, str | int, str]]:
    """Yield (dotted key, holder, key or index in the holder, text)."""
    for place in _PLACES:
        holder = values if len(place) == 1 else values.get(place[0])
        if isinstance(holder, dict):
            text = holder.get(place[-1])
            if isinstance(text, str) and len(text) <= limits.description:
                yield ".".join(place), holder, place[-1], text
    tags = values.get("tags")
    if isinstance(tags, list) and len(tags) <= limits.tags:
        for number, text in enumerate(tags):
            if isinstance(text, str):
                yield f"tags[{number}]", tags, number, text


def _rounds(texts: Iterable[str]) -> int:
    """The number of times that all texts of a file were damaged together.

    A tag of one letter proves nothing by itself; a file of which everything is damaged does.
    """
    whole = "\n".join(texts)
    rounds = 0
    while _is_suspect(whole) and "`" not in whole:
        decoded = _decode(whole)
        if decoded == whole or decoded != _repair(whole):
            break
        whole = decoded
        rounds += 1
    return rounds
