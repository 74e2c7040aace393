"""Renders Markdown as sanitised HTML: CommonMark with tables, footnotes and strikethrough.

HTML is written from the parser's events in one pass: levels, anchors, links and images are decided
there and never by searching in HTML. Raw HTML is shown as text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.lib.text import fold
from articles.rendering.blocks import Block, parse_blocks, parse_blocks_with_lines
from articles.rendering.html_writer import Heading, HtmlWriter, is_in_place
from articles.rendering.sanitize import sanitize_html

# Words that adults read in a minute (Brysbaert 2019, silent reading of non-fiction).
WORDS_A_MINUTE = 230


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


def render(body: str, *, title: str = "", site_host: str = "", lang: str = "en") -> Rendered:
    """Render a Markdown text in the language `lang`.

    A first heading that repeats `title` is left out; the highest remaining level becomes h2. Links
    to hosts other than `site_host` get rel="nofollow noopener".
    """
    return render_blocks(parse_blocks(body), title=title, site_host=site_host, lang=lang)


def render_blocks(
    blocks: Sequence[Block], *, title: str = "", site_host: str = "", lang: str = "en"
) -> Rendered:
    """Render the blocks of a parsed text, as `render()` does."""
    blocks = blocks[_left_out(blocks, title) :]
    top = min((block.level for block in blocks if block.level), default=2)
    writer = HtmlWriter(site_host=site_host, lang=lang, shift=2 - top)
    for block in blocks:
        writer.write(block.events)
    html = sanitize_html(writer.finish())
    text = "".join(writer.texts)
    words = _count_words(text)
    return Rendered(html, text, tuple(writer.outline), words, -(-words // WORDS_A_MINUTE))


def shown_lines(body: str, *, title: str = "") -> list[int]:
    """Return the line in `body`, from 0, of each element that `render()` writes, in order.

    For the live preview, which scrolls with the text. Footnotes and elements that rendering adds
    are left out.
    """
    blocks = parse_blocks_with_lines(body)
    rest = blocks[_left_out([block for block, _line in blocks], title) :]
    return [line for block, line in rest if is_in_place(block.events)]


def _left_out(blocks: Sequence[Block], title: str) -> int:
    """1 if the first block is a heading that repeats the title, else 0."""
    return int(bool(blocks and blocks[0].level and fold(blocks[0].text) == fold(title)))


def _count_words(text: str) -> int:
    """The number of words between blanks that have a letter or a digit."""
    words = text.split()
    # Nearly all begin with one; only the others are searched.
    odd = [word for word in words if not word[0].isalnum()]
    return len(words) - sum(1 for word in odd if not any(map(str.isalnum, word)))
