"""The page on which a draft of the front page is made: its blocks, its words, and launching it."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext

from articles.admin.articles.change_form.publish_panel import time_zone_note
from articles.admin.articles.rows import shown_state
from articles.admin.front_page.acts import ACTS, needs_block
from articles.admin.front_page.blocks import (
    DeskBlock,
    DeskRow,
    TypedPick,
    desk_blocks,
    not_on_page,
    places,
    typed_picks,
)
from articles.admin.front_page.focus import proposed_focus, warn_of_focus
from articles.admin.front_page.form import CardPictureForm, EditionForm, StartForm
from articles.admin.front_page.overview import launched_url
from articles.admin.request_user import user_of
from articles.lib.keyset import read_id
from articles.models import Article, Category, FrontEdition
from articles.models.exceptions import CannotLaunch, StaleEdition
from articles.models.front_plan import BriefingLine
from articles.models.front_states import MOST_LINES
from articles.public.front_pool import load_front_page
from articles.search.admin_filters import AdminFilters
from articles.search.admin_search import AdminSearch
from articles.search.index_position import article_id_at
from articles.workflow import PUBLISH

_FOUND = 8
_MAX_SEARCH = 200
# The widths, in pixels, at which the page is looked at: those of a phone, a tablet and a screen.
WIDTHS = (390, 768, 1440)


def edit_draft(
    request: HttpRequest, model_admin: admin.ModelAdmin, edition: FrontEdition
) -> HttpResponse:
    """Show a draft; a POST saves what is typed, and then does what its button says."""
    if request.method != "POST":
        form, start = EditionForm(instance=edition), StartForm()
        return _page(request, model_admin, edition, form, start, [])
    act, _colon, what = request.POST.get("act", "save").partition(":")
    form = EditionForm(request.POST, instance=edition)
    start = StartForm(request.POST if act == "schedule" else None)
    if act in ("launch", "schedule") and not request.user.has_perm(f"articles.{PUBLISH}"):
        raise PermissionDenied
    problems: list[str] = []
    if form.is_valid() and (not start.is_bound or start.is_valid()):
        try:
            return _saved(request, edition, act, what, start)
        except StaleEdition:
            text = gettext(
                "Somebody else saved or launched this draft meanwhile, and nothing of yours is "
                "saved yet. Open the page again in another window and bring both together, or "
                "keep yours as a draft of its own."
            )
            form.add_error(None, text)
        except CannotLaunch as error:
            problems = error.problems
    return _page(request, model_admin, edition, form, start, problems)


def keep_edition(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Save what was typed into a draft that somebody deleted meanwhile as a draft of its own."""
    lang = request.POST.get("lang", "")
    lang = lang if lang in settings.SITE_LANGUAGES else settings.LANGUAGE_CODE
    draft = FrontEdition(lang=lang).copy(user_of(request))
    typed = request.POST.copy()
    typed["version"], typed["act"] = str(draft.version), "save"
    request.POST = typed  # type: ignore[assignment]
    text = gettext(
        "Somebody deleted this draft meanwhile. What you typed is a draft of its own now."
    )
    messages.warning(request, text)
    return edit_draft(request, model_admin, draft)


def _saved(
    request: HttpRequest, edition: FrontEdition, act: str, what: str, start: StartForm
) -> HttpResponse:
    """Save, do it, and redirect. Raises StaleEdition, before anything is saved, and CannotLaunch,
    after the draft was."""
    user = user_of(request)
    block, _colon, number = what.partition(":")
    if act == "copy":
        draft = edition.copy(user)
        messages.success(request, gettext("Yours is a draft of its own now."))
        return HttpResponseRedirect(_url(draft))
    article = read_id(number)
    if act in ACTS and article and not needs_block(act, block):
        ACTS[act](edition, article, block)
    edition.save_draft(user)
    if act == "launch":
        edition.launch(user)
    elif act == "schedule":
        at: dt.datetime = start.cleaned_data["starts_at"]
        edition.launch(user, at)
        warn_of_focus(request, edition)
    else:
        return HttpResponseRedirect(_back(request, edition, act, block))
    return HttpResponseRedirect(launched_url(edition))


