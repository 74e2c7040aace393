"""`{% cards %}`: stories of a list."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from articles.public.cards import Card

register = template.Library()


@register.simple_tag(takes_context=True)
def cards(
    context: Any, stories: Iterable[Card], sizes: str, *, first: bool = False, level: int = 2
) -> SafeString:
    """The cards of `stories`. `sizes` is the width of a picture in the layout, as in `<img>`,
    `level` that of the headings; `first` makes them the lead of the page."""
    lang, kind = context["lang"], context.get("kind", "")
    made = ((_html(story, story.is_pinned, lang, kind, sizes, first, level),) for story in stories)
    return format_html_join("", "{}", made)


def _html(
    story: Card, pinned: bool, lang: str, kind: str, sizes: str, first: bool, level: int
) -> SafeString:
    look = pinned, lang, kind, sizes, first, level
    # Threads share a card: what one made may be gone from where it put it.
    html = story.html.get(look)
    if html is None:
        html = story.html[look] = render_to_string(
            "articles/_card.html",
            {
                "article": story.article,
                "lang": lang,
                "kind": kind,
                "sizes": sizes,
                "first": first,
                "level": level,
            },
        )
    return html
