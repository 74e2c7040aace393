"""`{% fragment %}`: parts of pages that are the same on many pages, rendered once."""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.conf import settings
from django.db.models import Model
from django.template import Context
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def fragment(context: Context, template_name: str, **values: Hashable) -> SafeString:
    """Return `template_name` rendered with `values` and the page's `lang`, from a cache by these.

    Equal values give equal HTML, so a cached fragment is never out of date. Values are texts,
    numbers, times and tuples of them. Raises TypeError for a model instance, which equals its
    earlier self after a change, and for anything that cannot be hashed.
    """
    # A developer wants to see a changed template at once.
    render = _render.__wrapped__ if settings.DEBUG else _render
    return render(template_name, context["lang"], **values)


@lru_cache(maxsize=2000, typed=True)  # typed: a SafeString equals the unsafe str of its text
def _render(template_name: str, lang: str, **values: Hashable) -> SafeString:
    if any(isinstance(value, Model) for value in values.values()):
        raise TypeError(f"{template_name}: pass values, not model instances.")
    with translation.override(lang):
        return render_to_string(template_name, values | {"lang": lang})
