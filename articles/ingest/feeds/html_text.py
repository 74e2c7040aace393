"""The text of HTML as items of feeds hold it: paragraphs with an empty line between them. Pure.

Nothing of the markup is kept, so nothing has to be parsed: tags are taken out of it in one pass, in
time that grows with its length, however deep it is nested.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from articles.lib.text import collapse

# Characters of HTML that are read; markup may be several times as long as its text.
MAX_HTML: Final = 2_000_000
# Elements that begin and end a paragraph, and those that begin a line.
_PARAGRAPHS: Final = frozenset({
    "address", "article", "aside", "blockquote", "div", "dl", "figure", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "main", "ol", "p", "pre", "section", "table", "ul",
})  # fmt: skip
_LINES: Final = frozenset({"br", "dd", "dt", "figcaption", "li", "tr"})
_CELLS: Final = frozenset({"td", "th", "option"})
# Elements whose content is no text of an item.
_SILENT: Final = frozenset({
    "audio", "canvas", "head", "iframe", "math", "noscript", "object", "script", "style", "svg",
    "template", "title", "video",
})  # fmt: skip
# No tag has a `<` in it, which keeps this linear; a quotation mark may hide a `>`.
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>|<[!?/][^<>]*+>"""
)
_EMPTY_LINES = re.compile(r"\n{3,}")


def html_text(markup: str) -> str:
    """Return the text of an HTML fragment; scripts, comments and their like are none."""
    if "<" not in markup and "&" not in markup:
        return _tidy(markup)
    markup = markup[:MAX_HTML].replace("\n", " ").replace("\r", " ")
    return _tidy(html.unescape("".join(_pieces(_without_comments(markup)))))


def html_line(markup: str) -> str:
    """Return the text of an HTML fragment on one line, as titles have it."""
    return collapse(html_text(markup).replace("\n", " "))


def _pieces(markup: str) -> Iterator[str]:
    """The texts between the tags, and the breaks that these make."""
    tags = list(_TAG.finditer(markup))
    # Where the last end of each silent element is; one without an end hides nothing.
    ends = {tag[2].lower(): tag.start() for tag in tags if tag[1]}
    position, hidden_by = 0, ""
    for tag in tags:
        name = (tag[2] or "").lower()
        if not hidden_by:
            yield markup[position : tag.start()]
            yield _break(name, bool(tag[1]))
            is_hiding = name in _SILENT and not tag[1] and not tag[0].endswith("/>")
            if is_hiding and ends.get(name, 0) > tag.start():
                hidden_by = name
        elif tag[1] and name == hidden_by:
            hidden_by = ""
        position = tag.end()
    yield markup[position:]


def _break(name: str, is_end: bool) -> str:
    if name in _PARAGRAPHS:
        return "\n\n"
    # The end of a line is the beginning of the next one.
    if name in _LINES:
        return "" if is_end else "\n"
    return " " if name in _CELLS else ""


def _without_comments(markup: str) -> str:
    """The markup without comments; one that does not end hides nothing."""
    parts, position = [], 0
    while (start := markup.find("<!--", position)) >= 0:
        end = markup.find("-->", start + 4)
        if end < 0:
            break
        parts.append(markup[position:start])
        position = end + 3
    return "".join([*parts, markup[position:]])


def _tidy(text: str) -> str:
    lines = (collapse(line.replace("\xa0", " ")) for line in text.splitlines())
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
