"""Writes the events of the Markdown parser as HTML, not yet sanitised."""

from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.translation import gettext, override

from articles.lib.provenance import MachinePart
from articles.lib.text import collapse
from articles.rendering.anchors import Anchors, note_label
from articles.rendering.blocks import Block
from articles.rendering.events import Event, is_line_break, named, started
from articles.rendering.links import image_tag, link_tags
from articles.rendering.opinion import is_opinion, opinion_note

# Elements nested deeper than any article needs are written flat.
MAX_DEPTH = 40
_SIMPLE = {
    "Paragraph": "p",
    "Item": "li",
    "Emphasis": "em",
    "Strong": "strong",
    "Strikethrough": "del",
    "TableRow": "tr",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline: `level` 2 to 6, `id` is its anchor, `text` has no mark-up."""

    level: int
    id: str
    text: str
    opinion: bool = False


class HtmlWriter:
    """Writes one text: call `write()` for each block in order, then `finish()`.

    `anchors` are those of all its blocks. `shift` is added to the levels of headings; hosts other
    than `site_host` are external. `machine_part` decides whether opinions are marked.
    """

    def __init__(
        self,
        anchors: Anchors,
        *,
        site_host: str,
        lang: str,
        shift: int,
        machine_part: MachinePart,
    ) -> None:
        self.outline: list[Heading] = []
        # All visible text, for counting words.
        self.texts: list[str] = []
        self._anchors = anchors
        self._heading_ids = iter(anchors.heading_ids)
        self._site_host = site_host
        self._lang = lang
        self._shift = shift
        self._machine_part = machine_part
        self._out: list[str] = []
        self._ends: list[str] = []
        self._opinion_level = 0
        # The HTML of each note by its label, and how many references to it are written.
        self._notes: dict[str, list[str]] = {}
        self._references: dict[str, int] = {}
        # Inside an image, text is collected as its alternative text; else None.
        self._alt: list[str] | None = None
        self._image: dict[str, str] = {}
        self._columns: list[str] = []
        self._column = 0
        self._head = False

    def write(self, block: Block) -> None:
        """Write one top-level block; footnotes are kept for the end."""
        if block.level:
            self._heading(block)
        elif block.is_note:
            label = note_label(started(block.events[0])[1])
            outside, self._out = self._out, []
            self._walk(block.events[1:-1])
            # A second note with the same label belongs to the first.
            self._notes.setdefault(label, []).extend(self._out)
            self._out = outside
        else:
            self._walk(block.events)

    def finish(self) -> str:
        """Return the HTML of all blocks and the footnotes."""
        self._close_opinion()
        if self._notes:
            self._footnotes()
        return "".join(self._out)

    # --- blocks ---------------------------------------------------------------------------

    def _heading(self, block: Block) -> None:
        level = self._level(block.level)
        outside, self._out = self._out, []
        self._walk(block.events[1:-1])
        inner, self._out = "".join(self._out), outside
        text = block.text
        self.texts.append(" ")
        opinion = is_opinion(text, self._machine_part)
        if not self._opinion_level or level <= self._opinion_level:
            self._close_opinion()
            if opinion:
                self._opinion_level = level
                # Keeps opinion out of the snippets of search engines.
                self._out.append('<section class="opinion" data-nosnippet>')
        anchor = next(self._heading_ids)
        self.outline.append(Heading(level, anchor, text, opinion))
        self._out.append(f'<h{level} id="{anchor}">{inner}</h{level}>\n')
        if opinion and self._opinion_level == level:
            note = opinion_note(self._machine_part, self._lang)
            self._out.append(f'<p class="opinion-note">{escape(note)}</p>\n')

    def _level(self, written: int) -> int:
        return min(max(written + self._shift, 2), 6)

    def _close_opinion(self) -> None:
        if self._opinion_level:
            self._out.append("</section>\n")
            self._opinion_level = 0

    def _footnotes(self) -> None:
        with override(self._lang):
            title, back = gettext("Footnotes"), gettext("Back to the text")
        self._out.append(
            f'<section class="footnotes" role="doc-endnotes" aria-label="{escape(title)}"><ol>\n'
        )
        # In the order of their references; notes without a reference come last.
        for label in sorted(self._notes, key=self._anchors.number):
            number = self._anchors.number(label)
            self._out += [f'<li id="fn-{number}">', *self._notes[label]]
            if label in self._references:
                self._out.append(
                    f'<a href="#fnref-{number}" class="footnote-back" role="doc-backlink" '
                    f'aria-label="{escape(back)}">↩</a>'
                )
            self._out.append("</li>\n")
        self._out.append("</ol></section>\n")

    # --- events ---------------------------------------------------------------------------

    def _walk(self, events: list[Event]) -> None:
        out, texts = self._out, self.texts
        for event in events:
            if isinstance(event, str):
                self._mark(event)
                continue
            ((kind, value),) = event.items()
            # First and inline, since half of all events are text outside images.
            if kind == "Text" and self._alt is None:
                texts.append(value)
                out.append(escape(value, quote=False))
            elif kind == "Start":
                self._start(value)
            elif kind == "End":
                self._end(value)
            else:
                self._inline(kind, value)

    def _mark(self, event: str) -> None:
        if self._alt is not None:
            self._alt.append(" ")
            return
        self.texts.append(" ")
        self._out.append({"SoftBreak": "\n", "HardBreak": "<br>\n", "Rule": "<hr>\n"}[event])

    def _inline(self, kind: str, value: str) -> None:
        if self._alt is not None:
            self._alt.append(" " if kind == "InlineHtml" and is_line_break(value) else value)
        elif kind == "FootnoteReference":
            self._reference(value)
        elif kind == "Code":
            self.texts.append(value)
            self._out.append(f"<code>{escape(value)}</code>")
        elif kind == "InlineHtml" and is_line_break(value):
            self.texts.append(" ")
            self._out.append("<br>\n")
        else:
            # Other raw HTML is shown as text.
            self.texts.append(value)
            self._out.append(escape(value, quote=False))

    def _reference(self, value: str) -> None:
        label, number = note_label(value), self._anchors.number(value)
        count = self._references[label] = self._references.get(label, 0) + 1
        anchor = f"fnref-{number}" if count == 1 else f"fnref-{number}-{count}"
        self._out.append(
            f'<sup><a href="#fn-{number}" id="{anchor}" role="doc-noteref">{number}</a></sup>'
        )

    def _start(self, value: Event) -> None:
        name, details = named(value)
        if self._alt is not None or (
            len(self._ends) >= MAX_DEPTH and name not in ("Link", "Image")
        ):
            self._ends.append("")
        else:
            start, end = self._tags(name, details)
            self._out.append(start)
            self._ends.append(end)

    def _end(self, value: Event) -> None:
        name, _details = named(value)
        end = self._ends.pop()
        if name == "Image" and self._alt is not None and end == "image":
            self._close_image()
        elif self._alt is None:
            self._out.append(end)
            self._after(name)

    def _after(self, name: str) -> None:
        self.texts.append(
            " " if name not in ("Emphasis", "Strong", "Strikethrough", "Link") else ""
        )
        if name == "TableHead":
            self._head = False
        elif name == "TableCell":
            self._column += 1

    def _tags(self, name: str, details: Any) -> tuple[str, str]:
        """The start and end of an element."""
        if tag := _SIMPLE.get(name):
            self._column = 0 if name == "TableRow" else self._column
            return f"<{tag}>", f"</{tag}>" + ("" if tag in ("em", "strong", "del") else "\n")
        match name:
            case "Heading":
                # A heading inside a quotation or a list is no entry of the outline.
                level = self._level(int(details["level"][1]))
                return f'<h{level} id="{next(self._heading_ids)}">', f"</h{level}>\n"
            case "BlockQuote":
                return "<blockquote>\n", "</blockquote>\n"
            case "List":
                start = f' start="{details}"' if details not in (None, 1) else ""
                return ("<ul>\n", "</ul>\n") if details is None else (f"<ol{start}>\n", "</ol>\n")
            case "CodeBlock":
                # Code runs from left to right in every language; tabindex: it scrolls by keyboard.
                return '<pre dir="ltr" tabindex="0"><code>', "</code></pre>\n"
            case "HtmlBlock":
                return "<p>", "</p>\n"
            case "Table" | "TableHead" | "TableCell":
                return self._table_tags(name, details)
            case "Link":
                return link_tags(details, self._site_host, self._anchors.find)
            case "Image":
                self._alt, self._image = [], details
                return "", "image"
            case _:
                return "", ""

    def _table_tags(self, name: str, details: Any) -> tuple[str, str]:
        if name == "Table":
            self._columns = [align.lower() for align in details]
            with override(self._lang):
                label = escape(gettext("Table"))
            start = f'<div class="table-scroll" role="region" tabindex="0" aria-label="{label}">'
            return f"{start}<table>\n", "</tbody></table></div>\n"
        if name == "TableHead":
            self._head, self._column = True, 0
            return "<thead><tr>", "</tr></thead>\n<tbody>\n"
        align = self._columns[self._column] if self._column < len(self._columns) else "none"
        kind = f' class="align-{align}"' if align != "none" else ""
        return (f'<th scope="col"{kind}>', "</th>") if self._head else (f"<td{kind}>", "</td>")

    def _close_image(self) -> None:
        alt, self._alt = collapse("".join(self._alt or [])), None
        self._out.append(image_tag(self._image, alt))
