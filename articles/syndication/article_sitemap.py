"""The sitemap of articles, in parts that cost little: rows without models, text without templates.

Django's `Sitemap.get_urls()` asks each article four times and reverses each of its URLs, which
takes 0.2 ms an article, and a template as much again for a page of ten elements.
"""

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import F, Max

from articles.lib.srcset import ImageSources
from articles.lib.urls import path_around
from articles.models import Article
from articles.models.pictures import has_expired, is_withheld, picture_of
from articles.models.site_in_use import site_in_use
from articles.querysets import ArticleQuerySet
from articles.syndication.structured_data import absolute

if TYPE_CHECKING:
    _ArticlePaginator = Paginator[Article]
    _ArticleSitemap = Sitemap[Article]
else:
    _ArticlePaginator = Paginator
    _ArticleSitemap = Sitemap


class _Row(NamedTuple):
    """The columns that a sitemap has of one article."""

    lang: str
    slug: str
    published_at: dt.datetime
    reader_modified_at: dt.datetime | None
    source: int | None
    external_id: str
    cover__sizes: str | None
    cover__renditions: str | None
    cover__rights_until: dt.date | None
    cover__credit: str | None

    @property
    def picture(self) -> ImageSources | None:
        """The sources of `Article.shown_cover`. No query."""
        if has_expired(self.cover__rights_until):
            instead = site_in_use().picture
            return instead.picture if instead else None
        if is_withheld(self.cover__rights_until, self.cover__credit or ""):
            return None
        return picture_of(self.cover__sizes or "[]", self.cover__renditions or "")


class IdRangePaginator(_ArticlePaginator):
    """Pages of live articles that are ranges of ids: with 100 a page, page 2 holds 101 to 200.

    An article stays on its page for good, and neither OFFSET nor count() walks the table.
    """

    object_list: ArticleQuerySet

    def page(self, number: Any) -> Page[Article]:
        """Return page `number`, from 1 on; it may be empty."""
        first = (number - 1) * self.per_page
        articles = self.object_list.filter(pk__gt=first, pk__lte=first + self.per_page)
        return Page(articles.that_are_listed(), number, self)


class ArticleSitemap(_ArticleSitemap):
    """Live articles with covers and translations, in parts of 1,000 consecutive ids.

    Articles that were first published elsewhere (`canonical_url`) are left to that site.
    """

    limit = 1_000

    @property
    def paginator(self) -> IdRangePaginator:
        """The parts; page 1 is part 0 in URLs. They let in only what is live."""
        articles = Article.objects.filter(canonical_url="").order_by("-pk")
        return IdRangePaginator(articles, self.limit)

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the URLs of one part, with `image` and `alternates`. Two queries.

        Raises EmptyPage where the part has none: a sitemap holds at least one URL.
        """
        articles: Any = self.paginator.page(page).object_list
        rows = [_Row(*row) for row in articles.values_list(*_Row._fields)]
        if not rows:
            raise EmptyPage
        translations = _translations(articles.order_by())
        urls: list[dict[str, Any]] = []
        for row in rows:
            versions = translations.get((row.source, row.external_id), ())
            picture = row.picture
            urls.append(
                {
                    "location": _url(row.lang, row.slug),
                    "lastmod": max(row.published_at, row.reader_modified_at or row.published_at),
                    "alternates": [
                        {"lang_code": lang, "location": _url(lang, slug)}
                        for lang, slug in (sorted(versions) if len(versions) > 1 else ())
                    ],
                    "image": absolute(picture.src, settings.SITE_URL) if picture else "",
                }
            )
        return urls

    def last_changes(self) -> dict[int, dt.datetime]:
        """Return the time of the last change by number of each part that has an article.

        Two walks along an index, one look at the newest article of each part, and a query more
        for each part whose newest article has its page elsewhere.
        """
        part = (F("pk") - 1) / self.limit
        live = Article.objects.live().annotate(part=part).order_by().values_list("part")
        latest: dict[int, dt.datetime] = {}
        newest: dict[int, int] = {}
        for number, moment, pk in live.annotate(Max("published_at"), Max("pk")):
            latest[number], newest[pk] = moment, number
        changed = live.filter(reader_modified_at__isnull=False).annotate(Max("reader_modified_at"))
        for number, moment in changed:
            latest[number] = max(latest[number], moment)
        # The index above does not know which articles have their page here.
        own_newest = Article.objects.filter(pk__in=newest, canonical_url="").that_are_listed()
        own = {newest[pk] for pk in own_newest.order_by().values_list("pk", flat=True)}
        return {
            number: moment
            for number, moment in latest.items()
            if number in own or self._has_own_articles(number)
        }

    def _has_own_articles(self, number: int) -> bool:
        articles: Any = self.paginator.page(number + 1).object_list
        return bool(articles.exists())


def _translations(articles: ArticleQuerySet) -> dict[tuple[int | None, str], list[tuple[str, str]]]:
    """Return (language, slug) by source and external id, of `articles` and their translations.

    The index on the identity leads. The pairs that the condition lets in besides are of other
    articles, and are never looked up.
    """
    ids = articles.identified().values("external_id")
    rows = Article.objects.identified().filter(external_id__in=ids, canonical_url="").order_by()
    rows = rows.that_are_listed()
    versions: dict[tuple[int | None, str], list[tuple[str, str]]] = defaultdict(list)
    for source, external_id, lang, slug in rows.values_list(
        "source", "external_id", "lang", "slug"
    ):
        versions[source, external_id].append((lang, slug))
    return versions


def _url(lang: str, slug: str) -> str:
    before, after = path_around("article", lang)
    return f"{settings.SITE_URL}{before}{slug}{after}"
