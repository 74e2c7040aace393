"""One page in several languages: the switch for readers, and `hreflang` for search engines."""

from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language_info

from articles.lib.urls import cached_reverse


class Version(NamedTuple):
    """A page in one language. `name` is the language's own word for itself."""

    code: str
    name: str
    url: str
    is_current: bool


def versions(urls: dict[str, str], current: str) -> tuple[Version, ...]:
    """The languages of `urls`, which lead to the same page, in the order of the site."""
    return tuple(
        Version(code, get_language_info(code)["name_local"], urls[code], code == current)
        for code in settings.SITE_LANGUAGES
        if code in urls
    )


def alternates(urls: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """(hreflang, absolute address) of each language, itself included, and of `x-default`: the
    site's first language that has the page. Empty for a page in one language only."""
    codes = [code for code in settings.SITE_LANGUAGES if code in urls]
    if len(codes) < 2:
        return ()
    found = [(code, settings.SITE_URL + urls[code]) for code in codes]
    return (*found, ("x-default", found[0][1]))


def homes() -> dict[str, str]:
    """The front page in every language."""
    return {code: cached_reverse("home", code) for code in settings.SITE_LANGUAGES}


@cache
def editions(current: str) -> tuple[Version, ...]:
    """The front pages as versions of each other."""
    return versions(homes(), current)
