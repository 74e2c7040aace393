"""What a page tells those who link to it: OpenGraph (https://ogp.me). Pure functions of values.

Each gives (property, content) in the order of the page.
"""

from articles.syndication.structured_data import ArticleFacts, Site, images, moment


def of_story(article: ArticleFacts, site: Site) -> list[tuple[str, str]]:
    """For the page of a story."""
    found = [
        ("og:type", "article"),
        ("og:site_name", site.name),
        ("og:locale", article.lang.replace("-", "_")),
        ("og:title", article.title),
        ("og:description", article.summary),
        ("og:url", article.canonical_url or site.url + article.path),
        *_picture(article, site),
        ("article:published_time", moment(article.published_at)),
        ("article:modified_time", moment(article.changed_at)),
        ("article:section", article.category.name if article.category else ""),
        *(("article:tag", tag) for tag in article.tags),
    ]
    return [(name, content) for name, content in found if content]


def of_list(title: str, url: str, site: Site) -> list[tuple[str, str]]:
    """For a page that lists stories."""
    return [
        ("og:type", "website"),
        ("og:site_name", site.name),
        ("og:locale", site.lang.replace("-", "_")),
        ("og:title", title),
        ("og:url", url),
        ("og:image", site.logo),
    ]


def _picture(article: ArticleFacts, site: Site) -> list[tuple[str, str]]:
    found = images(article, site)
    if article.cover is None or not found:
        return [("og:image", site.logo)]
    picture = found[0]
    return [
        ("og:image", picture["url"]),
        ("og:image:width", str(picture.get("width", ""))),
        ("og:image:height", str(picture.get("height", ""))),
        ("og:image:alt", article.cover.alt),
    ]
