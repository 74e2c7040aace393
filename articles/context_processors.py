"""What every page shows around its content."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from articles.lib.urls import cached_reverse
from articles.public.languages import editions
from articles.public.navigation import menu

# What only some pages have. A template looks for a name that is not there at length.
_NONE: dict[str, Any] = {
    "alternates": (),
    "article": None,
    "canonical": "",
    "feed_url": "",
    "first_url": "",
    "heading": "",
    "kind": "",
    "next_url": "",
    "own_search": False,
    "page_url": "",
    "previous_url": None,
    "private": False,
}


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, the page's language and direction, and the menu.

    `languages` are the page's versions: the front pages, where a view does not know better. So
    it is with the menu, which a view may have from a question of its own.
    """
    lang = get_language() or settings.LANGUAGE_CODE
    if lang not in settings.SITE_LANGUAGES:
        lang = settings.LANGUAGE_CODE
    return _NONE | {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        **_of_language(lang),
        # Lazy: the admin's pages have the same context and no use for the menu.
        "menu": SimpleLazyObject(lambda: menu(lang)),
    }


@cache
def _of_language(lang: str) -> dict[str, Any]:
    return {
        "lang": lang,
        "direction": "rtl" if get_language_info(lang)["bidi"] else "ltr",
        "home_url": cached_reverse("home", lang),
        "archive_url": cached_reverse("archive", lang),
        "search_url": cached_reverse("search", lang),
        "corrections_url": cached_reverse("corrections", lang),
        "site_languages": editions(lang),
        "languages": editions(lang),
    }
