"""Finds what readers would see as stray signs in a Markdown text, or not see at all.

Most of it is the syntax of other programs: HTML, templates, shortcodes, wiki links. Code is left
alone, since it means what it says.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from django.utils.translation import gettext, gettext_lazy, ngettext

from articles.lib.graphemes import shorten
from articles.rendering.anchors import Anchors, note_label
from articles.rendering.blocks import parse_blocks
from articles.rendering.events import (
    PlacedEvent,
    ended,
    is_line_break,
    raw_events,
    started,
    without_comments,
)
from articles.rendering.links import SiteHosts
from articles.rendering.text_pictures import is_relative

# The code of a picture that should stand beside the file of the text.
PICTURE_FILE: Final = "picture-file"
_SHOWN = 80
_DETAIL = 2000
# A fast check: most texts hold none of these.
_SUSPECT: Final = ("<", "{", "|", ":::", "[")
_SUSPECT_BRACKET = re.compile(
    r"!\[|\[[\[^/]|\[[A-Za-z][\w-]*(?:\s[^\[\]]*=|\])|\]\(\s*<?#|\]:|\]\["
)
_TAG = re.compile(r"</?[A-Za-z][\w:.-]*|<[!?]\S{1,9}")
_FOREIGN: Final = {
    # Liquid, Jinja, Handlebars and Hugo; directives of MyST, Pandoc and Docusaurus.
    "template": re.compile(
        r"\{\{[^{}\n]{0,300}\}\}|\{%[^\n]{0,300}?%\}|^[ >]*:::+[ ]?\{?\w[\w-]*", re.MULTILINE
    ),
    # WordPress and BBCode. `[sic]` is none: there must be an attribute, an end, or a known name.
    "shortcode": re.compile(
        r"\[/[a-z][\w-]{0,40}\]|\[[a-z][\w-]{0,40}(?:\s+[\w-]{1,40}\s*=[^\[\]\n]{0,300})\]"
        r"|\[(?:gallery|playlist|toc|contact-form(?:-7)?)\]",
        re.IGNORECASE,
    ),
    "embed": re.compile(r"!\[\[[^\[\]\n]{1,200}\]\]"),
    "wiki-link": re.compile(r"(?<!!)\[\[[^\[\]\n]{1,200}\]\]"),
    "note": re.compile(r"\[\^[^\[\]\n]{1,100}\]"),
    # Kramdown and Pandoc.
    "attributes": re.compile(r"\{:?[ ]?[#.][A-Za-z][^{}\n]{0,200}\}"),
}
_BLANK: Final = bytes(10 if byte == 10 else 32 for byte in range(256))
_ESCAPED = re.compile(rb"\\[!-/:-@\[-`{-~]")
_DEFINITION = re.compile(r"^[ >]{0,9}\[([^\[\]]{1,200})\]:[ \t]*(\S.*)$", re.MULTILINE)
_NO_ADDRESS = re.compile(r"[\w'\"](?!\S*[/:.#?]\S)")
_CONTAINERS: Final = frozenset({"List", "Item", "BlockQuote", "FootnoteDefinition"})
_WORD = re.compile(r"[^\W_]")
_REASONS: Final = {
    "html": gettext_lazy("Readers see HTML as text"),
    "template": gettext_lazy("Readers see the code of a template as text"),
    "shortcode": gettext_lazy("Readers see a shortcode as text"),
    "embed": gettext_lazy("Readers see an embedded file as text"),
    "wiki-link": gettext_lazy("Readers see a wiki link as text"),
    "note": gettext_lazy("Readers see the mark of a footnote that is not there"),
    "attributes": gettext_lazy("Readers see attributes as text"),
    "picture": gettext_lazy("A picture is left out, since pages may not show it"),
    PICTURE_FILE: gettext_lazy("A picture is left out, since no file came with it"),
    "anchor": gettext_lazy("A link leads to no heading of this text"),
    "definition": gettext_lazy("A line is taken for the address of a link, and not shown"),
    "table": gettext_lazy("A row has more cells than the table's heading; they are not shown"),
}
CODES: Final = tuple(_REASONS)


@dataclass(frozen=True, slots=True)
class BodyWarning:
    """A fault of a text in `count` places; `line`, from 1, and `shown` are of the first.

    `detail` names all places, so that a new one is seen.
    """

    code: str
    line: int
    shown: str
    count: int = 1
    detail: str = ""

    @property
    def reason(self) -> str:
        """The fault in words, in the language of the interface."""
        return str(_REASONS[self.code])

    @property
    def message(self) -> str:
        """The warning as a sentence with its line."""
        values = {"line": self.line, "reason": self.reason, "shown": self.shown}
        text = gettext("Line %(line)d: %(reason)s: %(shown)s") % values
        return f"{text} ({self.places})" if self.count > 1 else text

    @property
    def places(self) -> str:
        """The number of places in words; empty for one."""
        if self.count == 1:
            return ""
        text = ngettext("%(count)d place", "%(count)d places", self.count)
        return text % {"count": self.count}


def body_warnings(body: str, hosts: SiteHosts) -> list[BodyWarning]:
    """Return the warnings about a text, one of each kind, in the order of CODES."""
    signs = [sign for sign in _SUSPECT if sign in body]
    if not signs or (signs == ["["] and not _SUSPECT_BRACKET.search(body)):
        return []
    document = body.encode()
    events = list(raw_events(body))
    places = sorted(
        [
            *_html(document, events),
            *_foreign(document, events),
            *_pictures(events, hosts),
            *_anchors(body, events, hosts),
            *_definitions(document, events),
            *_cut_cells(document, events),
        ],
        key=lambda place: (CODES.index(place[0]), place[1]),
    )
    warnings = []
    for code, group in groupby(places, key=itemgetter(0)):
        shown = [(byte, " ".join(text.split())) for _code, byte, text in group]
        byte, first = shown[0]
        line = document.count(b"\n", 0, byte) + 1
        detail = "\n".join(dict.fromkeys(text for _byte, text in shown))[:_DETAIL]
        warnings.append(BodyWarning(code, line, shorten(first, _SHOWN), len(shown), detail))
    return warnings


# (code, byte at which it stands, what stands there)
_Found = tuple[str, int, str]


def _html(document: bytes, events: Iterable[PlacedEvent]) -> Iterator[_Found]:
    for event, (start, end) in events:
        is_inline = isinstance(event, dict) and "InlineHtml" in event
        if not is_inline and started(event)[0] != "HtmlBlock":
            continue
        html = _readable(document[start:end])
        if not is_line_break(html):
            for tag in _TAG.finditer(html):
                # The name says which; attributes may be long.
                ending = "" if tag[0][1] in "!?" else ">"
                yield "html", start + tag.start(), tag[0] + ending


def _foreign(document: bytes, events: Iterable[PlacedEvent]) -> Iterator[_Found]:
    """Search what readers see as text: neither code, nor addresses, nor escaped signs."""
    visible = bytearray(document.translate(_BLANK))
    code = []
    for event, (start, end) in events:
        if isinstance(event, dict) and "Text" in event:
            visible[start:end] = document[start:end]
        name, _details = started(event)
        if name == "HtmlBlock":
            visible[start:end] = _readable(document[start:end]).encode("latin-1")
        elif name == "CodeBlock":
            code.append((start, end))
    for start, end in (*code, *(match.span() for match in _ESCAPED.finditer(document))):
        visible[start:end] = document[start:end].translate(_BLANK)
    text = visible.decode("latin-1")
    for code_word, pattern in _FOREIGN.items():
        for match in pattern.finditer(text):
            start, end = match.span()
            yield code_word, start, document[start:end].decode(errors="ignore")


def _readable(html: bytes) -> str:
    """Raw HTML with blanks for comments; in Latin-1, so that its characters are counted as bytes.

    What is searched for is ASCII.
    """
    return without_comments(html.decode("latin-1"), keep_length=True)


def _pictures(events: Iterable[PlacedEvent], hosts: SiteHosts) -> Iterator[_Found]:
    for event, (start, _end) in events:
        name, details = started(event)
        if name == "Image" and not hosts.address_of(url := details["dest_url"]):
            yield PICTURE_FILE if is_relative(url) else "picture", start, url


def _anchors(body: str, events: Iterable[PlacedEvent], hosts: SiteHosts) -> Iterator[_Found]:
    links = []
    for event, (start, _end) in events:
        name, details = started(event)
        if name == "Link" and details["dest_url"].startswith("#"):
            links.append((start, details["dest_url"]))
    if links:
        anchors = Anchors(parse_blocks(body, hosts))
        for start, url in links:
            if not anchors.find(url[1:]):
                yield "anchor", start, url


def _definitions(document: bytes, events: Iterable[PlacedEvent]) -> Iterator[_Found]:
    """Lines such as `[Update]: Resigned`, which CommonMark (4.7) takes for addresses."""
    between = bytearray(document)
    used = set()
    blank_until = 0
    for event, (start, end) in events:
        name, details = started(event)
        if ended(event):
            continue
        if name in ("Link", "Image"):
            used.add(note_label(details["id"]))
        # What is in a container and in no other element is nothing that is shown.
        # An element within another one is blank with it.
        is_shown = name not in _CONTAINERS and event not in ("SoftBreak", "HardBreak")
        if is_shown and end > blank_until:
            between[start:end] = document[start:end].translate(_BLANK)
            blank_until = end
    for match in _DEFINITION.finditer(between.decode("latin-1")):
        label, address = (part.encode("latin-1").decode(errors="ignore") for part in match.groups())
        is_known = label.startswith("^") or note_label(label) in used
        if not is_known and _NO_ADDRESS.match(address):
            yield "definition", match.start(), f"[{label}]: {address}"


def _cut_cells(document: bytes, events: Iterable[PlacedEvent]) -> Iterator[_Found]:
    cell_end = row_end = 0
    for event, (start, end) in events:
        name, _details = started(event)
        if name == "TableRow":
            cell_end, row_end = start, end
        elif name == "TableCell" and end <= row_end:
            cell_end = end
        elif event == {"End": "TableRow"}:
            rest = document[cell_end:row_end].decode(errors="ignore").split("\n")[0]
            if _WORD.search(rest):
                yield "table", cell_end, rest
