"""The publication as settings name it."""

from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static

from articles.syndication.structured_data import Site, absolute


def publication(lang: str, policy: str = "") -> Site:
    """Return the publication in `lang`, for metadata, feeds and sitemaps.

    `policy` is the path of the page that says how articles are made, where metadata names it.
    """
    return _publication(settings.SITE_NAME, settings.SITE_URL, lang, policy)


@lru_cache(maxsize=1000)
def _publication(name: str, url: str, lang: str, policy: str) -> Site:
    logo = static("articles/logo.png")
    return Site(name, url, lang, absolute(logo, Site(name, url, lang, logo)), policy)
