"""What the templates of the desk need of Python."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def item(things: Mapping[Any, Any], key: Any) -> Any:
    """What stands under `key`, or None."""
    return things.get(key)
