"""The address of the dynamic site, where pages find what a static copy cannot answer."""

from django.http import HttpRequest

from articles.lib.urls import cached_reverse

# In the META of a request for a page that becomes a file: the URL of the site that answers
# searches and the API, or an empty text where there is none.
DYNAMIC_SITE = "newsroom.dynamic_site"


def dynamic_urls(request: HttpRequest, lang: str) -> dict[str, str]:
    """Return `search_url`, `api_url` and `openapi_url` for the templates of pages in `lang`.

    They are paths of this site, URLs of another one in a file, or empty.
    """
    urls = {
        "search_url": cached_reverse("search", lang),
        "api_url": cached_reverse("api:reference"),
        "openapi_url": cached_reverse("api:openapi"),
    }
    site = request.META.get(DYNAMIC_SITE)
    if site is None:
        return urls
    return {name: f"{site}{url}" if site else "" for name, url in urls.items()}
