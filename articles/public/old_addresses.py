"""Answers at addresses where an article, a page, a category, a tag or an author once was.

They are answers about what readers may see: drafts, and names that only drafts use, are not told.
"""

import re
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import translation

from articles.lib.path_keys import MAX_LENGTH, key_of_request
from articles.lib.text import MAX_SLUG, slugify
from articles.models import (
    Article,
    ArticleAuthor,
    AuthorAlias,
    CategoryAlias,
    Redirect,
    Revision,
    Source,
    TagAlias,
    TaggedArticle,
)
from articles.models.site_addresses import route_of
from articles.public.markdown_views import gone_file
from articles.public.views import gone_notice
from articles.querysets import ListedQuerySet
from articles.syndication.feed_formats import FORMATS
from articles.workflow import Status

_FILE = ".md"
_ARTICLE_PATH = re.compile(r"/([A-Za-z-]{2,20})/articles/([^/]{1,300}?)(\.md)?")
_LIST_PATH = re.compile(
    rf"/([A-Za-z-]{{2,20}})/(tag|category|author)/([-\w]{{1,100}})(?:/(feed\.(?:{'|'.join(FORMATS)})))?"
)
_SOURCE_PATH = re.compile(
    rf"/([A-Za-z-]{{2,20}})/source/(.+?)(?:/(feed\.(?:{'|'.join(FORMATS)})))?"
)


def answer(request: HttpRequest) -> HttpResponse | None:
    """Return the answer at the old address that `request` asks for; None where there is none.

    A redirect (301) to where a live article or a public list is now; the notice of an
    article that was retracted or has ended (410). One query, and one or two more where an old
    address matches.
    """
    key = key_of_request(request.path_info)
    if len(key) > MAX_LENGTH:
        return None
    redirect = _redirect_from(key)
    if redirect and (article := gone_at(redirect)):
        with translation.override(article.lang):
            notice = gone_file(article) if _is_file(key) else gone_notice(request, article)
        notice.headers["Content-Language"] = article.lang
        return notice
    url = (
        (location_of(redirect, is_file=_is_file(key)) if redirect else "")
        or _article_spelled_otherwise(key)
        or _source_spelled_otherwise(key)
        or list_once_at(key)
    )
    return HttpResponsePermanentRedirect(url) if url else None


def gone_at(redirect: Redirect) -> Article | None:
    """Return the article that `redirect` leads to, if it had a page here, and was retracted or has
    ended."""
    article = redirect.article
    if article is None or article.lang not in settings.SITE_LANGUAGES:
        return None
    return article if article.status == Status.RETRACTED or article.has_ended else None


def location_of(redirect: Redirect, *, is_file: bool) -> str:
    """Return the path that `redirect` leads to: a live article, or its file, or a page.

    Empty where readers have no such page now. No query, when article and page are loaded.
    """
    if page := redirect.page:
        is_seen = page.lang in settings.SITE_LANGUAGES and not page.is_draft
        return page.get_absolute_url() if is_seen else ""
    article = redirect.article
    if article is None or article.lang not in settings.SITE_LANGUAGES or not article.is_live:
        return ""
    return reverse("markdown" if is_file else "article", args=[article.lang, article.slug])


def _redirect_from(key: str) -> Redirect | None:
    """The redirect, to an article in any state or a page, from this address, or from that of the
    page whose file has this address."""
    keys = [key, key.removesuffix(_FILE)] if _is_file(key) else [key]
    rows = Redirect.objects.filter(path__in=keys).select_related("article", "page")
    redirect = rows.order_by("-path").first()
    if redirect is None or was_of_another_article(redirect.path):
        return None
    return redirect


def _article_spelled_otherwise(key: str) -> str:
    """The address of the live article that `key` spells in another way: in capitals, with `_`, in
    letters of another script; or of its file. Empty for none."""
    match = _ARTICLE_PATH.fullmatch(key)
    if not match or match[1] not in settings.SITE_LANGUAGES:
        return ""
    lang, spelled, file = match.groups()
    slug = slugify(unquote(spelled), MAX_SLUG)
    if slug == spelled or not Article.objects.live().filter(lang=lang, slug=slug).exists():
        return ""
    return reverse("markdown" if file else "article", args=[lang, slug])


def _source_spelled_otherwise(key: str) -> str:
    """The path of the list of the source, or of its feed, that `key` spells in another way: in
    capitals, or in letters of another width. Empty for none that readers see an article of."""
    match = _SOURCE_PATH.fullmatch(key)
    if not match or match[1] not in settings.SITE_LANGUAGES:
        return ""
    lang, spelled, feed = match[1], unquote(match[2]), match[3]
    source = Source.objects.called(spelled).first()
    if source is None or source.key == spelled:
        return ""
    rows = Article.objects.filter(source=source).in_language(lang)
    return _list_url("source", lang, source.key, rows, feed)


def _is_file(key: str) -> bool:
    if not key.endswith(_FILE):
        return False
    route = route_of(key)
    return route is not None and route.name == "markdown"


def was_of_another_article(key: str) -> bool:
    """Whether an article that has this address now was public there, before it was taken down."""
    route = route_of(key)
    if route is None or route.name != "article":
        return False
    address = {f"article__{name}": value for name, value in route.arguments.items()}
    return Revision.objects.of_published().filter(**address).exists()


def list_once_at(key: str) -> str:
    """The path of the list, or of the feed of a list, that once was at `key`; empty for none.

    Empty also where no reader can see an article of it: its new name is nobody's business.
    """
    match = _LIST_PATH.fullmatch(key)
    if not match or match[1] not in settings.SITE_LANGUAGES:
        return ""
    lang, kind, slug, feed = match.groups()
    aliases: Any = {"tag": TagAlias, "category": CategoryAlias, "author": AuthorAlias}[kind]
    alias = aliases.objects.select_related("target").filter(slug=slug).first()
    if alias is None:
        return ""
    listed: Any = {"tag": TaggedArticle, "category": Article, "author": ArticleAuthor}[kind]
    rows: ListedQuerySet = listed.objects.filter(**{kind: alias.target})
    return _list_url(kind, lang, alias.target.slug, rows.in_language(lang), feed)


def _list_url(kind: str, lang: str, key: str, rows: ListedQuerySet, feed: str | None) -> str:
    """The path of a list, or of its `feed`, where readers can see one of its `rows`."""
    public = rows.live()
    if feed:
        # A feed tells also of the articles that were taken back.
        public |= rows.retracted()
    return reverse(kind, args=[lang, key]) + (feed or "") if public.exists() else ""
