"""The summary of an article, for lists, search engines and the head of its page. Pure."""

import re
from collections.abc import Iterable

from articles.lib.graphemes import clip
from articles.lib.text import collapse

LIMIT = 200
# Upstream, and WordPress, which sets brackets around it.
_TRUNCATED = re.compile(r"(?:…|⋯|\.\.\.)\]?\s*$")
_CLOSING = "'\"’”»)\\]」』》）］】"
# The end of a sentence (Sentence_Terminal in Unicode), with closing quotes and brackets. Scripts
# that put no blanks between words put none between sentences either.
_SENTENCE_END = re.compile(
    rf"(?:[.!?…‼⁇⁈⁉؟۔।॥։።፧፨။܀܁᠃᠉꘎꛳]+[{_CLOSING}]*(?=\s|$)|[。！？｡][{_CLOSING}]*(?![。！？｡{_CLOSING}]))"
)


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
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, limit + 1)]
    whole = max((end for end in ends if end <= limit), default=0)
    if whole >= limit // 2:
        return text[:whole]
    room = clip(text, limit - 1)
    blank = text.rfind(" ", 0, len(room) + 1)
    # Where a blank is far away, the script puts none between words.
    return (room[:blank] if blank >= limit // 2 else room).rstrip(" ,;:–—-،؛、，；：") + "…"
