"""Every public address of the site that can be a file."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse

from articles.models import Article, ArticleAuthor, Category, Page, Source, TaggedArticle
from articles.public.archive import months_with_articles
from articles.public.site_files import site_file_addresses
from articles.syndication.feed_formats import FORMATS

# A path at which no page can be: static hosts show its answer, 404.html, for every missing one.
NOWHERE = "/404.html"


def list_addresses() -> Iterator[str]:
    """Yield the first page of every list; the later ones are found by their links.

    A few queries for each language, one for each kind of list; their rows are as many as the lists.
    """
    for lang in settings.SITE_LANGUAGES:
        yield reverse("home", args=[lang])
        yield reverse("corrections", args=[lang])
        for _year, months in months_with_articles(lang):
            for month in months:
                yield reverse("month", args=[lang, month.year, month.month])
        yield from _subject_addresses(lang)


def other_addresses() -> Iterator[str]:
    """Yield every address that is not the page of a list: articles, their files, pages, feeds.

    Retracted and ended articles are among them, since their addresses say so. The parts of
    the sitemap are not: the index names them.
    """
    yield reverse("default_home")
    yield NOWHERE
    for name in ("sitemap", "sitemap_lists", "news_sitemap", "robots"):
        yield reverse(name)
    yield from site_file_addresses()
    for lang in settings.SITE_LANGUAGES:
        for name in ("archive", "sections", "topics"):
            yield reverse(name, args=[lang])
        yield from _feeds(reverse("home", args=[lang]))
        for first_page in _subject_addresses(lang):
            yield from _feeds(first_page)
    for page in Page.objects.shown().filter(lang__in=settings.SITE_LANGUAGES).only("lang", "slug"):
        yield page.get_absolute_url()
    articles = Article.objects.in_site_languages()
    for rows in (articles.live(), articles.gone()):
        for address in rows.order_by("-pk").values_list("lang", "slug").iterator(2000):
            yield reverse("article", args=address)
            yield reverse("markdown", args=address)


def _subject_addresses(lang: str) -> Iterator[str]:
    live = Article.objects.in_language(lang).live().order_by()
    for category in Category.objects.with_live_articles(lang):
        yield reverse("category", args=[lang, category.slug])
    sources = Source.objects.filter(pk__in=live.values("source"))
    for key in sources.order_by("pk").values_list("key", flat=True):
        yield reverse("source", args=[lang, key])
    links = TaggedArticle.objects.in_language(lang).live().order_by()
    for slug in links.values_list("tag__slug", flat=True).distinct():
        yield reverse("tag", args=[lang, slug])
    named = ArticleAuthor.objects.in_language(lang).live().order_by()
    for slug in named.values_list("author__slug", flat=True).distinct():
        yield reverse("author", args=[lang, slug])


def _feeds(first_page: str) -> Iterable[str]:
    return (f"{first_page}feed.{extension}" for extension in FORMATS)
