"""The addresses below `/api/v1/`: what may be asked, and what is answered.

Loaded with the first request (articles/api/gateway.py). Everything starts from `live()`.
"""

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.log import log_response
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError
from ninja.renderers import BaseRenderer

from articles.api import schemas
from articles.api.article_queries import find
from articles.api.openapi import document
from articles.api.parameter_types import Id
from articles.api.parameters import Filters, InLanguage, Labelled, NoteFilters
from articles.api.problem_json import problem
from articles.api.taxonomy import categories_in, page_of
from articles.lib import keyset
from articles.lib.keyset import Position
from articles.models import Article, Correction, Source, Tag
from articles.querysets import NOT_ON_CARDS
from articles.syndication.last_modified import last_edits, set_last_modified, with_last_edits


class Renderer(BaseRenderer):
    """JSON with times to the microsecond: programs give them back to ask for what came after."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, default=_written, ensure_ascii=False, separators=(",", ":"))


def _written(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


api = NinjaAPI(
    title=settings.SITE_NAME,
    version="1",
    description="Everything that readers see, for programs. Read only, without a key.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    renderer=Renderer(),
)


@api.get("articles", response=schemas.Stories, operation_id="list_articles", summary="Stories")
def list_articles(request: HttpRequest, asked: Query[Filters]) -> HttpResponse | schemas.Stories:
    """Stories, the newest first; the latest match first with `q`; the oldest change first with
    `modified_after`.

    No story stands on two pages, and none is passed over, whatever is published meanwhile.

    To keep a copy: ask with `modified_after`, follow `next` to its end, and begin the next time
    with the last `modified_at` that you were given. What was taken back is told by
    `/corrections?kind=retraction`; a story that is 404 is to be forgotten.
    """
    found = find(asked.wanted, asked.after, asked.limit)
    rows = Article.objects.live().filter(pk__in=found.ids)
    rows = rows.select_related("source", "category", "cover").with_tags().defer(*NOT_ON_CARDS)
    by_id = {row.pk: row for row in rows}
    items = [schemas.story(by_id[pk]) for pk in found.ids if pk in by_id]
    return schemas.Stories(items=items, next=_next(request, found.next))


@api.get(
    "articles/{article_id}",
    response=schemas.FullStory,
    operation_id="get_article",
    summary="One story",
)
def get_article(request: HttpRequest, response: HttpResponse, article_id: Path[Id]) -> Any:
    """One story, with its text, its corrections and where it comes from.

    410 when it was taken back, with the reason that readers are told; 404 when it is not, or
    not any more, to be seen.
    """
    rows = Article.objects.filter(lang__in=settings.SITE_LANGUAGES)
    live = rows.live().select_related("source", "category", "cover").with_tags()
    live = with_last_edits(live.prefetch_related("corrections"))
    story = live.filter(pk=article_id).first()
    if story is None:
        return _gone(rows.retracted().filter(pk=article_id).first())
    translations = list(rows.live().translations_of(story).defer(*NOT_ON_CARDS).order_by("lang"))
    times = [row.recorded_at for row in (story, *translations)]
    if story.sticky_until and not story.is_pinned:
        times.append(story.sticky_until)
    set_last_modified(response, [*times, *last_edits(story)])
    response["Content-Language"] = story.lang
    response["Link"] = f'<{story.canonical_url or schemas.page(story)}>; rel="canonical"'
    return schemas.full_story(story, list(story.corrections.all()), translations)


@api.get(
    "corrections",
    response=schemas.Notes,
    operation_id="list_corrections",
    summary="Corrections and retractions",
)
def list_corrections(request: HttpRequest, asked: Query[NoteFilters]) -> schemas.Notes:
    """What was put right, and stories that were taken back: the newest note first."""
    rows = Correction.objects.public().select_related("article")
    rows = rows.filter(article__lang__in=[asked.lang] if asked.lang else settings.SITE_LANGUAGES)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.after:
        rows = rows.before(*asked.after)
    rows = rows.defer(*(f"article__{name}" for name in NOT_ON_CARDS)).newest_first()
    shown, more = keyset.take(rows, asked.limit)
    last = Position(shown[-1].date, shown[-1].pk) if more else None
    return schemas.Notes(
        items=[schemas.public_note(row) for row in shown], next=_next(request, last)
    )


@api.get("categories", response=schemas.Labels, operation_id="list_categories", summary="Sections")
def list_categories(request: HttpRequest, asked: Query[InLanguage]) -> schemas.Labels:
    """All sections with something to read, in the order of the menu, on one page."""
    return schemas.Labels(
        items=[schemas.label(row) for row in categories_in(asked.lang)], next=None
    )


@api.get("tags", response=schemas.Labels, operation_id="list_tags", summary="Tags")
def list_tags(request: HttpRequest, asked: Query[Labelled]) -> schemas.Labels:
    """Tags of stories that can be read, in the order of their making."""
    rows, following = page_of(Tag, asked.lang, asked.after, asked.limit)
    return schemas.Labels(
        items=[schemas.label(row) for row in rows], next=_next(request, following)
    )


@api.get("sources", response=schemas.Sources, operation_id="list_sources", summary="Publishers")
def list_sources(request: HttpRequest, asked: Query[Labelled]) -> schemas.Sources:
    """Publishers of stories that can be read, in the order of their making."""
    rows, following = page_of(Source, asked.lang, asked.after, asked.limit)
    return schemas.Sources(
        items=[schemas.source(row) for row in rows], next=_next(request, following)
    )


def openapi(request: HttpRequest) -> HttpResponse:
    """This API as an OpenAPI 3.1 document."""
    content = json.dumps(document(api), ensure_ascii=False)
    return HttpResponse(content, content_type="application/vnd.oai.openapi+json;version=3.1")


def _next(request: HttpRequest, place: Position | None) -> str | None:
    """The same question from another place on."""
    if place is None:
        return None
    asked = request.GET.dict() | {"cursor": keyset.encode(place)}
    return f"{settings.SITE_URL}{request.path}?{urlencode(asked)}"


def _gone(story: Article | None) -> HttpResponse:
    if story is None:
        return problem(404, "There is no such story, or readers cannot see it.")
    reason = story.retraction_reason()
    return problem(410, "This story was taken back.", reason=reason, guid=story.guid)


# --- errors -------------------------------------------------------------------------------------


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
def _bad(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(400, str(error) or "This is not a request that can be understood.")


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    response = problem(500, "Something is wrong here, not in your request. It was written down.")
    log_response("%s: %s", "API", request.path, response=response, request=request, exception=error)
    return response


urlpatterns = [path("openapi.json", openapi), path("", (api.urls[0], None, None))]
