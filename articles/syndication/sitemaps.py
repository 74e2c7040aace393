"""Sitemaps (https://www.sitemaps.org/protocol.html) on `django.contrib.sitemaps`, and robots.txt.

The views are thin ones of our own. Django's `index` dates every page of a sitemap alike, and its
`sitemap` sends a `Last-Modified` that does not move when an article leaves the sitemap.
"""

import datetime as dt
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.core.paginator import EmptyPage
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from articles.lib import public_keys
from articles.lib.public_keys import depends_on
from articles.lib.xml import xml_text
from articles.models import Article, ArticleAuthor, Author, Category, Source, Topic
from articles.models.site_in_use import site_in_use
from articles.querysets import NEWS_AGE
from articles.syndication.article_sitemap import ArticleSitemap

if TYPE_CHECKING:
    _ArticleSitemap = Sitemap[Article]
    _CategorySitemap = Sitemap[tuple[str, Category]]
    _AuthorSitemap = Sitemap[tuple[str, Author]]
    _PageSitemap = Sitemap[str]
    _TopicSitemap = Sitemap[tuple[str, Topic]]
else:
    _ArticleSitemap = _AuthorSitemap = _CategorySitemap = _PageSitemap = _TopicSitemap = Sitemap


class SiteUrls:
    """Makes URLs of a Sitemap absolute by settings.SITE_URL, whatever the host of the request."""

    def get_protocol(self, protocol: str | None = None) -> str:
        """Return the scheme of SITE_URL, such as `https`."""
        return settings.SITE_URL.partition("://")[0]

    def get_domain(self, site: object = None) -> str:
        """Return the rest of SITE_URL: host, port and path."""
        return settings.SITE_URL.partition("://")[2]


class PageSitemap(SiteUrls, _PageSitemap):
    """Home, sections, topics and corrections in every language; undated, since they change with
    every article."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Return the names of the URL patterns."""
        return ["home", "sections", "topics", "corrections"]

    def get_languages_for_item(self, item: str) -> list[str]:
        """Return all languages of the site, whatever the page."""
        return list(settings.SITE_LANGUAGES)

    def location(self, item: str) -> str:
        """Return the path of a page in the active language."""
        return reverse(item, args=[get_language()])


class CategorySitemap(SiteUrls, _CategorySitemap):
    """Categories with live articles, in every language; undated, as the other lists."""

    def items(self) -> list[tuple[str, Category]]:
        """Return pairs of language and category. One query a language."""
        languages = settings.SITE_LANGUAGES
        return [
            (lang, row) for lang in languages for row in Category.objects.with_live_articles(lang)
        ]

    def location(self, item: tuple[str, Category]) -> str:
        """Return the path of a category's page in one language."""
        lang, category = item
        return reverse("category", args=[lang, category.slug])


class AuthorSitemap(SiteUrls, _AuthorSitemap):
    """Authors whom live articles name, in every language: the first `limit` of each."""

    limit = 5_000

    def items(self) -> list[tuple[str, Author]]:
        """Return pairs of language and author. One query a language."""
        pairs = []
        for lang in settings.SITE_LANGUAGES:
            links = ArticleAuthor.objects.filter(author=OuterRef("pk")).in_language(lang).live()
            rows = Author.objects.filter(Exists(links)).order_by("pk").only("slug")
            pairs += [(lang, author) for author in rows[: self.limit]]
        return pairs

    def location(self, item: tuple[str, Author]) -> str:
        """Return the path of an author's page in one language."""
        lang, author = item
        return reverse("author", args=[lang, author.slug])


class TopicSitemap(SiteUrls, _TopicSitemap):
    """Topics with live articles, in every language: the first `limit` of each."""

    limit = 5_000

    def items(self) -> list[tuple[str, Topic]]:
        """Return pairs of language and topic. One query a language."""
        return [
            (lang, topic)
            for lang in settings.SITE_LANGUAGES
            for topic in Topic.objects.with_live_articles(lang).order_by("pk")[: self.limit]
        ]

    def location(self, item: tuple[str, Topic]) -> str:
        """Return the path of a topic's page in one language."""
        lang, topic = item
        return reverse("tag", args=[lang, topic.tag.slug])


