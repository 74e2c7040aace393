"""`{% load texts %}`: filters of plain text."""

from django import template
from django.template.defaultfilters import stringfilter

from articles.lib import graphemes

register = template.Library()


@register.filter(is_safe=True)
@stringfilter
def shorten(text: str, limit: int) -> str:
    """`{{ title|shorten:60 }}`: at most so many characters; no emoji of several
    code points is cut in two, as Django's own filter would do."""
    return graphemes.shorten(text, limit)
