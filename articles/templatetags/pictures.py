"""Filters of pictures: their texts in the language of the article that shows them."""

from django import template

from articles.models import Image

register = template.Library()


@register.filter
def alt_in(image: Image, lang: str) -> str:
    """The alternative text in a language; empty for a decorative picture."""
    return image.alt_in(lang)


@register.filter
def caption_in(image: Image, lang: str) -> str:
    """The caption in a language."""
    return image.caption_in(lang)
