"""The versions of a page in other languages, for its template."""

from django.conf import settings

from articles.models.site_in_use import site_in_use
from articles.public.languages import alternates, language_links


def language_context(urls: dict[str, str], lang: str) -> dict[str, object]:
    """Return the values of a page's template that tell its versions; `urls` has the path of each by
    language code, `lang` is the language of the page."""
    shown = site_in_use().shown_languages
    return {
        "languages": language_links(urls, lang, shown),
        "alternates": alternates(urls, shown),
        "canonical": settings.SITE_URL + urls[lang],
    }
