"""The reason or note that a page of one decision asks for, by the rules of typed text."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.lib.text_inputs import LinesInput


class ReasonForm(forms.Form):
    """One reason, as long as the history keeps it."""

    reason = LinesInput(label=_("Why"), required=False, max_length=500)


def posted_reason(request: HttpRequest, name: str = "reason") -> tuple[str, str]:
    """The posted reason, and why it cannot be taken; that is empty when it can."""
    typed = request.POST.get(name, "")
    form = ReasonForm({"reason": typed})
    if form.is_valid():
        return form.cleaned_data["reason"], ""
    return typed, " ".join(map(str, form.errors["reason"]))
