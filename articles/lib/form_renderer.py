"""Draws the controls of forms without templates where Django's templates only join strings.

A form has dozens of inputs, labels and options, and Django renders two or three templates for each:
half of the time of a page with a form. The HTML is the same; `tests/lib/test_form_renderer.py`
compares the two. Everything else has a template as ever.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

_WIDGETS = "django/forms/widgets"
_INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time",
           "file", "checkbox", "color", "search", "tel", "input")  # fmt: skip
_OPTION = f"{_WIDGETS}/select_option.html"
_ERRORS = ("django/forms/errors/list/default.html", "django/forms/errors/list/ul.html")


class StringRenderer(TemplatesSetting):
    """Django's renderer of the project's templates, with functions in place of the plainest."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Return the HTML of a control, a label or a list of errors."""
        draw = _DRAWN.get(template_name)
        html = draw(context) if draw else None
        return super().render(template_name, context, request) if html is None else html


def _shown(value: Any) -> SafeString:
    """A value as a template writes it: localized, and escaped unless it is safe."""
    return conditional_escape(localize(value))


def _joined(parts: list[SafeString]) -> SafeString:
    return format_html("{}" * len(parts), *parts) if parts else SafeString("")


def _attributes(attrs: Mapping[str, object] | None) -> SafeString:
    parts = [
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in (attrs or {}).items()
        if value is not False
    ]
    return _joined(parts)


def _input(context: dict[str, Any]) -> SafeString:
    widget = context["widget"]
    value = widget["value"]
    shown = "" if value is None else format_html(' value="{}"', value)
    attributes = _attributes(widget["attrs"])
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], shown, attributes
    )


def _textarea(context: dict[str, Any]) -> SafeString:
    widget = context["widget"]
    text = _shown(widget["value"]) if widget["value"] else ""
    attributes = _attributes(widget["attrs"])
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], attributes, text)


def _select(context: dict[str, Any]) -> SafeString | None:
    """A select whose options have Django's template and stand in no groups; else None."""
    widget = context["widget"]
    options = []
    for group, choices, _index in widget["optgroups"]:
        if group or any(choice["template_name"] != _OPTION for choice in choices):
            return None
        options += [_option(choice) for choice in choices]
    rows = format_html_join("", "\n  {}\n", ((option,) for option in options))
    attributes = _attributes(widget["attrs"])
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], attributes, rows)


def _option(choice: dict[str, Any]) -> SafeString:
    attributes = _attributes(choice["attrs"])
    label = _shown(choice["label"])
    return format_html('<option value="{}"{}>{}</option>', choice["value"], attributes, label)


def _label(context: dict[str, Any]) -> SafeString:
    label = _shown(context["label"])
    if not context["use_tag"]:
        return label
    tag, attributes = context["tag"], _attributes(context["attrs"])
    return format_html("<{}{}>{}</{}>", tag, attributes, label, tag)


def _errors(context: dict[str, Any]) -> SafeString:
    errors = context["errors"]
    if not errors:
        return SafeString("")
    field_id = errors.field_id
    name = format_html(' id="{}_error"', field_id) if field_id else ""
    items = format_html_join("", "<li>{}</li>", ((_shown(error),) for error in errors))
    return format_html('<ul class="{}"{}>{}</ul>', context["error_class"], name, items)


_DRAWN: dict[str, Callable[[dict[str, Any]], SafeString | None]] = {
    **{f"{_WIDGETS}/{name}.html": _input for name in _INPUTS},
    f"{_WIDGETS}/textarea.html": _textarea,
    f"{_WIDGETS}/select.html": _select,
    "django/forms/label.html": _label,
    **dict.fromkeys(_ERRORS, _errors),
}
