"""The publication as the site's settings name it."""

from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from articles.lib.ascii_urls import ascii_url
from articles.lib.srcset import ImageSources
from articles.models import SiteSettings
from articles.syndication.publication_facts import Publication
from articles.syndication.structured_data import absolute

# Pixels of a side of the logo that comes with Newsroom.
_LOGO = (512, 512)


def publication(site: SiteSettings, lang: str, policy: str = "") -> Publication:
    """Return the publication in `lang`, for metadata, feeds and sitemaps.

    `policy` is the path of the page that says how articles are made, where metadata names it.
    """
    return _publication(
        settings.SITE_URL,
        lang,
        policy,
        site.name,
        site.tagline(lang),
        site.logo_sources,
        site.picture_sources,
        tuple(ascii_url(link["url"]) for link in site.links),
    )


@lru_cache(maxsize=1000)
def _publication(
    url: str,
    lang: str,
    policy: str,
    name: str,
    tagline: str,
    logo: ImageSources | None,
    picture: ImageSources | None,
    elsewhere: tuple[str, ...],
) -> Publication:
    size = (logo.width, logo.height) if logo and logo.width and logo.height else None
    return Publication(
        name,
        url,
        lang,
        logo=absolute(logo.src if logo else static("articles/logo.png"), url),
        home_url=url + reverse("home", args=[lang]),
        corrections_url=url + reverse("corrections", args=[lang]),
        policy=policy,
        picture=absolute(picture.src, url) if picture else "",
        logo_size=size if logo else _LOGO,
        tagline=tagline,
        elsewhere=elsewhere,
    )
