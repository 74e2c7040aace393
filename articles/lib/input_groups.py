"""Groups of inputs that are one field of a form: what leads to the field leads to the group."""

from typing import Any

from django.forms.utils import flatatt
from django.utils.safestring import SafeString


def group_attributes(name: str, attrs: Any, label: Any, *, has_focus: bool = False) -> SafeString:
    """Return the HTML attributes of the element around the inputs of a field: a name, the id that
    links of errors lead to, its help and its errors, and the focus where it is to have it."""
    given = attrs or {}
    return flatatt(
        {
            "role": "group",
            "aria-label": label,
            "id": given.get("id", f"id_{name}"),
            "tabindex": "-1",
            "aria-describedby": given.get("aria-describedby") or None,
            "autofocus": has_focus,
        }
    )
