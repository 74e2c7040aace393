"""Readers' pages. Each starts from `Article.objects.live()` and is the same for every reader."""

import datetime as dt

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django.views.static import serve

from articles.lib.keyset import BadCursor
from articles.lib.urls import cached_reverse
from articles.models import Article, Category, Page, Source, Tag
from articles.public import article_lists, markdown_views
from articles.public.archive import month_span, months_with_articles
from articles.public.article_lists import ArticleList, ListPage
from articles.public.article_page import get_surroundings
from articles.public.languages import alternates, home_urls, language_links
from articles.public.live_article import article_details, get_live_article


@require_safe
def default_home(request: HttpRequest) -> HttpResponse:
    """Show the home page in the site's first language at `/`."""
    return home(request, settings.LANGUAGE_CODE)


@require_safe
def home(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the home page of one language: the lead article, then the others in display order."""
    list_page = _list_page(request, article_lists.HOME_LIST, lang)
    if not list_page.cards and not list_page.is_first:
        raise Http404
    context = _list_context(list_page, home_urls(), lang)
    if list_page.is_first and list_page.cards:
        context |= {"lead": list_page.cards[:1], "cards": list_page.cards[1:]}
    return render(request, "articles/home.html", context)


@require_safe
def category(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Show the articles of one category, page by page; 404 when it has none in `lang`."""
    subject = get_object_or_404(Category, slug=slug)
    return _subject_page(request, lang, article_lists.CATEGORY_LIST, subject, slug)


@require_safe
def tag(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Show the articles with one tag, page by page; 404 when there are none in `lang`."""
    subject = get_object_or_404(Tag, slug=slug)
    return _subject_page(request, lang, article_lists.TAG_LIST, subject, slug)


@require_safe
def source(request: HttpRequest, lang: str, key: str) -> HttpResponse:
    """Show the articles from one source, page by page; 404 when there are none in `lang`."""
    subject = get_object_or_404(Source, key=key)
    return _subject_page(request, lang, article_lists.SOURCE_LIST, subject, key)


@require_safe
def archive(request: HttpRequest, lang: str) -> HttpResponse:
    """Link to the months that have articles, year by year."""
    years = [
        (year, [(since, cached_reverse("month", lang, year, since.month)) for since in months])
        for year, months in months_with_articles(lang)
    ]
    context = _language_context({lang: cached_reverse("archive", lang)}, lang)
    return render(request, "articles/archive.html", context | {"years": years})


@require_safe
def month(request: HttpRequest, lang: str, year: int, month: int) -> HttpResponse:
    """Show the articles of one month, the newest first; 404 for a month without any."""
    try:
        since, until = month_span(year, month)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    context = _article_list_context(
        request, lang, article_lists.PERIOD_LIST, "month", (year, month), since=since, until=until
    )
    context |= {"kind": "month", "since": since, "heading": date_format(since, "YEAR_MONTH_FORMAT")}
    return render(request, "articles/article_list.html", context)


@require_safe
@vary_on_headers("Accept")
def article(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Show one article, as Markdown to clients that prefer it; 410 and the reason when it is
    retracted. Three queries."""
    if markdown_views.prefers_markdown(request):
        return markdown_views.markdown(request, lang, slug)
    article = get_live_article(lang, slug)
    if article is None:
        return _retracted(request, lang, slug)
    surroundings = get_surroundings(article)
    menu = surroundings.menu
    url = cached_reverse("article", lang, slug)
    context = _language_context({lang: url, **surroundings.translations}, lang) | {
        "article": article,
        "surroundings": surroundings,
        "details": article_details(article, surroundings.corrections, menu.policy_url),
        "menu": menu,
        "shared_url": settings.SITE_URL + url,
    }
    if article.canonical_url:
        context["canonical"] = article.canonical_url
    return render(request, "articles/article.html", context)


def _retracted(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.retracted(), lang=lang, slug=slug)
    context = {"article": article, "reason": article.retraction_reason(), "languages": ()}
    return render(request, "articles/retracted.html", context, status=410)


@require_safe
def page(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Show a page that editors wrote beside the articles, such as “about”."""
    pages = {page.lang: page for page in Page.objects.filter(slug=slug)}
    if lang not in pages:
        raise Http404
    codes = [code for code in pages if code in settings.SITE_LANGUAGES]
    urls = {code: cached_reverse("page", code, slug) for code in codes}
    context = _language_context(urls, lang) | {"page": pages[lang], "page_url": urls[lang]}
    return render(request, "articles/page.html", context)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an uploaded image. Its name holds the hash of its bytes, so it never changes."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # A file that is really a document, such as an SVG, must not run scripts.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer load balancers with 200 while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the 404 page in the language of the URL, with a search box and links."""
    return render(request, "404.html", {"own_search": True}, status=404)


def _subject_page(
    request: HttpRequest,
    lang: str,
    article_list: ArticleList,
    subject: Category | Tag | Source,
    key: str,
) -> HttpResponse:
    kind = str(subject._meta.model_name)
    context = _article_list_context(request, lang, article_list, kind, (key,), subject=subject.pk)
    context |= {"kind": kind, "subject": subject, "heading": subject.name}
    context["feed_url"] = context["first_url"]
    return render(request, "articles/article_list.html", context)


def _article_list_context(
    request: HttpRequest,
    lang: str,
    article_list: ArticleList,
    url_name: str,
    url_args: tuple[object, ...],
    until: dt.datetime | None = None,
    **values: object,
) -> dict[str, object]:
    list_page = _list_page(request, article_list, lang, until, **values)
    if not list_page.cards:
        # An empty list is not a page, which also keeps categories of drafts only a secret.
        raise Http404
    languages = article_list.languages(until, **values) | {lang}
    urls = {code: cached_reverse(url_name, code, *url_args) for code in languages}
    return _list_context(list_page, urls, lang)


def _list_page(
    request: HttpRequest,
    article_list: ArticleList,
    lang: str,
    until: dt.datetime | None = None,
    **values: object,
) -> ListPage:
    try:
        return article_list.page(lang, request.GET.get("after", ""), until, **values)
    except BadCursor as error:
        raise Http404 from error


def _list_context(list_page: ListPage, urls: dict[str, str], lang: str) -> dict[str, object]:
    url = urls[lang]
    context = _language_context(urls, lang) | {
        "cards": list_page.cards,
        "is_first": list_page.is_first,
        "first_url": url,
        "previous_url": None if list_page.previous is None else url + list_page.previous,
        "next_url": None if list_page.next is None else url + list_page.next,
    }
    if not list_page.is_first:
        # Later pages of two languages hold different articles: only the first ones are versions
        # of each other.
        context |= {"alternates": (), "canonical": settings.SITE_URL + url + list_page.query}
    return context


def _language_context(urls: dict[str, str], lang: str) -> dict[str, object]:
    return {
        "languages": language_links(urls, lang),
        "alternates": alternates(urls),
        "canonical": settings.SITE_URL + urls[lang],
    }
