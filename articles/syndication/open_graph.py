"""OpenGraph properties of pages (https://ogp.me): pure functions of values.

Each returns pairs of property and content, in the order of the page.
"""

from articles.syndication.publication_facts import Publication
from articles.syndication.structured_data import ArticleFacts, images, timestamp


def article_properties(article: ArticleFacts, site: Publication) -> list[tuple[str, str]]:
    """Return the properties of an article's page, without those that are empty."""
    properties = [
        ("og:type", "article"),
        ("og:site_name", site.name),
        ("og:locale", article.lang.replace("-", "_")),
        ("og:title", article.title),
        ("og:description", article.summary),
        ("og:url", article.canonical_url or site.url + article.path),
        *_image_properties(article, site),
        ("article:published_time", timestamp(article.published_at)),
        ("article:modified_time", timestamp(article.changed_at)),
        ("article:expiration_time", timestamp(article.expires_at)),
        *(("article:author", author.url) for author in article.authors),
        ("article:section", article.category.name if article.category else ""),
        *(("article:tag", tag) for tag in article.tags),
    ]
    return [(name, content) for name, content in properties if content]


def list_properties(
    title: str, url: str, site: Publication, description: str = "", picture: str = ""
) -> list[tuple[str, str]]:
    """Return the properties of a page that lists articles; `picture` is an absolute URL."""
    about = [("og:description", description)] if description else []
    return [
        ("og:type", "website"),
        ("og:site_name", site.name),
        ("og:locale", site.lang.replace("-", "_")),
        ("og:title", title),
        *about,
        ("og:url", url),
        ("og:image", picture or site.picture or site.logo),
    ]


def _image_properties(article: ArticleFacts, site: Publication) -> list[tuple[str, str]]:
    cover_images = images(article, site)
    if article.cover is None or not cover_images:
        return [("og:image", site.picture or site.logo)]
    image = cover_images[0]
    return [
        ("og:image", str(image["url"])),
        ("og:image:width", str(image.get("width", ""))),
        ("og:image:height", str(image.get("height", ""))),
        ("og:image:alt", article.cover.alt),
    ]
