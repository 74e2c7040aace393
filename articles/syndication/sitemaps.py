"""Sitemaps (https://www.sitemaps.org/protocol.html) on `django.contrib.sitemaps`, and robots.txt.

The views are thin ones of our own. Django's `index` dates every page of a sitemap alike, and its
`sitemap` sends a `Last-Modified` that does not move when an article leaves the sitemap.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import F, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from articles.lib.xml import xml_text
from articles.models import Article, Category
from articles.querysets import ArticleQuerySet
from articles.syndication.publication import publication
from articles.syndication.structured_data import absolute

_COLUMNS = ("lang", "slug", "published_at", "reader_modified_at", "source_id", "external_id")

if TYPE_CHECKING:
    _ArticlePaginator = Paginator[Article]
    _ArticleSitemap = Sitemap[Article]
    _CategorySitemap = Sitemap[tuple[str, Category]]
    _PageSitemap = Sitemap[str]
else:
    _ArticlePaginator = Paginator
    _ArticleSitemap = _CategorySitemap = _PageSitemap = Sitemap


class IdRangePaginator(_ArticlePaginator):
    """Pages that are ranges of ids: with 100 a page, page 2 holds the ids 101 to 200.

    An article stays on its page for good, and neither OFFSET nor count() walks the table.
    """

    object_list: ArticleQuerySet

    def page(self, number: Any) -> Page[Article]:
        """Return page `number`, from 1 on; it may be empty."""
        first = (number - 1) * self.per_page
        articles = self.object_list.filter(pk__gt=first, pk__lte=first + self.per_page)
        return Page(articles, number, self)


class SiteUrls:
    """Makes URLs of a Sitemap absolute by settings.SITE_URL, whatever the host of the request."""

    def get_protocol(self, protocol: str | None = None) -> str:
        """Return the scheme of SITE_URL, such as `https`."""
        return settings.SITE_URL.partition("://")[0]

    def get_domain(self, site: object = None) -> str:
        """Return the rest of SITE_URL: host, port and path."""
        return settings.SITE_URL.partition("://")[2]


class ArticleSitemap(SiteUrls, _ArticleSitemap):
    """Live articles with covers and translations, in parts of 10,000 consecutive ids.

    Articles that were first published elsewhere (`canonical_url`) are left to that site.
    """

    limit = 10_000

    @property
    def paginator(self) -> IdRangePaginator:
        """The parts; page 1 is part 0 in URLs."""
        return IdRangePaginator(self.items(), self.limit)

    def items(self) -> ArticleQuerySet:
        """Return all live articles of this site's own, newest id first."""
        articles = Article.objects.live().filter(canonical_url="").select_related("cover")
        return articles.only(*_COLUMNS, "cover").order_by("-pk")

    def lastmod(self, item: Article) -> dt.datetime | None:
        """Return when readers last saw a change."""
        return _whole_seconds(item.changed_at)

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the URLs of one part, with `image` and `alternates`. Two queries.

        Raises EmptyPage where the part has no live article at all, not even of another site.
        """
        urls = super().get_urls(page, site, protocol)
        live = Article.objects.live().order_by("pk")
        articles: Any = IdRangePaginator(live, self.limit).page(page).object_list
        if not urls and not articles.exists():
            raise EmptyPage
        translations = _translations(articles.order_by())
        publisher = publication(settings.LANGUAGE_CODE)
        for url in urls:
            article = url["item"]
            cover = article.cover.picture if article.cover else None
            url["image"] = absolute(cover.src, publisher) if cover else ""
            paths = translations.get((article.source_id, article.external_id), {})
            if len(paths) > 1:
                url["alternates"] = [
                    {"lang_code": lang, "location": settings.SITE_URL + path}
                    for lang, path in sorted(paths.items())
                ]
        return urls

    def last_changes(self) -> dict[int, dt.datetime]:
        """Return the time of the last change by number of the part: two walks along an index."""
        part = (F("pk") - 1) / self.limit
        live = Article.objects.live().annotate(part=part).order_by().values_list("part")
        latest: dict[int, dt.datetime] = dict(live.annotate(Max("published_at")))
        changed = live.filter(reader_modified_at__isnull=False).annotate(Max("reader_modified_at"))
        for number, moment in changed:
            latest[number] = max(latest[number], moment)
        return latest


class PageSitemap(SiteUrls, _PageSitemap):
    """Home and corrections in every language; undated, since they change with every article."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Return the names of the URL patterns."""
        return ["home", "corrections"]

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


