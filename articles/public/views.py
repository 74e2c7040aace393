"""Readers' pages. Each starts from `Article.objects.live()` and is the same for every reader."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from articles.lib import public_keys
from articles.lib.ascii_urls import ascii_url
from articles.lib.public_keys import depends_on
from articles.lib.urls import cached_reverse
from articles.models import Article, Author, Category, FrontEdition, Page, Source, Tag, Topic
from articles.models.topic import shown_topic
from articles.public import markdown_views
from articles.public.archive import month_span, months_with_articles
from articles.public.article_lists import (
    HOME_LIST,
    ArticleList,
    ListPage,
    Subject,
    period_list,
    subject_list,
)
from articles.public.article_page import article_context, get_live_article, get_surroundings
from articles.public.cursor_paths import with_cursor_in_path
from articles.public.front_pool import load_front_page
from articles.public.languages import home_urls
from articles.public.openings import by_day, opening_of
from articles.public.page_versions import language_context, page_context
from articles.public.topics import topics_of

# How long the answer that nothing is at an address may be kept.
NOTHING_FOR = dt.timedelta(seconds=10)


@require_safe
def default_home(request: HttpRequest) -> HttpResponse:
    """Show the home page in the site's first language at `/`."""
    return _home(request, settings.LANGUAGE_CODE)


@require_safe
@with_cursor_in_path
def home(request: HttpRequest, lang: str, after: str = "") -> HttpResponse:
    """Show the front page of one language, or with a cursor a page of the list of all articles."""
    return _home(request, lang, after)


def _home(request: HttpRequest, lang: str, after: str = "") -> HttpResponse:
    if not after:
        return front_page_response(request, lang)
    page = HOME_LIST.page(request, lang, after)
    if not page.cards:
        raise Http404
    context = _list_context(page, home_urls(), lang) | {"kind": ""}
    return render(request, "articles/earlier.html", context)


def front_page_response(
    request: HttpRequest, lang: str, edition: FrontEdition | None = None
) -> HttpResponse:
    """Show the front page of a language as readers have it, or will have it by an `edition`."""
    front = load_front_page(request, lang, edition)
    urls = home_urls()
    context = language_context(urls, lang) | {
        "front": front.page,
        "edition": front.edition,
        "opening": front.opening,
        "latest_by_day": front.latest_by_day,
        "today": front.today,
        "is_preview": edition is not None,
        "previous_url": None,
        "next_url": None if front.next is None else urls[lang] + front.next,
    }
    return render(request, "articles/home.html", context)


@require_safe
@with_cursor_in_path
def category(request: HttpRequest, lang: str, slug: str, after: str = "") -> HttpResponse:
    """Show the articles of one category by days, page by page; 404 when it has none in `lang`. The
    first page has an opening, and the topics of its articles."""
    subject = get_object_or_404(Category, slug=slug)
    depends_on(request, public_keys.category(subject.pk))
    page, context = _list_by_days(request, lang, subject, slug, after, subject)
    context["topics"] = topics_of(request, page.cards) if page.is_first else []
    return render(request, "articles/section.html", context)


@require_safe
@with_cursor_in_path
def tag(request: HttpRequest, lang: str, slug: str, after: str = "") -> HttpResponse:
    """Show the articles with one tag, page by page; 404 when there are none in `lang`. Those of a
    topic stand by days, below its words and the articles that editors chose."""
    subject: Tag = get_object_or_404(Tag.objects.select_related("topic__picture"), slug=slug)
    depends_on(request, public_keys.tag(subject.pk))
    topic = shown_topic(subject)
    if topic is None:
        return _subject_page(request, lang, subject, slug, after)
    _page, context = _list_by_days(request, lang, subject, slug, after, topic, topic.pinned)
    return render(request, "articles/topic.html", context | {"topic": topic})


@require_safe
@with_cursor_in_path
def source(request: HttpRequest, lang: str, key: str, after: str = "") -> HttpResponse:
    """Show the articles from one source, page by page; 404 when there are none in `lang`."""
    subject = get_object_or_404(Source, key=key)
    depends_on(request, public_keys.source(subject.pk))
    return _subject_page(request, lang, subject, key, after)


@require_safe
@with_cursor_in_path
def author(request: HttpRequest, lang: str, slug: str, after: str = "") -> HttpResponse:
    """Show who an author is, and the articles that name them, page by page; 404 when there are none
    in `lang`."""
    subject = get_object_or_404(Author.objects.select_related("picture"), slug=slug)
    depends_on(request, public_keys.author(subject.pk))
    return _subject_page(request, lang, subject, slug, after)


@require_safe
def archive(request: HttpRequest, lang: str) -> HttpResponse:
    """Link to the months that have articles, year by year."""
    depends_on(request, public_keys.articles_in(lang))
    years = [
        (year, [(since, cached_reverse("month", lang, year, since.month)) for since in months])
        for year, months in months_with_articles(lang)
    ]
    context = language_context({lang: cached_reverse("archive", lang)}, lang)
    return render(request, "articles/archive.html", context | {"years": years})


