"""Markdown to HTML: CommonMark with tables, footnotes and strikethrough, and no raw HTML.

The page's HTML is written from the parser's events in one walk: so levels, anchors, links and
pictures are decided where they are written, and never by searching in HTML. What comes out has
passed the sanitiser.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.lib.text import fold
from articles.rendering.blocks import Block, parse_blocks, parse_blocks_with_lines
from articles.rendering.html_writer import Heading, HtmlWriter, is_in_place
from articles.rendering.sanitize import sanitize_html

# Adults read about so many words a minute (Brysbaert 2019, silent reading of non-fiction).
WORDS_A_MINUTE = 230


@dataclass(frozen=True, slots=True)
class Rendered:
    """`html` is sanitised. `outline` has the headings in order; levels are 2 to 6.

    `text` is all that readers see, in plain words.
    """

    html: str
    text: str = ""
    outline: tuple[Heading, ...] = ()
    word_count: int = 0
    reading_minutes: int = 0


def render(body: str, *, title: str = "", site_host: str = "", lang: str = "en") -> Rendered:
    """The page of a Markdown text in the language `lang`.

    A first heading that repeats `title` is left out; the highest heading left becomes h2 and
    the others follow. Links to hosts other than `site_host` get rel="nofollow noopener".
    """
    return render_blocks(parse_blocks(body), title=title, site_host=site_host, lang=lang)


def render_blocks(
    found: Sequence[Block], *, title: str = "", site_host: str = "", lang: str = "en"
) -> Rendered:
    """As `render`, of a text that is parsed already."""
    found = found[_left_out(found, title) :]
    top = min((block.level for block in found if block.level), default=2)
    writer = HtmlWriter(site_host=site_host, lang=lang, shift=2 - top)
    for block in found:
        writer.write(block.events)
    html = sanitize_html(writer.finish())
    text = "".join(writer.texts)
    words = _count_words(text)
    return Rendered(html, text, tuple(writer.outline), words, -(-words // WORDS_A_MINUTE))


def shown_lines(body: str, *, title: str = "") -> list[int]:
    """The lines of `body`, counted from 0, that begin the elements of its page, in their order.

    For a page that follows the text: the element of a heading or of any other block, also inside
    a section of opinion; no footnotes, and none of what the page adds by itself.
    """
    found = parse_blocks_with_lines(body)
    rest = found[_left_out([block for block, _line in found], title) :]
    return [line for block, line in rest if is_in_place(block.events)]


def _left_out(found: Sequence[Block], title: str) -> int:
    """How many blocks at the beginning only repeat the title."""
    return int(bool(found and found[0].level and fold(found[0].text) == fold(title)))


def _count_words(text: str) -> int:
    """How many pieces between blanks have a letter or a digit."""
    words = text.split()
    # Nearly all begin with one; only the others are looked at closely.
    odd = [word for word in words if not word[0].isalnum()]
    return len(words) - sum(1 for word in odd if not any(map(str.isalnum, word)))
