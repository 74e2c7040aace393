"""Forms of rows that somebody deleted meanwhile: what was typed comes back, to save as new.

Who may add no rows gets it to copy.
"""

from typing import Any

from django import forms
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

# Posted with the form by nobody but `keep_typed()`; who sends it by hand has a form refused.
_MARK = "_gone"
# HTML has no choices that can only be read.
_CHOICES = (forms.widgets.ChoiceWidget, forms.CheckboxInput, forms.FileInput)


def keep_typed(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Return the posted form as that of a new row, with words for what happened; nothing is saved.

    For a person who may add rows.
    """
    typed = request.POST.copy()
    typed[_MARK] = "1"
    request.POST = typed  # type: ignore[assignment]
    opts = model_admin.opts
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
    # Django's own: that of an article would answer a script, which its caller does already.
    return ModelAdmin.changeform_view(model_admin, request, None, url, {"gone": {"url": url}})


def show_typed(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Return what was typed as text to copy, with words for what happened; nothing is saved.

    For a person who may not add rows.
    """
    form = model_admin.get_form(request, None, change=False)(request.POST)
    for field in form.fields.values():
        # Without the links that Django puts beside a choice of rows.
        field.widget = getattr(field.widget, "widget", field.widget)
        can_be_read_only = not isinstance(field.widget, _CHOICES)
        field.widget.attrs["readonly" if can_be_read_only else "disabled"] = True
    context = {
        **model_admin.admin_site.each_context(request),
        "title": capfirst(model_admin.opts.verbose_name),
        "opts": model_admin.opts,
        "what_happened": gettext(
            "Somebody deleted this while you were writing, and you may not add a new one. Copy "
            "from here what you want to keep."
        ),
        "typed": [bound for bound in form.visible_fields() if _is_typed(bound.value())],
    }
    return TemplateResponse(request, "admin/gone.html", context)


def _is_typed(value: Any) -> bool:
    """Whether somebody typed something; in fields of several inputs, into any of them."""
    return any(value) if isinstance(value, list) else bool(value)


def is_gone(request: HttpRequest) -> bool:
    """Whether the posted form is that of a row which is gone."""
    return request.method == "POST" and _MARK in request.POST


def refused(form_class: Any) -> Any:
    """Return a form class whose forms are never valid, and say why above all errors."""

    class GoneForm(form_class):
        def full_clean(self) -> None:
            super().full_clean()
            if self.is_bound:
                self.add_error(None, ValidationError(_what_happened(), code="gone"))

    return GoneForm


def _what_happened() -> str:
    return gettext(
        "Somebody deleted this while you were writing. What you typed stands here; save it as a "
        "new one to keep it."
    )
