"""The endpoints of `/api/v1/`. All of them start from `live()`."""

import datetime as dt
import json
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Path, Query
from ninja.errors import Throttled, ValidationError
from ninja.renderers import BaseRenderer

from articles.api import schemas
from articles.api.article_queries import find_articles
from articles.api.author_schemas import AuthorPage, author_out
from articles.api.decorators import OPENAPI_TYPE
from articles.api.openapi import openapi_document
from articles.api.parameter_types import ArticleId
from articles.api.parameters import (
    ArticleParameters,
    CategoryParameters,
    CorrectionParameters,
    TaxonomyPageParameters,
)
from articles.api.problem_json import problem
from articles.api.taxonomy import categories_in, page_of
from articles.api.taxonomy_schemas import CategoryOrTagPage, listed_category_or_tag
from articles.api.throttle import ClientThrottle
from articles.lib import keyset, public_keys
from articles.lib.ascii_urls import ascii_url
from articles.lib.keyset import Position
from articles.lib.public_keys import depends_on
from articles.models import Article, Author, Correction, Source, Tag
from articles.models.authorship import load_authors
from articles.models.site_in_use import site_in_use
from articles.querysets import NOT_ON_CARDS


class JsonRenderer(BaseRenderer):
    """JSON with times to the microsecond: clients send them back to ask for what came after."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> str:
        """Return `data` as JSON text; aware datetimes in UTC."""
        return json.dumps(data, default=_timestamp, ensure_ascii=False, separators=(",", ":"))


def _timestamp(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


api = NinjaAPI(
    title="Newsroom",
    version="1",
    description="Everything that readers see, for programs. Read only, without a key.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    renderer=JsonRenderer(),
    throttle=ClientThrottle(),
)


@api.get(
    "articles",
    response=schemas.ArticlePage,
    operation_id="list_articles",
    summary="Articles",
)
def list_articles(request: HttpRequest, params: Query[ArticleParameters]) -> schemas.ArticlePage:
    """Articles, the newest first; the latest match first with `q`; the oldest change first with
    `modified_after`.

    No article stands on two pages, and none is passed over, whatever is published meanwhile.

    To keep a copy: ask with `modified_after`, follow `next` to its end, and begin the next time
    with the last `modified_at` that you were given. Retracted articles are listed by
    `/corrections?kind=retraction`; an article that is 404 is to be forgotten.
    One with `expires_at` is to be forgotten then.
    """
    page = find_articles(params.filters, params.after, params.limit)
    rows = Article.objects.filter(pk__in=page.ids).that_are_live()
    rows = rows.select_related("source", "category", "cover").with_tags().defer(*NOT_ON_CARDS)
    by_id = {row.pk: row for row in rows}
    load_authors(by_id.values())
    if not params.filters.given("q", "modified_after", "pinned"):
        # An empty list may be one of a category, tag or source that does not exist yet.
        depends_on(request, public_keys.ARTICLES if by_id else public_keys.ANY)
        for row in by_id.values():
            keys = row.shown_keys(row.tag_list, row.author_list)
            depends_on(request, *keys, until=row.next_end)
    items = [schemas.article_summary(by_id[pk]) for pk in page.ids if pk in by_id]
    return schemas.ArticlePage(items=items, next=_next_url(request, page.next))


@api.get(
    "articles/{article_id}",
    response=schemas.ArticleDetail,
    operation_id="get_article",
    summary="One article",
)
def get_article(
    request: HttpRequest, response: HttpResponse, article_id: Path[ArticleId]
) -> schemas.ArticleDetail | HttpResponse:
    """One article, with its text, its corrections and where it comes from.

    410 where it has ended, and with the reason that readers see where it was retracted; 404 where
    it is not, or not any more, to be seen.
    """
    articles = Article.objects.filter(lang__in=settings.SITE_LANGUAGES)
    live = articles.live().select_related("source", "category", "cover").with_tags()
    article = live.prefetch_related("corrections").filter(pk=article_id).first()
    if article is None:
        return _gone(request, articles.gone().filter(pk=article_id).first())
    keys = article.shown_keys(article.tag_list, article.author_list)
    depends_on(request, *keys, public_keys.translations(article.pk), until=article.next_end)
    translations = articles.translations_of(article).that_are_live().order_by("lang")
    translations = translations.defer(*NOT_ON_CARDS)
    response["Content-Language"] = article.lang
    canonical_url = ascii_url(article.canonical_url) or schemas.page_url(article)
    response["Link"] = f'<{canonical_url}>; rel="canonical"'
    return schemas.article_detail(article, list(article.corrections.all()), list(translations))


@api.get(
    "corrections",
    response=schemas.CorrectionPage,
    operation_id="list_corrections",
    summary="Corrections and retractions",
)
def list_corrections(
    request: HttpRequest, params: Query[CorrectionParameters]
) -> schemas.CorrectionPage:
    """Corrections of live articles and the reasons of retractions, the newest first."""
    languages = [params.lang] if params.lang else settings.SITE_LANGUAGES
    rows = Correction.objects.public().filter(article__lang__in=languages)
    rows = rows.select_related("article").defer(*(f"article__{name}" for name in NOT_ON_CARDS))
    if params.kind:
        rows = rows.filter(kind=params.kind)
    if params.after:
        rows = rows.before(*params.after)
    corrections, has_more = keyset.take(rows.newest_first(), params.limit)
    depends_on(request, *map(public_keys.corrections, languages))
    depends_on(request, *(public_keys.article(row.article_id) for row in corrections))
    last = Position(corrections[-1].date, corrections[-1].pk) if has_more else None
    items = [schemas.listed_correction(correction) for correction in corrections]
    return schemas.CorrectionPage(items=items, next=_next_url(request, last))


@api.get(
    "categories",
    response=CategoryOrTagPage,
    operation_id="list_categories",
    summary="Categories",
)
def list_categories(request: HttpRequest, params: Query[CategoryParameters]) -> CategoryOrTagPage:
    """All categories with live articles, in the order of the menu, on one page."""
    categories = list(categories_in(params.lang))
    depends_on(request, public_keys.ARTICLES, *(public_keys.category(row.pk) for row in categories))
    items = [listed_category_or_tag(category, params.lang) for category in categories]
    return CategoryOrTagPage(items=items, next=None)


@api.get("tags", response=CategoryOrTagPage, operation_id="list_tags", summary="Tags")
def list_tags(request: HttpRequest, params: Query[TaxonomyPageParameters]) -> CategoryOrTagPage:
    """Tags of live articles, in the order in which they were made."""
    page = page_of(Tag, params.lang, params.after, params.limit)
    if page.is_of_live:
        depends_on(request, public_keys.ANY)
    items = [listed_category_or_tag(tag, params.lang) for tag in page.rows]
    return CategoryOrTagPage(items=items, next=_next_url(request, page.last))


@api.get("authors", response=AuthorPage, operation_id="list_authors", summary="Authors")
def list_authors(request: HttpRequest, params: Query[TaxonomyPageParameters]) -> AuthorPage:
    """Authors whom live articles name, in the order in which they were made."""
    page = page_of(Author, params.lang, params.after, params.limit)
    if page.is_of_live:
        depends_on(request, public_keys.ANY)
    items = [author_out(author) for author in page.rows]
    return AuthorPage(items=items, next=_next_url(request, page.last))


@api.get("sources", response=schemas.SourcePage, operation_id="list_sources", summary="Sources")
def list_sources(request: HttpRequest, params: Query[TaxonomyPageParameters]) -> schemas.SourcePage:
    """Sources of live articles, in the order in which they were made."""
    page = page_of(Source, params.lang, params.after, params.limit)
    if page.is_of_live:
        depends_on(request, public_keys.ANY)
    items = [schemas.source_out(source, params.lang) for source in page.rows]
    return schemas.SourcePage(items=items, next=_next_url(request, page.last))


@api.get("openapi.json", include_in_schema=False, url_name="openapi")
def get_openapi(request: HttpRequest) -> HttpResponse:
    """Answer with this API as an OpenAPI 3.1 document."""
    depends_on(request, public_keys.SITE)
    content = json.dumps(openapi_document(api, site_in_use().name), ensure_ascii=False)
    return HttpResponse(content, content_type=f"{OPENAPI_TYPE};version=3.1")


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer with a problem document that leads to the reference page."""
    reference_url = settings.SITE_URL + reverse("api:reference")
    return problem(404, f"Nothing has this address. What there is: {reference_url}")


