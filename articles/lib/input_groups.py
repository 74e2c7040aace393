"""Groups of inputs that are one field of a form: what leads to the field leads to the group."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
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


@contextmanager
def input_named(name: str) -> Iterator[None]:
    """Give a ValidationError of one input of a group the name of the input as its code."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError(" ".join(error.messages), code=name) from error
