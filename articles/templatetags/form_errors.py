"""The summary of a refused form. The first field to correct is in view and has the focus."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.contrib.admin.utils import flatten_fieldsets
from django.forms import BaseForm, BaseFormSet, BoundField

register = template.Library()


@register.inclusion_tag("admin/form_errors.html")
def form_errors(*forms: Any) -> dict[str, object]:
    """List what is wrong with `forms`, each a form, a formset, or the admin's wrapper of one.

    Stands before the fields: it gives the first wrong one the attribute `autofocus`, with which a
    browser scrolls to it, without a script. Where no field is wrong, the summary has the focus.
    """
    parts = list(_flat(forms))
    fields = [
        bound
        for form in parts
        if isinstance(form, tuple)
        for bound in _in_order(*form)
        if bound.errors and not bound.is_hidden
    ]
    general = [
        error
        for part in parts
        for error in (
            # With those of hidden fields, as Django words them where it shows a whole form.
            part[0].get_context()["errors"] if isinstance(part, tuple) else part.non_form_errors()
        )
    ]
    for bound in fields:
        # Django describes the element around such inputs, which the admin does not have.
        if bound.use_fieldset:
            bound.field.widget.attrs["aria-describedby"] = f"{bound.auto_id}_error"
    if fields:
        fields[0].field.widget.attrs["autofocus"] = True
    return {"fields": fields, "general": general, "count": len(fields) + len(general)}


def _flat(parts: Any) -> Iterator[tuple[BaseForm, Any] | BaseFormSet]:
    """Each form with its fieldsets (None for the order of the form), and each formset itself."""
    for part in parts:
        if isinstance(part, list | tuple):
            yield from _flat(part)
        elif isinstance(part, BaseFormSet) or hasattr(part, "formset"):
            formset = getattr(part, "formset", part)
            if formset.is_bound:
                yield formset
                yield from ((form, None) for form in formset.forms)
        elif part is not None:
            yield getattr(part, "form", part), getattr(part, "fieldsets", None)


def _in_order(form: BaseForm, fieldsets: Any) -> Iterator[BoundField]:
    """The bound fields of a form in the order of the page."""
    names = flatten_fieldsets(fieldsets) if fieldsets else []
    for name in dict.fromkeys([*names, *form.fields]):
        if name in form.fields:
            yield form[name]
