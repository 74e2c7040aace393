"""The lines of a fieldset in the admin, without a template for each."""

from typing import Any

from django import template
from django.contrib.admin.helpers import Fieldset
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_LINE = """<div class="form-row{}{} field-{}">
{}<div>
<div class="flex-container">{}{}</div>
{}</div>
</div>
"""


@register.simple_tag
def form_lines(fieldset: Fieldset) -> SafeString:
    """Return the HTML of Django's template, for lines of one field that is no checkbox: the form
    of a story has twenty-five of them."""
    lines: Any = fieldset
    return format_html_join("", _LINE, (_parts(line, one) for line in lines for one in line))


def _parts(line: Any, one: Any) -> tuple[object, ...]:
    """What stands in a line: classes, name, errors, label, control and help."""
    errors, bound = line.errors(), one.field
    if one.is_readonly:
        name, about, control_id = bound["name"], bound["help_text"], ""
        control = format_html('<div class="readonly">{}</div>', one.contents())
    else:
        name, about, control_id, control = bound.name, bound.help_text, bound.auto_id, bound
    help_id = format_html(' id="{}_helptext"', control_id) if control_id else ""
    return (
        " errors" if errors else "",
        "" if line.has_visible_field else " hidden",
        name,
        errors,
        one.label_tag(),
        control,
        format_html('<div class="help"{}><div>{}</div></div>', help_id, about) if about else "",
    )
