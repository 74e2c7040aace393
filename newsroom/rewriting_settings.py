"""Reads the settings of the language model, and says in words which of them is wrong."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ImproperlyConfigured

from articles.lib.ascii_urls import ascii_url

# The path of chat completions below the address of an endpoint.
_COMPLETIONS = "/chat/completions"


def amount(name: str, text: str) -> Decimal:
    """Return the amount of money in the setting `name`, 0 or more. Raises ImproperlyConfigured."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= 1_000_000:
        raise ImproperlyConfigured(f"{name}: write an amount such as 2.50, not “{text}”.")
    return value


def completions_url(text: str) -> str:
    """Return the address that is asked; `text` may be that of the endpoint, or the whole one.

    Empty without one.
    """
    url = ascii_url(text.strip()).rstrip("/")
    return url if not url or url.endswith(_COMPLETIONS) else url + _COMPLETIONS


def between(name: str, value: int, least: int, most: int) -> int:
    """Return the value of the setting `name`. Raises ImproperlyConfigured outside its bounds."""
    if not least <= value <= most:
        raise ImproperlyConfigured(f"{name}: choose a number from {least} to {most}.")
    return value
