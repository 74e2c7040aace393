"""The publication as settings name it."""

from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from articles.syndication.structured_data import Publication


def publication(lang: str, policy: str = "") -> Publication:
    """Return the publication in `lang`, for metadata, feeds and sitemaps.

    `policy` is the path of the page that says how articles are made, where metadata names it.
    """
    return _publication(settings.SITE_NAME, settings.SITE_URL, lang, policy)


@lru_cache(maxsize=1000)
def _publication(name: str, url: str, lang: str, policy: str) -> Publication:
    logo = static("articles/logo.png")
    return Publication(
        name,
        url,
        lang,
        logo=url + logo if logo.startswith("/") else logo,
        home_url=url + reverse("home", args=[lang]),
        corrections_url=url + reverse("corrections", args=[lang]),
        policy=policy,
    )