def _next_url(request: HttpRequest, last: Position | None) -> str | None:
    """Return the URL of the same list from after `last` on, the same in whatever order the request
    has its parameters: caches take one answer for all of them."""
    if last is None:
        return None
    query = request.GET.dict() | {"cursor": keyset.encode(last)}
    return f"{settings.SITE_URL}{request.path}?{urlencode(sorted(query.items()))}"


def _gone(request: HttpRequest, article: Article | None) -> HttpResponse:
    if article is None:
        return problem(404, "There is no such article, or readers cannot see it.")
    depends_on(request, public_keys.article(article.pk))
    if article.has_ended:
        return problem(410, "This article has ended.", guid=article.guid)
    reason = article.retraction_reason()
    return problem(410, "This article was retracted.", reason=reason, guid=article.guid)


# --- errors -------------------------------------------------------------------------------------


@api.exception_handler(Throttled)
def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem(429, f"Too many requests. Ask again in {error.wait} seconds.")
    response.headers["Retry-After"] = str(error.wait)
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {
            "parameter": str(one["loc"][-1]),
            "detail": str(one["msg"]).removeprefix("Value error, "),
        }
        for one in error.errors
    ]
    return problem(422, "Some parameters cannot be understood; `errors` says which.", errors=errors)


@api.exception_handler(BadRequest)
@api.exception_handler(SuspiciousOperation)
def _bad_request(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(400, str(error) or "This is not a request that can be understood.")
