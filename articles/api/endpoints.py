"""The endpoints of `/api/v1/`. All of them start from `live()`."""

import datetime as dt
import json
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.log import log_response
from ninja import NinjaAPI, Path, Query
from ninja.errors import Throttled, ValidationError
from ninja.renderers import BaseRenderer

from articles.api import schemas
from articles.api.article_queries import find_articles
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
from articles.api.throttle import ClientThrottle
from articles.lib import keyset
from articles.lib.keyset import Position
from articles.models import Article, Correction, Source, Tag
from articles.querysets import NOT_ON_CARDS
from articles.syndication.last_modified import last_edits, set_last_modified, with_last_edits


class JsonRenderer(BaseRenderer):
    """JSON with times to the microsecond: clients send them back to ask for what came after."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> str:
        """Return `data` as JSON text; aware datetimes in UTC."""
        return json.dumps(data, default=_timestamp, ensure_ascii=False, separators=(",", ":"))


def _timestamp(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


api = NinjaAPI(
    title=settings.SITE_NAME,
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
    """
    page = find_articles(params.filters, params.after, params.limit)
    rows = Article.objects.live().filter(pk__in=page.ids)
    rows = rows.select_related("source", "category", "cover").with_tags().defer(*NOT_ON_CARDS)
    by_id = {row.pk: row for row in rows}
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

    410 with the reason that readers see where it was retracted; 404 where it is not, or not any
    more, to be seen.
    """
    articles = Article.objects.filter(lang__in=settings.SITE_LANGUAGES)
    live = articles.live().select_related("source", "category", "cover").with_tags()
    live = with_last_edits(live.prefetch_related("corrections"))
    article = live.filter(pk=article_id).first()
    if article is None:
        return _gone(articles.retracted().filter(pk=article_id).first())
    translations = articles.live().translations_of(article).defer(*NOT_ON_CARDS).order_by("lang")
    times = [row.recorded_at for row in (article, *translations)]
    if article.sticky_until and not article.is_pinned:
        times.append(article.sticky_until)
    set_last_modified(response, [*times, *last_edits(article)])
    response["Content-Language"] = article.lang
    canonical_url = article.canonical_url or schemas.page_url(article)
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
    last = Position(corrections[-1].date, corrections[-1].pk) if has_more else None
    items = [schemas.listed_correction(correction) for correction in corrections]
    return schemas.CorrectionPage(items=items, next=_next_url(request, last))


@api.get(
    "categories",
    response=schemas.CategoryOrTagPage,
    operation_id="list_categories",
    summary="Categories",
)
def list_categories(
    request: HttpRequest, params: Query[CategoryParameters]
) -> schemas.CategoryOrTagPage:
    """All categories with live articles, in the order of the menu, on one page."""
    items = [schemas.category_or_tag(category) for category in categories_in(params.lang)]
    return schemas.CategoryOrTagPage(items=items, next=None)


@api.get("tags", response=schemas.CategoryOrTagPage, operation_id="list_tags", summary="Tags")
def list_tags(
    request: HttpRequest, params: Query[TaxonomyPageParameters]
) -> schemas.CategoryOrTagPage:
    """Tags of live articles, in the order in which they were made."""
    tags, last = page_of(Tag, params.lang, params.after, params.limit)
    items = [schemas.category_or_tag(tag) for tag in tags]
    return schemas.CategoryOrTagPage(items=items, next=_next_url(request, last))


@api.get("sources", response=schemas.SourcePage, operation_id="list_sources", summary="Sources")
def list_sources(request: HttpRequest, params: Query[TaxonomyPageParameters]) -> schemas.SourcePage:
    """Sources of live articles, in the order in which they were made."""
    sources, last = page_of(Source, params.lang, params.after, params.limit)
    items = [schemas.source_out(source) for source in sources]
    return schemas.SourcePage(items=items, next=_next_url(request, last))


@api.get("openapi.json", include_in_schema=False, url_name="openapi")
def get_openapi(request: HttpRequest) -> HttpResponse:
    """Answer with this API as an OpenAPI 3.1 document."""
    content = json.dumps(openapi_document(api), ensure_ascii=False)
    return HttpResponse(content, content_type=f"{OPENAPI_TYPE};version=3.1")


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer with a problem document that leads to the reference page."""
    reference_url = settings.SITE_URL + reverse("api:reference")
    return problem(404, f"Nothing has this address. What there is: {reference_url}")


def _next_url(request: HttpRequest, last: Position | None) -> str | None:
    """Return the URL of the same list from after `last` on."""
    if last is None:
        return None
    query = request.GET.dict() | {"cursor": keyset.encode(last)}
    return f"{settings.SITE_URL}{request.path}?{urlencode(query)}"


def _gone(article: Article | None) -> HttpResponse:
    if article is None:
        return problem(404, "There is no such article, or readers cannot see it.")
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


@api.exception_handler(Exception)
def _server_error(request: HttpRequest, error: Exception) -> HttpResponse:
    response = problem(500, "Something is wrong here, not in your request. It was written down.")
    log_response("%s: %s", "API", request.path, response=response, request=request, exception=error)
    return response
