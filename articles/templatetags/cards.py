"""`{% cards %}`: the articles of a list."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from articles.public.cards import Card

register = template.Library()


@register.simple_tag(takes_context=True)
def cards(
    context: Context, cards: Iterable[Card], sizes: str, *, is_lead: bool = False, level: int = 2
) -> SafeString:
    """Return the HTML of `cards`.

    `sizes` is the attribute of `<img>`: how wide the images are in the layout. `is_lead` is for the
    article that leads the home page, `level` is the level of the headings.
    """
    lang, kind = context["lang"], context.get("kind") or ""
    parts = ((_card_html(card, lang, kind, sizes, is_lead, level),) for card in cards)
    return format_html_join("", "{}", parts)


def _card_html(
    card: Card, lang: str, kind: str, sizes: str, is_lead: bool, level: int
) -> SafeString:
    key = card.is_pinned, lang, kind, sizes, is_lead, level
    # Threads share a card, and one of them may empty its dictionary: read it only once.
    html = card.html.get(key)
    if html is None:
        html = card.html[key] = render_to_string(
            "articles/_card.html",
            {
                "article": card.article,
                "lang": lang,
                "kind": kind,
                "sizes": sizes,
                "is_lead": is_lead,
                "level": level,
            },
        )
    return html
