"""What the template of a page needs: its versions in other languages, and its text."""

from django.conf import settings

from articles.models import Page
from articles.models.site_in_use import site_in_use
from articles.public.languages import alternates, language_links
from articles.public.text_pictures import text_with_pictures


def language_context(urls: dict[str, str], lang: str) -> dict[str, object]:
    """Return the values of a page's template that tell its versions; `urls` has the path of each by
    language code, `lang` is the language of the page."""
    shown = site_in_use().shown_languages
    return {
        "languages": language_links(urls, lang, shown),
        "alternates": alternates(urls, shown),
        "canonical": settings.SITE_URL + urls[lang],
    }


def page_context(page: Page, urls: dict[str, str]) -> dict[str, object]:
    """Return the values of the template of a page that editors wrote, whose text was rendered;
    `urls` as for `language_context()`. One query where the text shows pictures of our own."""
    return language_context(urls, page.lang) | {
        "page": page,
        "page_url": urls[page.lang],
        "text": text_with_pictures(page.html, page.lang),
    }
