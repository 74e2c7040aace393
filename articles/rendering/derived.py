"""Everything that is derived from an article's text, from one parse of its Markdown."""

from dataclasses import dataclass

from articles.lib.provenance import MachinePart
from articles.lib.tokens import LEAD_WORDS, token_line
from articles.rendering.blocks import ordinary_paragraphs, parse_blocks
from articles.rendering.excerpt import make_summary
from articles.rendering.html_writer import Heading
from articles.rendering.links import SiteHosts
from articles.rendering.markdown import render_blocks

# Fields of Derived for search, and columns of the same names.
SEARCHED = ("words_title", "words_lead", "words_body", "passages")


@dataclass(frozen=True, slots=True)
class Derived:
    """The derived values of an article. `html` is sanitised; for the others see `Rendered`.

    `words_title`, `words_lead` and `words_body` are for the search index; `passages` has a line
    for each paragraph. Only text, numbers and tuples, so that worker processes pickle it cheaply.
    """

    html: str
    outline: tuple[Heading, ...]
    word_count: int
    reading_minutes: int
    summary: str
    words_title: str
    words_lead: str
    words_body: str
    passages: str


def derive(
    *,
    title: str,
    description: str,
    body: str,
    lang: str,
    hosts: SiteHosts,
    machine_part: MachinePart,
) -> Derived:
    """Render and analyse a text in the language `lang`; no database, no settings."""
    blocks = parse_blocks(body, hosts)
    page = render_blocks(
        blocks, title=title, site_host=hosts.site, lang=lang, machine_part=machine_part
    )
    passages = list(ordinary_paragraphs(blocks, machine_part))
    lead = make_summary(description, passages)
    return Derived(
        html=page.html,
        outline=page.outline,
        word_count=page.word_count,
        reading_minutes=page.reading_minutes,
        summary=lead,
        words_title=token_line(title),
        words_lead=token_line(lead, LEAD_WORDS),
        words_body=token_line(page.text),
        passages="\n".join(passages),
    )
