"""Renders Markdown as sanitised HTML: CommonMark with tables, footnotes and strikethrough.

HTML is written from the parser's events in one pass: levels, anchors, links and images are decided
there and never by searching in HTML. Raw HTML is shown as text, comments are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.lib.provenance import MachinePart
from articles.lib.text import fold
from articles.rendering.anchors import Anchors
from articles.rendering.blocks import NO_HOSTS, Block, PlacedBlock, parse_blocks
from articles.rendering.html_writer import Heading, HtmlWriter
from articles.rendering.links import SiteHosts
from articles.rendering.reading_time import count_words, reading_minutes
from articles.rendering.sanitize import sanitize_html


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered text. `html` is sanitised; `outline` has the headings in order, levels 2 to 6.

    `text` is all visible text without mark-up.
    """

    html: str
    text: str = ""
    outline: tuple[Heading, ...] = ()
    word_count: int = 0
    reading_minutes: int = 0


def render(
    body: str,
    *,
    title: str = "",
    hosts: SiteHosts = NO_HOSTS,
    lang: str = "en",
    machine_part: MachinePart = "",
) -> Rendered:
    """Render a Markdown text in the language `lang`.

    A first heading that repeats `title` is left out; the highest remaining level becomes h2. Links
    to other hosts than the site's get rel="nofollow noopener"; pictures that `hosts` does not show
    are left out. Sections of opinion are marked where a machine has a part in the text.
    """
    blocks = parse_blocks(body, hosts)
    return render_blocks(
        blocks, title=title, site_host=hosts.site, lang=lang, machine_part=machine_part
    )


def render_blocks(
    blocks: Sequence[Block],
    *,
    title: str = "",
    site_host: str = "",
    lang: str = "en",
    machine_part: MachinePart = "",
) -> Rendered:
    """Render the blocks of a Markdown text in the language `lang`.

    A first heading that repeats `title` is left out; the highest remaining level becomes h2. Links
    to other hosts than `site_host` get rel="nofollow noopener". Sections of opinion are marked
    where a machine has a part in the text.
    """
    left_out = _left_out(blocks, title)
    shown = blocks[left_out:]
    top = min((block.level for block in shown if block.level), default=2)
    writer = HtmlWriter(
        Anchors(shown, blocks[:left_out]),
        site_host=site_host,
        lang=lang,
        shift=2 - top,
        machine_part=machine_part,
    )
    for block in shown:
        writer.write(block)
    html = sanitize_html(writer.finish())
    text = "".join(writer.texts)
    words = count_words(text)
    return Rendered(html, text, tuple(writer.outline), words, reading_minutes(words))


def shown_lines(placed: Sequence[PlacedBlock], *, title: str = "") -> list[int]:
    """Return the line, from 0, of each element that `render_blocks()` writes of these blocks.

    For the live preview, which scrolls with the text. Footnotes and elements that rendering adds
    are left out.
    """
    rest = placed[_left_out([block for block, _line in placed], title) :]
    return [line for block, line in rest if not block.is_note]


def _left_out(blocks: Sequence[Block], title: str) -> int:
    """1 if the first block is a heading that repeats the title, else 0."""
    return int(bool(blocks and blocks[0].level and fold(blocks[0].text) == fold(title)))
