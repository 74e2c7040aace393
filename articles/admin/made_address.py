"""Forms of rows with an address that is made of their name where nobody writes one."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from articles.models.taxonomy import slug_for


class MadeAddressForm(forms.ModelForm):
    """A form with a field `slug`, which may stay empty for a new row: it is made of the field that
    `named_by` says, by the rules of stories, so every script has one that can be typed.

    `named_by` stands before `slug` in the form.
    """

    named_by = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and (slug := self.fields.get("slug")):
            slug.required = False
            hint = gettext("Empty: as the name says.")
            slug.help_text = f"{slug.help_text} {hint}".strip()

    def clean_slug(self) -> str:
        """Return the typed address; for a new row without one the address made of its name."""
        slug: str = self.cleaned_data.get("slug", "")
        name = self.cleaned_data.get(self.named_by)
        if slug or not name or not self.instance._state.adding:
            return slug
        return slug_for(name)
