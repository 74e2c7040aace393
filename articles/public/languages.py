"""Links between the language versions of one page: for readers, and `hreflang` for search
engines."""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_request, get_language_info

from articles.lib.urls import cached_reverse

# Those of the languages in which a code would not be understood.
_SHORT_NAMES = {"ar": "عربي", "uk": "УКР"}


class LanguageLink(NamedTuple):
    """A page in one language. `name` is the name of the language in that language."""

    code: str
    name: str
    url: str
    is_current: bool

    @property
    def short(self) -> str:
        """The name in a few letters, for small screens; its code where there is no custom."""
        return _SHORT_NAMES.get(self.code, self.code.upper())


def language_of(request: HttpRequest) -> str:
    """Return the language that the URL begins with, or settings.LANGUAGE_CODE where it begins with
    none; in the admin, the best of the Accept-Language header."""
    if is_in_admin(request):
        return get_language_from_request(request)
    first = request.path_info.lstrip("/").split("/", 1)[0]
    return first if first in settings.SITE_LANGUAGES else settings.LANGUAGE_CODE


def is_in_admin(request: HttpRequest) -> bool:
    """Return whether a request is for a page of the admin, or one below its address."""
    return request.path.startswith(cached_reverse("admin:index"))


def language_links(
    urls: dict[str, str], current: str, shown: Collection[str]
) -> tuple[LanguageLink, ...]:
    """Return the versions of one page in the order of settings.SITE_LANGUAGES; `urls` has the
    path of each by language code, `current` is the language of the page that shows them, and
    `shown` are those that readers are offered (`SiteSettings.shown_languages`)."""
    return tuple(
        LanguageLink(code, get_language_info(code)["name_local"], urls[code], code == current)
        for code in settings.SITE_LANGUAGES
        if code in urls and (code in shown or code == current)
    )


def alternates(urls: dict[str, str], shown: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return (hreflang, absolute URL) of each version, the page's own included, and of
    `x-default`: the first language of the site that has the page. Empty for a page in one language;
    languages that readers are not offered are left out.

    Google Search Central, "Localized versions": every version lists itself and all others.
    """
    codes = [code for code in settings.SITE_LANGUAGES if code in urls and code in shown]
    if len(codes) < 2:
        return ()
    links = [(code, settings.SITE_URL + urls[code]) for code in codes]
    return (*links, ("x-default", links[0][1]))


def home_urls() -> dict[str, str]:
    """Return the path of the home page in every language, by language code."""
    return {code: cached_reverse("home", code) for code in settings.SITE_LANGUAGES}


@cache
def home_links(current: str, shown: tuple[str, ...]) -> tuple[LanguageLink, ...]:
    """Return the home pages as versions of each other."""
    return language_links(home_urls(), current, shown)