class NewsSitemap(SiteUrls, _ArticleSitemap):
    """Google News: two days, at most 1,000 articles, without machine text that nobody reviewed."""

    limit = 1000

    def items(self) -> list[Article]:
        """Return the articles, newest first. One query."""
        articles = Article.objects.for_news(settings.NEWS_TRUSTED_SOURCES).filter(canonical_url="")
        return list(articles.only(*_COLUMNS, "title")[: self.limit])

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the URLs, each with `published_at`, `title` and `language` (ISO 639)."""
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            article = url["item"]
            url["published_at"] = _whole_seconds(article.published_at)
            url["title"] = xml_text(article.title)
            # Only the two Chinese scripts have a longer code there.
            scripts = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}
            url["language"] = scripts.get(article.lang.lower(), article.lang.split("-")[0])
        return urls


@require_safe
@conditional_page
def index(request: HttpRequest) -> HttpResponse:
    """Answer with the sitemap index: every part with the latest change of an article in it."""
    parts = sorted(ArticleSitemap().last_changes().items(), reverse=True)
    sitemaps = [SitemapIndexItem(_url("sitemap_lists"))]
    for number, moment in parts:
        last_mod: Any = _whole_seconds(moment)  # django-stubs declares a bool.
        sitemaps.append(SitemapIndexItem(_url("sitemap_part", number), last_mod))
    return _render("articles/sitemap_index.xml", {"sitemaps": sitemaps})


@require_safe
@conditional_page
def part(request: HttpRequest, number: int) -> HttpResponse:
    """Answer with one part of the articles; 404 where it has none."""
    try:
        urls = ArticleSitemap().get_urls(page=number + 1)
    except EmptyPage as error:
        raise Http404 from error
    return _render("articles/sitemap.xml", {"urlset": urls})


@require_safe
@conditional_page
def lists(request: HttpRequest) -> HttpResponse:
    """Answer with the sitemap of home, corrections and categories."""
    urls = PageSitemap().get_urls() + CategorySitemap().get_urls()
    return _render("articles/sitemap.xml", {"urlset": urls})


@require_safe
@conditional_page
def news(request: HttpRequest) -> HttpResponse:
    """Answer with the news sitemap in the format of Google's guidelines for publishers."""
    context = {"urlset": NewsSitemap().get_urls(), "site_name": settings.SITE_NAME}
    return _render("articles/news_sitemap.xml", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with robots.txt (RFC 9309): everything public may be read, and where sitemaps are."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "",
        f"Sitemap: {_url('sitemap')}",
        f"Sitemap: {_url('news_sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _translations(articles: ArticleQuerySet) -> dict[tuple[int | None, str], dict[str, str]]:
    """Return paths by language, by source and external id, of `articles` and their translations.

    The two conditions let the index on the identity lead. The pairs that they let in besides are
    of other articles, and are never looked up.
    """
    identified = articles.exclude(external_id="")
    paths: dict[tuple[int | None, str], dict[str, str]] = defaultdict(dict)
    translated: Iterable[Article] = (
        Article.objects.live()
        .exclude(external_id="")
        .filter(canonical_url="", external_id__in=identified.values("external_id"))
        .only(*_COLUMNS)
    )
    for article in translated:
        paths[article.source_id, article.external_id][article.lang] = article.get_absolute_url()
    return paths


def _render(template: str, context: dict[str, object]) -> HttpResponse:
    # Without the request: its context processors are for pages.
    content = render_to_string(template, context)
    response = HttpResponse(content, content_type="application/xml; charset=utf-8")
    # Caches revalidate before each use: a retracted article leaves the sitemap at once.
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _url(name: str, *args: int) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _whole_seconds(moment: dt.datetime | None) -> dt.datetime | None:
    """Return `moment` in UTC without microseconds, as sitemaps are to show it."""
    return moment.astimezone(dt.UTC).replace(microsecond=0) if moment else None