@require_safe
@with_cursor_in_path
def month(request: HttpRequest, lang: str, year: int, month: int, after: str = "") -> HttpResponse:
    """Show the articles of one month, the newest first; 404 for a month without any."""
    try:
        period = month_span(year, month)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    _page, context = _list(request, lang, period_list(period), after, "month", year, month)
    since = period[0]
    context |= {"kind": "month", "since": since, "heading": date_format(since, "YEAR_MONTH_FORMAT")}
    return render(request, "articles/article_list.html", context)


@require_safe
@vary_on_headers("Accept")
def article(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Show one article, as Markdown to clients that prefer it; 410 and a notice when it is
    retracted or has ended. Seven queries, and one each where its original is known, where it was
    approved and where it names authors."""
    if markdown_views.prefers_markdown(request):
        return markdown_views.markdown(request, lang, slug)
    article = get_live_article(request, lang, slug)
    if article is None:
        gone = Article.objects.gone().filter(lang=lang, slug=slug)
        return gone_notice(request, get_object_or_404(gone))
    surroundings = get_surroundings(request, article)
    url = cached_reverse("article", lang, slug)
    context = article_context(article, surroundings) | {"shared_url": settings.SITE_URL + url}
    context |= language_context({lang: url, **surroundings.translations}, lang)
    if article.canonical_url:
        context["canonical"] = ascii_url(article.canonical_url)
    return render(request, "articles/article.html", context)


def gone_notice(request: HttpRequest, article: Article) -> HttpResponse:
    """Answer 410 with the time at which `article` ended, or with the reason why it was retracted,
    which takes one query."""
    depends_on(request, *article.shown_keys())
    context: dict[str, object] = {"article": article, "languages": ()}
    if article.has_ended:
        return render(request, "articles/ended.html", context, status=410)
    context["reason"] = article.retraction_reason()
    return render(request, "articles/retracted.html", context, status=410)


@require_safe
def page(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Show a page that editors wrote beside the articles, such as “about”; 404 for a draft."""
    depends_on(request, public_keys.page(slug))
    pages = {page.lang: page for page in Page.objects.shown().filter(slug=slug)}
    if lang not in pages:
        raise Http404
    codes = [code for code in pages if code in settings.SITE_LANGUAGES]
    urls = {code: cached_reverse("page", code, slug) for code in codes}
    return render(request, "articles/page.html", page_context(pages[lang], urls))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the 404 page in the language of the URL, with a search box and links."""
    depends_on(request, public_keys.ANY, until=timezone.now() + NOTHING_FOR)
    return render(request, "404.html", status=404)


def _subject_page(
    request: HttpRequest, lang: str, subject: Subject, key: str, after: str
) -> HttpResponse:
    kind = str(subject._meta.model_name)
    _page, context = _list(request, lang, subject_list(subject), after, kind, key)
    context |= {"kind": kind, "subject": subject, "since": None, "heading": subject.name_in(lang)}
    return render(request, "articles/article_list.html", context)


def _list_by_days(
    request: HttpRequest,
    lang: str,
    subject: Category | Tag,
    key: str,
    after: str,
    about: Category | Topic,
    chosen: Sequence[int] = (),
) -> tuple[ListPage, dict[str, object]]:
    """The page of a list whose head tells what editors wrote `about` it, and its context."""
    kind = str(subject._meta.model_name)
    page, context = _list(request, lang, subject_list(subject, chosen), after, kind, key)
    leading, others = page.cards[: page.leading], page.cards[page.leading :]
    opening = opening_of(leading, others) if page.is_first else None
    context |= {
        "kind": kind,
        "subject": subject,
        "heading": subject.name_in(lang),
        "about": about,
        "words": about.words_in(lang) if page.is_first else "",
        "opening": opening,
        "days": by_day(others, opening),
    }
    return page, context


def _list(
    request: HttpRequest,
    lang: str,
    article_list: ArticleList,
    after: str,
    url_name: str,
    *url_args: object,
) -> tuple[ListPage, dict[str, object]]:
    page = article_list.page(request, lang, after)
    if not page.cards:
        # An empty list is not a page, which also keeps categories of drafts only a secret.
        raise Http404
    urls = {
        code: cached_reverse(url_name, code, *url_args)
        for code in article_list.languages(request, lang)
    }
    return page, _list_context(page, urls, lang)


def _list_context(page: ListPage, urls: dict[str, str], lang: str) -> dict[str, object]:
    url = urls[lang]
    context = language_context(urls, lang) | {
        "cards": page.cards,
        "is_first": page.is_first,
        "first_url": url,
        "previous_url": None if page.previous is None else url + page.previous,
        "next_url": None if page.next is None else url + page.next,
    }
    if not page.is_first:
        # Later pages of two languages hold different articles: only the first ones are versions
        # of each other.
        context |= {"alternates": (), "canonical": settings.SITE_URL + url + page.path}
    return context
