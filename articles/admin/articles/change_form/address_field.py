"""The address of an article in its form, in the one grammar that addresses have."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from articles.lib.text import MAX_SLUG, slugify


class AddressField(forms.CharField):
    """An address: `Port-Deal_2026` is taken as `port-deal-2026`, as a file of that name is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MAX_SLUG, **options)

    def to_python(self, value: object) -> str:
        """Return the typed text as an address; empty text stays empty. Raises ValidationError."""
        typed = str(super().to_python(value) or "")
        if typed and not (address := slugify(typed, MAX_SLUG)):
            raise ValidationError(gettext("Write it in Latin letters or digits: port-deal-2026"))
        return address if typed else ""


def address_remark(typed: str) -> str:
    """Return a message for a typed address that is stored otherwise, or an empty text."""
    typed = typed.strip()
    address = slugify(typed, MAX_SLUG)
    if not address or address == typed:
        return ""
    text = gettext("The address is written %(address)s: small letters, digits and hyphens.")
    return text % {"address": address}
