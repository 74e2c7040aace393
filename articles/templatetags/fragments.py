"""`{% fragment %}`: parts of pages that are the same on many of them."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def fragment(context: Any, template_name: str, **values: Any) -> SafeString:
    """`template_name` rendered with `values` and the page's `lang`, and remembered by them.

    The same values give the same HTML, so nothing that changes can leave an old part behind.
    Values are text, numbers, times, and tuples of them: a model's object would be equal to itself
    after a change, so it is refused.
    """
    # Somebody who works on the templates wants to see them as they are now.
    render = _render.__wrapped__ if settings.DEBUG else _render
    return render(template_name, context["lang"], **values)


@lru_cache(maxsize=2000, typed=True)  # what is safe in one place may not be in another
def _render(template_name: str, lang: str, **values: Any) -> SafeString:
    if any(isinstance(value, Model) for value in values.values()):
        raise TypeError(f"{template_name}: give values, not the objects that have them.")
    with translation.override(lang):
        return render_to_string(template_name, values | {"lang": lang})
