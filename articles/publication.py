"""The publication as settings name it."""

from functools import cache

from django.conf import settings
from django.templatetags.static import static

from articles.structured_data import Site, absolute


def publication(lang: str) -> Site:
    """The site in `lang`, for metadata, feeds and maps."""
    return _site(settings.SITE_NAME, settings.SITE_URL, lang)


@cache
def _site(name: str, url: str, lang: str) -> Site:
    logo = static("articles/logo.png")
    return Site(name, url, lang, absolute(logo, Site(name, url, lang, logo)))
