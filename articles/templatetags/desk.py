"""What the templates of the desk need of Python."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

register = template.Library()


@register.filter
def item(things: Mapping[Any, Any], key: Any) -> Any:
    """What stands under `key`, or None."""
    return things.get(key)


@register.simple_tag(takes_context=True)
def crumbs(context: Context) -> list[tuple[str, str]]:
    """The way from the desk to this page, as (words, address); where one is has no address.

    For Django's own pages of the admin as for ours: desk, list, thing, and what is done with it.
    """
    opts, title = context.get("opts"), str(context.get("title") or "")
    trail = [(gettext("Desk"), reverse("admin:index"))]
    if opts is None:
        return [*trail, (title, "")]
    name = f"admin:{opts.app_label}_{opts.model_name}"
    many = gettext("Stories") if opts.model_name == "article" else opts.verbose_name_plural
    url = reverse(f"{name}_changelist")
    trail.append((capfirst(str(many)), url))
    named = (context.get(name) for name in ("original", "object", "article"))
    # A page about a conflict knows the article, too.
    thing = next((thing for thing in named if isinstance(thing, opts.model)), None)
    if context["request"].path == url:
        return [*trail[:-1], (trail[-1][0], "")]
    if thing is None:
        return [*trail, (title, "")]
    if "adminform" in context:
        return [*trail, (str(thing), "")]
    trail.append((str(thing), reverse(f"{name}_change", args=[thing.pk])))
    return [*trail, (title.removesuffix(f": {thing}"), "")]
