"""Reads the settings of the chain from originals to drafts, and says which of them is wrong."""

from django.core.exceptions import ImproperlyConfigured


def minutes(name: str, value: int) -> int:
    """Return the number of minutes in the setting `name`, 0 for never. Raises
    ImproperlyConfigured."""
    if not 0 <= value <= 7 * 24 * 60:
        raise ImproperlyConfigured(f"{name}: choose from 0 (never) to 10080 minutes (a week).")
    return value


def cover_choice(name: str, value: str) -> str:
    """Return who chooses covers by the setting `name`: "person" or "random". Raises
    ImproperlyConfigured."""
    if value not in ("person", "random"):
        raise ImproperlyConfigured(f"{name}: choose person or random, not “{value}”.")
    return value
