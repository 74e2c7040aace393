"""The summary that lists, search engines and the head of a story show."""

import re
from collections.abc import Iterable

from articles.lib.text import collapse

LIMIT = 200
_TRUNCATED = re.compile(r"(?:…|\.\.\.)\s*$")
# The end of a sentence in the scripts of the site, with a quotation's end after it.
_SENTENCE_END = re.compile(r"[.!?؟。]['\"’”»)]*(?=\s|$)")


def make_summary(description: str, paragraphs: Iterable[str], limit: int = LIMIT) -> str:
    """The description; where that is missing or cut off, the beginning of the text instead.

    `paragraphs` are the text's, each as one line; no more of them are asked for than are needed.
    At most `limit` characters when it is derived: whole sentences if they fill half of it, else
    whole words and an ellipsis. Opinion sections never speak for a story.
    """
    given = collapse(description)
    if given and not is_cut_off(given):
        return given
    return _cut(_beginning(paragraphs, limit), limit) or given


def is_cut_off(description: str) -> bool:
    """Whether it ends in an ellipsis, as upstream leaves what it shortens."""
    return bool(_TRUNCATED.search(description))


def _beginning(paragraphs: Iterable[str], limit: int) -> str:
    """The first paragraphs, until they are longer than `limit`."""
    text = ""
    for paragraph in paragraphs:
        text = f"{text} {paragraph}".strip(" ")
        if len(text) > limit:
            break
    return text


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text[: limit + 1])]
    if ends and limit // 2 <= ends[-1] <= limit:
        return text[: ends[-1]]
    room = text[:limit]
    return room[: room.rfind(" ")].rstrip(" ,;:–—-") + "…" if " " in room else room[:-1] + "…"