class NewsSitemap(SiteUrls, _ArticleSitemap):
    """Google News: two days, at most 1,000 articles, without machine text that nobody reviewed."""

    limit = 1000

    def items(self) -> list[Article]:
        """Return the articles, newest first. One query; two where the site trusts sources."""
        trusted = Source.objects.by_keys(settings.NEWS_TRUSTED_SOURCES).values()
        news = Article.objects.for_news(trusted).in_site_languages()
        news = news.filter(canonical_url="").only("lang", "slug", "published_at", "title")
        return list(news[: self.limit])

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the URLs, each with `published_at`, `title` and `language` (ISO 639)."""
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            article = url["item"]
            url["published_at"] = _whole_seconds(article.published_at)
            url["title"] = article.title
            # Only the two Chinese scripts have a longer code there.
            scripts = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}
            url["language"] = scripts.get(article.lang.lower(), article.lang.split("-")[0])
        return urls


@require_safe
@conditional_page
def index(request: HttpRequest) -> HttpResponse:
    """Answer with the sitemap index: every part with the latest change of an article in it."""
    depends_on(request, public_keys.SITEMAP)
    parts = sorted(ArticleSitemap().last_changes().items(), reverse=True)
    sitemaps = [SitemapIndexItem(_url("sitemap_lists"))]
    for number, moment in parts:
        last_mod: Any = _whole_seconds(moment)  # django-stubs declares a bool.
        sitemaps.append(SitemapIndexItem(_url("sitemap_part", number), last_mod))
    return _xml(render_to_string("articles/sitemap_index.xml", {"sitemaps": sitemaps}))


@require_safe
@conditional_page
def part(request: HttpRequest, number: int) -> HttpResponse:
    """Answer with one part of the articles; 404 where it has none."""
    depends_on(request, public_keys.sitemap_part(number))
    try:
        urls = ArticleSitemap().get_urls(page=number + 1)
    except EmptyPage as error:
        raise Http404 from error
    return _xml(_urlset(urls))


@require_safe
@conditional_page
def lists(request: HttpRequest) -> HttpResponse:
    """Answer with the sitemap of home, corrections, categories, topics and authors."""
    depends_on(request, *map(public_keys.menu, settings.SITE_LANGUAGES))
    authors, topics = AuthorSitemap().get_urls(), TopicSitemap().get_urls()
    # An author or a topic comes with an article, and leaves with one.
    depends_on(request, public_keys.ARTICLES, public_keys.TOPICS)
    depends_on(request, *(public_keys.author(url["item"][1].pk) for url in authors))
    depends_on(request, *(public_keys.tag(url["item"][1].tag_id) for url in topics))
    urls = PageSitemap().get_urls() + CategorySitemap().get_urls() + topics + authors
    return _xml(_urlset(urls))


@require_safe
@conditional_page
def news(request: HttpRequest) -> HttpResponse:
    """Answer with the news sitemap in the format of Google's guidelines for publishers."""
    urls = NewsSitemap().get_urls()
    depends_on(request, public_keys.NEWS)
    for url in urls:
        depends_on(request, until=url["item"].published_at + NEWS_AGE)
    context = {"urlset": urls, "site_name": site_in_use().name}
    return _xml(render_to_string("articles/news_sitemap.xml", context))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with robots.txt (RFC 9309): everything public may be read, and where sitemaps are."""
    depends_on(request, public_keys.SITE)
    lines = [
        "User-agent: *",
        # A path that the operator chose is nobody's business.
        *(["Disallow: /admin/"] if settings.ADMIN_PATH == "admin/" else []),
        "Disallow: /preview/",
        "",
        f"Sitemap: {_url('sitemap')}",
        f"Sitemap: {_url('news_sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _urlset(urls: Iterable[dict[str, Any]]) -> str:
    """Return the XML of `urls`: those of a Sitemap, some with an `image`.

    A part has thousands, for which a template takes five times as long.
    """
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for url in urls:
        lines.append(f"<url><loc>{escape(url['location'])}</loc>")
        if moment := _whole_seconds(url["lastmod"]):
            lines.append(f"<lastmod>{moment.isoformat()}</lastmod>")
        lines += [
            f'<xhtml:link rel="alternate" hreflang="{escape(version["lang_code"])}"'
            f' href="{escape(version["location"])}"/>'
            for version in url.get("alternates", ())
        ]
        if image := url.get("image"):
            lines.append(f"<image:image><image:loc>{escape(image)}</image:loc></image:image>")
        lines.append("</url>")
    lines.append("</urlset>")
    return "\n".join(lines)


def _xml(document: str) -> HttpResponse:
    content = xml_text(document)
    response = HttpResponse(content, content_type="application/xml; charset=utf-8")
    # Caches revalidate before each use: a retracted article leaves the sitemap at once.
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _url(name: str, *args: int) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _whole_seconds(moment: dt.datetime | None) -> dt.datetime | None:
    """Return `moment` in UTC without microseconds, as sitemaps are to show it."""
    return moment.astimezone(dt.UTC).replace(microsecond=0) if moment else None
