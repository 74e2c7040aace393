"""Public pages. Each starts from `Article.objects.live()` and answers the same to everyone."""

from typing import Any

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
from articles.public import archive as archives
from articles.public import article_lists, markdown_views
from articles.public.article_lists import ArticleList, ListPage
from articles.public.article_page import around
from articles.public.languages import alternates, homes, versions
from articles.public.live_article import facts, live_story


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """`/`: the home page in the default language."""
    return home(request, settings.LANGUAGE_CODE)


@require_safe
def home(request: HttpRequest, lang: str) -> HttpResponse:
    """The home page of one language: the lead story, then the rest in display order."""
    found = _page(request, article_lists.FRONT, lang)
    if not found.cards and not found.is_first:
        raise Http404
    urls = homes()
    context = _list_context(found, urls, lang)
    if found.is_first and found.cards:
        context |= {"lead": found.cards[:1], "cards": found.cards[1:]}
    return render(request, "articles/home.html", context)


@require_safe
def category(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """The stories of one section."""
    subject = get_object_or_404(Category, slug=slug)
    return _list(request, lang, article_lists.CATEGORY, subject, slug)


@require_safe
def tag(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """The stories with one tag."""
    subject = get_object_or_404(Tag, slug=slug)
    return _list(request, lang, article_lists.TAG, subject, slug)


@require_safe
def source(request: HttpRequest, lang: str, key: str) -> HttpResponse:
    """The stories taken from one publisher."""
    subject = get_object_or_404(Source, key=key)
    return _list(request, lang, article_lists.SOURCE, subject, key)


@require_safe
def archive(request: HttpRequest, lang: str) -> HttpResponse:
    """The months that have stories, year by year."""
    context = _languages({lang: cached_reverse("archive", lang)}, lang)
    years = [
        (year, [(since, cached_reverse("month", lang, year, since.month)) for since in months])
        for year, months in archives.months(lang)
    ]
    return render(request, "articles/archive.html", context | {"years": years})


@require_safe
def month(request: HttpRequest, lang: str, year: int, month: int) -> HttpResponse:
    """The stories of one month, the newest first."""
    try:
        since, until = archives.month(year, month)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    values = {"since": since, "until": until}
    found = _page(request, article_lists.SINCE, lang, **values)
    context = _subject_context(article_lists.SINCE, found, lang, "month", (year, month), values)
    context |= {"kind": "month", "since": since, "heading": date_format(since, "YEAR_MONTH_FORMAT")}
    return render(request, "articles/list.html", context)


@require_safe
@vary_on_headers("Accept")
def article(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """One story; a retracted one answers 410 and says why."""
    if markdown_views.prefers_markdown(request):
        return markdown_views.markdown(request, lang, slug)
    story = live_story(lang, slug)
    if story is None:
        return _retracted(request, lang, slug)
    beside = around(story)
    own = cached_reverse("article", lang, slug)
    context = _languages({lang: own, **beside.translations}, lang) | {
        "article": story,
        "around": beside,
        "facts": facts(story, beside.corrections, beside.menu.policy_url),
        "menu": beside.menu,
        "shared_url": settings.SITE_URL + own,
    }
    if story.canonical_url:
        context["canonical"] = story.canonical_url
    return render(request, "articles/article.html", context)


def _retracted(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    story = get_object_or_404(Article.objects.retracted(), lang=lang, slug=slug)
    context = {"article": story, "reason": story.retraction_reason(), "languages": ()}
    return render(request, "articles/retracted.html", context, status=410)


@require_safe
def page(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """A page that is no story, such as “about”."""
    found = {page.lang: page for page in Page.objects.filter(slug=slug)}
    if lang not in found:
        raise Http404
    urls = {
        code: cached_reverse("page", code, slug)
        for code in found
        if code in settings.SITE_LANGUAGES
    }
    context = _languages(urls, lang) | {"page": found[lang], "page_url": urls[lang]}
    return render(request, "articles/page.html", context)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A stored picture. Its name holds the hash of its bytes, so it never changes."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # A picture that is really a page (an SVG, say) must not run as one.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For load balancers: 200 while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 page, in the language of the address and with ways to go on."""
    return render(request, "404.html", {"own_search": True}, status=404)


def _list(
    request: HttpRequest, lang: str, kind: ArticleList, subject: Category | Tag | Source, key: str
) -> HttpResponse:
    name = str(subject._meta.model_name)
    values = {"subject": subject.pk}
    found = _page(request, kind, lang, **values)
    context = _subject_context(kind, found, lang, name, (key,), values)
    context |= {"kind": name, "subject": subject, "heading": subject.name}
    context["feed_url"] = context["first_url"]
    return render(request, "articles/list.html", context)


def _page(request: HttpRequest, kind: ArticleList, lang: str, **values: Any) -> ListPage:
    try:
        return kind.page(lang, request.GET.get("after", ""), **values)
    except BadCursor as error:
        raise Http404 from error


def _subject_context(
    kind: ArticleList,
    found: ListPage,
    lang: str,
    name: str,
    key: tuple[object, ...],
    values: dict[str, Any],
) -> dict[str, Any]:
    if not found.cards:
        # An empty list is not a page; it also keeps quiet about subjects of drafts only.
        raise Http404
    codes = kind.languages(**values) | {lang}
    return _list_context(found, {code: cached_reverse(name, code, *key) for code in codes}, lang)


def _list_context(found: ListPage, urls: dict[str, str], lang: str) -> dict[str, Any]:
    url = urls[lang]
    context = _languages(urls, lang) | {
        "cards": found.cards,
        "is_first": found.is_first,
        "first_url": url,
        "previous_url": None if found.previous is None else url + found.previous,
        "next_url": None if found.next is None else url + found.next,
    }
    if not found.is_first:
        # Pages of two languages hold different stories: only the first ones are one page.
        context |= {"alternates": (), "canonical": settings.SITE_URL + url + found.query}
    return context


def _languages(urls: dict[str, str], lang: str) -> dict[str, Any]:
    return {
        "languages": versions(urls, lang),
        "alternates": alternates(urls),
        "canonical": settings.SITE_URL + urls[lang],
    }