def _back(request: HttpRequest, edition: FrontEdition, act: str, block: str) -> str:
    """The draft again, with what was searched for a block. Enter in any field presses the button
    that names no block."""
    fields = (
        [f"find-{block}"] if block else [name for name in request.POST if name.startswith("find-")]
    )
    for name in fields if act == "find" else []:
        if words := request.POST.get(name, "").strip()[:_MAX_SEARCH]:
            block = name.removeprefix("find-")
            query = urlencode({"block": block, "find": words})
            return f"{_url(edition)}?{query}#block-{block}"
    if not block:
        messages.success(request, gettext("Saved. Readers see it once it is launched."))
        return _url(edition)
    return f"{_url(edition)}#block-{block}"


def _url(edition: FrontEdition) -> str:
    return reverse("admin:articles_frontedition_change", args=[edition.pk])


def _page(
    request: HttpRequest,
    model_admin: admin.ModelAdmin,
    edition: FrontEdition,
    form: EditionForm,
    start: StartForm,
    problems: list[str],
) -> HttpResponse:
    now = timezone.now()
    typed = form["picks"].data if form.is_bound else typed_picks(edition)
    loaded = load_front_page(request, edition.lang, edition)
    blocks = desk_blocks(loaded.page, edition, typed, now)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Draft of the front page"),
        "opts": model_admin.opts,
        "edition": edition,
        "form": form,
        "start": start,
        "problems": problems,
        "media": form.media,
        "blocks": [_with_found(block, request, edition, now) for block in blocks],
        "away": not_on_page(loaded.page, edition, typed, now),
        "focus_problem": loaded.page.focus_problem,
        "proposed": proposed_focus(edition, now),
        "places": places(edition.lang),
        "pictures": _picture_fields(typed),
        "sections": _sections(form, edition),
        "lines": _lines(form, edition),
        "widths": WIDTHS,
        "zone": time_zone_note()["words"],
        "may_launch": request.user.has_perm(f"articles.{PUBLISH}"),
        "is_stale": form.is_bound and _is_stale(edition),
    }
    return TemplateResponse(request, "admin/articles/frontedition/draft.html", context)


def _is_stale(edition: FrontEdition) -> bool:
    """Whether the stored draft is another one than that which the page was made of. One query."""
    rows = FrontEdition.objects.filter(pk=edition.pk, version=edition.version, starts_at=None)
    return not rows.exists()


def _picture_fields(typed: list[TypedPick]) -> dict[str, Any]:
    """The field for the picture of each pick, by the id of its article; a query for each that has
    one."""
    return {
        row["article"]: CardPictureForm(
            initial={"picture": row["picture"]}, auto_id=f"id_%s_{row['article']}", prefix="picks"
        )["picture"]
        for row in typed
    }


def _sections(form: EditionForm, edition: FrontEdition) -> list[tuple[int, str, str]]:
    """The id, the name and the typed place of each category. One query."""
    order = {category: str(place) for place, category in enumerate(edition.sections, 1)}
    if form.is_bound:
        order = {
            number: row["place"]
            for row in form["sections"].data
            if (number := read_id(row["id"])) is not None
        }
    categories = Category.objects.order_by("position", "name")
    return [(one.pk, one.name_in(edition.lang), order.get(one.pk, "")) for one in categories]


def _lines(form: EditionForm, edition: FrontEdition) -> list[dict[str, str]]:
    """The typed lines of the briefing, and empty ones. One query."""
    if form.is_bound:
        lines = list(form["briefing"].data)
    else:
        stored = BriefingLine.all_of(edition.briefing)
        ids = [line.article for line in stored if line.article]
        stories = Article.objects.only("lang", "slug").in_bulk(ids) if ids else {}
        paths = {pk: story.get_absolute_url() for pk, story in stories.items()}
        lines = [
            {"words": line.words, "story": paths.get(line.article or 0, "")} for line in stored
        ]
    return [*lines, *({"words": "", "story": ""} for _line in range(MOST_LINES - len(lines)))]


def _with_found(
    block: DeskBlock, request: HttpRequest, edition: FrontEdition, now: dt.datetime
) -> DeskBlock:
    """The block with the stories that were searched for it, if any were."""
    words = request.GET.get("find", "")[:_MAX_SEARCH]
    if not words or request.GET.get("block") != block.name:
        return block
    filters = AdminFilters(text=words, lang=edition.lang)
    ids = [article_id_at(one) for one in AdminSearch(now).positions(filters, _FOUND)]
    columns = ("title", "lang", "status", "published_at", "expires_at")
    stored = Article.objects.only(*columns).in_bulk(ids)
    rows = []
    for pk in ids:
        if article := stored.get(pk):
            state, word = shown_state(article, now)
            rows.append(DeskRow(pk, article.title, word, state=state))
    return replace(block, found=rows, words=words)
