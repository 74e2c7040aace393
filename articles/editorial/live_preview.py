"""Preview of a text while it is typed. Pure: no database, and no settings."""

from articles.front_matter.mojibake import repair_text
from articles.lib.provenance import MachinePart
from articles.lib.text import slugify
from articles.rendering.blocks import parse_blocks_with_lines
from articles.rendering.events import is_short
from articles.rendering.excerpt import is_cut_off
from articles.rendering.links import SiteHosts
from articles.rendering.markdown import render_blocks, shown_lines

# The typing of one person must not slow the site down for readers. A text of so many characters is
# thirty times as long as most stories, and prose of that length has about a thousand events of the
# parser; in the worst shape so many take a quarter of a second.
MOST_CHARACTERS, MOST_EVENTS = 100_000, 20_000


def is_long(*texts: str) -> bool:
    """Whether the texts together are too long to be looked at while they are typed."""
    return sum(map(len, texts)) > MOST_CHARACTERS


def preview_facts(
    texts: dict[str, str], lang: str, hosts: SiteHosts, machine_part: MachinePart
) -> dict[str, object] | None:
    """Return the HTML of an article with these texts (title, description, body), its counts, the
    address that is made of the title, and the problems of the texts, as plain values; None for a
    body that costs too much to render.

    Only what the preview shows is made: neither claims nor words for search.
    """
    title, body = texts["title"], texts["body"]
    if not is_short(body, MOST_EVENTS):
        return None
    placed = parse_blocks_with_lines(body, hosts)
    blocks = [block for block, _line in placed]
    page = render_blocks(
        blocks, title=title, site_host=hosts.site, lang=lang, machine_part=machine_part
    )
    return {
        "html": page.html,
        "lines": shown_lines(placed, title=title),
        "words": page.word_count,
        "minutes": page.reading_minutes,
        "address": slugify(title),
        "cut_off": is_cut_off(texts["description"]),
        "damaged": [name for name, text in texts.items() if repair_text(text) != text],
    }
