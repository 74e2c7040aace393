"""Template context of every page: the site, the language and the menu."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from articles.lib.urls import cached_reverse
from articles.models.site_in_use import site_in_use
from articles.public.dynamic_site import dynamic_urls
from articles.public.languages import home_links
from articles.public.navigation import get_menu


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's settings and URL, the language and direction of the page, and the menu.

    `languages` links to the home pages, unless the view knows the other versions of its page.
    """
    lang = get_language() or settings.LANGUAGE_CODE
    if lang not in settings.SITE_LANGUAGES:
        lang = settings.LANGUAGE_CODE
    site = site_in_use()
    return {
        "site": site,
        "site_name": site.name,
        "site_url": settings.SITE_URL,
        "tagline": site.tagline(lang),
        "contact_email": site.contact_email,
        "calls": site.calls_in(lang),
        **_language_context(lang, site.shown_languages),
        **dynamic_urls(request, lang),
        # Lazy, because the admin's pages have this context and show no menu.
        "menu": SimpleLazyObject(lambda: get_menu(request, lang, site)),
    }


@cache
def _language_context(lang: str, shown: tuple[str, ...]) -> dict[str, object]:
    return {
        "lang": lang,
        "direction": "rtl" if get_language_info(lang)["bidi"] else "ltr",
        "home_url": cached_reverse("home", lang),
        "sections_url": cached_reverse("sections", lang),
        "topics_url": cached_reverse("topics", lang),
        "archive_url": cached_reverse("archive", lang),
        "corrections_url": cached_reverse("corrections", lang),
        "site_languages": home_links(lang, shown),
        "languages": home_links(lang, shown),
    }
