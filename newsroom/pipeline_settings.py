"""Reads the settings of the chain from originals to drafts, and says which of them is wrong."""

from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured


def minutes(name: str, value: int) -> int:
    """Return the number of minutes in the setting `name`, 0 for never. Raises
    ImproperlyConfigured."""
    if not 0 <= value <= 7 * 24 * 60:
        raise ImproperlyConfigured(f"{name}: choose from 0 (never) to 10080 minutes (a week).")
    return value


def languages_among(name: str, codes: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the codes of languages in the setting `name`, each once. Raises ImproperlyConfigured
    for one that is not in `known`, the languages of the site."""
    if unknown := [code for code in codes if code not in known]:
        raise ImproperlyConfigured(
            f"{name}: {', '.join(unknown)} is no language of this site. Choose of SITE_LANGUAGES: "
            f"{','.join(known)}."
        )
    return list(dict.fromkeys(codes))


def cover_choice(name: str, value: str) -> str:
    """Return who chooses covers by the setting `name`: "person", "random" or "library".
    Raises ImproperlyConfigured."""
    if value not in ("person", "random", "library"):
        raise ImproperlyConfigured(f"{name}: choose person, random or library, not “{value}”.")
    return value
