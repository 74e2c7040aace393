"""The summary of an article, for lists, search engines and the head of its page. Pure."""

import re
from collections.abc import Iterable

from articles.lib.text import collapse

LIMIT = 200
_TRUNCATED = re.compile(r"(?:…|\.\.\.)\s*$")
# The end of a sentence, with closing quotes and brackets.
_SENTENCE_END = re.compile(r"[.!?؟。]['\"’”»)]*(?=\s|$)")


def make_summary(description: str, paragraphs: Iterable[str], limit: int = LIMIT) -> str:
    """Return the description; if it is missing or cut off, the beginning of the text.

    `paragraphs` are the text's, one line each, without opinion sections; they are consumed only
    as far as needed. The beginning has at most `limit` characters: whole sentences if they fill
    half of it, else whole words and an ellipsis.
    """
    summary = collapse(description)
    if summary and not is_cut_off(summary):
        return summary
    return _cut(_beginning(paragraphs, limit), limit) or summary


def is_cut_off(description: str) -> bool:
    """Whether `description` ends in an ellipsis, as upstream leaves shortened texts."""
    return bool(_TRUNCATED.search(description))


def _beginning(paragraphs: Iterable[str], limit: int) -> str:
    """The first paragraphs joined, until they are longer than `limit`."""
    text = ""
    for paragraph in paragraphs:
        text = f"{text} {paragraph}".strip(" ")
        if len(text) > limit:
            break
    return text


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text[: limit + 1])]
    if ends and limit // 2 <= ends[-1] <= limit:
        return text[: ends[-1]]
    room = text[:limit]
    return room[: room.rfind(" ")].rstrip(" ,;:–—-") + "…" if " " in room else room[:-1] + "…"
