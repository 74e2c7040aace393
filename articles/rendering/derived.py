"""All that is derived from an article's text, from one parse of its Markdown."""

from dataclasses import dataclass

from articles.claims.extraction import count_by_kind, unsupported_claims
from articles.lib.tokens import LEAD_WORDS, token_line
from articles.rendering.blocks import ordinary_paragraphs, parse_blocks
from articles.rendering.excerpt import make_summary
from articles.rendering.html_writer import Heading
from articles.rendering.markdown import render_blocks

# What search needs: fields of Derived, and columns of the same names.
SEARCHED = ("words_title", "words_lead", "words_body", "passages")


@dataclass(frozen=True, slots=True)
class Derived:
    """`html` is sanitised; the others are as `Rendered` and `summary` have them.

    `words_title`, `words_lead` and `words_body` are what search knows; `passages` has a line for
    each ordinary paragraph. `claims` counts, by kind, what the body claims and title and
    description do not.

    Text, numbers and tuples only, so that a worker process can hand it over cheaply.
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
    claims: tuple[tuple[str, int], ...]


def derive(*, title: str, description: str, body: str, lang: str, site_host: str) -> Derived:
    """What readers get of a text in the language `lang`. Pure: no database, no settings."""
    found = parse_blocks(body)
    page = render_blocks(found, title=title, site_host=site_host, lang=lang)
    passages = list(ordinary_paragraphs(found))
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
        claims=count_by_kind(unsupported_claims(body, f"{title}\n{description}")),
    )
