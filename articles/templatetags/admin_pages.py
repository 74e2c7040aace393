"""Template tags of the admin's pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from articles.lib.urls import cached_reverse

register = template.Library()

_ICONS = "articles/icons.svg"
_ICON = '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>'
_LINK = '<li><a href="{}"{}{}>{}<span class="word">{}</span>{}</a></li>'
_SUB = SafeString(' class="sub"')


@register.filter
def get_item(mapping: Mapping[object, object], key: object) -> object:
    """Return `mapping[key]`, or None where there is no such key."""
    return mapping.get(key)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a picture of the one file of icons, by its name; screen readers leave it out."""
    return format_html(_ICON, static(_ICONS), name)


@register.simple_tag
def desk_links(links: Iterable[Any]) -> SafeString:
    """Return the links of a group of `articles.admin.navigation`: a page has thirty of them."""
    icons = static(_ICONS)
    return format_html_join("", _LINK, (_parts(link, icons) for link in links))


def _parts(link: Any, icons: str) -> tuple[str, ...]:
    """What stands in a link: its address, its attributes, its icon, its label and its count."""
    has_count = link.count not in ("", "0")
    calls = " calls" if link.calls else ""
    return (
        link.url,
        "" if link.icon else _SUB,
        format_html(' aria-current="{}"', link.current) if link.current else "",
        format_html(_ICON, icons, link.icon) if link.icon else "",
        link.label,
        format_html(' <span class="number{}">{}</span>', calls, link.count) if has_count else "",
    )


@register.simple_tag
def cached_url(name: str) -> str:
    """Return the address of a screen, which `{% url %}` would make anew each time."""
    return cached_reverse(name)


@register.simple_tag(takes_context=True)
def breadcrumbs(context: Context) -> list[tuple[str, str]]:
    """Return (text, URL) of each step from the dashboard to the current page, whose URL is empty.

    The steps of Django's own admin pages and of ours are dashboard, change list, object, and what
    is done with it.
    """
    opts, title = context.get("opts"), str(context.get("title") or "")
    steps = [(gettext("Desk"), cached_reverse("admin:index"))]
    if opts is None:
        return [*steps, (title, "")]
    url_name = f"admin:{opts.app_label}_{opts.model_name}"
    own_names = {"article": gettext("Stories"), "frontedition": gettext("Front page")}
    list_url = cached_reverse(f"{url_name}_changelist")
    list_name = own_names.get(opts.model_name, capfirst(str(opts.verbose_name_plural)))
    if context["request"].path == list_url:
        return [*steps, (list_name, "")]
    steps.append((list_name, list_url))
    candidates = (context.get(name) for name in ("original", "object", "article"))
    # The page of a conflict has an article in its context, too.
    obj = next((obj for obj in candidates if isinstance(obj, opts.model)), None)
    if obj is None:
        return [*steps, (title, "")]
    if "adminform" in context:
        return [*steps, (str(obj), "")]
    steps.append((str(obj), reverse(f"{url_name}_change", args=[obj.pk])))
    return [*steps, (title.removesuffix(f": {obj}"), "")]
