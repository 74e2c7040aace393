"""The front page of one language at the desk: what readers have, drafts, and former editions."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext

from articles.admin.front_page.blocks import DeskBlock, desk_blocks, not_on_page, typed_picks
from articles.lib.keyset import read_id
from articles.lib.language_words import language_name
from articles.lib.relative_time import day_and_time
from articles.models import FrontEdition
from articles.models.front_states import EDITION_STATE_LABELS, EditionState, state_of
from articles.public.front_pool import load_front_page
from articles.workflow import PUBLISH

_DRAFTS, _FORMER = 20, 10


def language_asked(request: HttpRequest) -> str:
    """The language of the site that a request names; the first one for another."""
    lang = request.POST.get("lang") or request.GET.get("lang", "")
    return lang if lang in settings.SITE_LANGUAGES else settings.LANGUAGE_CODE


def overview(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """The page of one language; five queries besides those of the front page and of every page."""
    lang, now = language_asked(request), timezone.now()
    live = FrontEdition.objects.live(lang, now)
    loaded = load_front_page(request, lang, live or FrontEdition(lang=lang))
    picks = typed_picks(loaded.edition)
    rows = FrontEdition.objects.filter(lang=lang).select_related("saved_by", "launched_by")
    scheduled = list(rows.scheduled(now))
    former = list(rows.started(now)[: _FORMER + 1])
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Front page"),
        "done": _done(request, scheduled, former),
        "opts": model_admin.opts,
        "lang": lang,
        "languages": [(code, language_name(code)) for code in settings.SITE_LANGUAGES],
        "live": live,
        "blocks": _with_rows(desk_blocks(loaded.page, loaded.edition, picks, now)),
        "away": not_on_page(loaded.page, loaded.edition, picks, now),
        "focus_problem": loaded.page.focus_problem,
        "drafts": rows.drafts()[:_DRAFTS],
        "scheduled": scheduled,
        "former": former,
        "may_begin": model_admin.has_add_permission(request),
        "may_launch": request.user.has_perm(f"articles.{PUBLISH}"),
    }
    return TemplateResponse(request, "admin/articles/frontedition/overview.html", context)


def launched_url(edition: FrontEdition) -> str:
    """The address of the overview that tells of a launch, and where it is taken back."""
    url = reverse("admin:articles_frontedition_changelist")
    return f"{url}?{urlencode({'lang': str(edition.lang), 'done': str(edition.pk)})}"


def _done(
    request: HttpRequest, scheduled: Sequence[FrontEdition], former: Sequence[FrontEdition]
) -> dict[str, str]:
    """The launch that led here, in words, and what takes it back: the address and the words of a
    button. Empty for another one than the last, and for who may not publish."""
    pk = read_id(request.GET.get("done", ""))
    if not pk or not request.user.has_perm(f"articles.{PUBLISH}"):
        return {}
    for edition in scheduled:
        if edition.pk == pk and edition.starts_at:
            when = {"when": day_and_time(edition.starts_at)}
            return {
                "words": gettext("Readers see it from %(when)s on.") % when,
                "url": reverse("admin:articles_frontedition_call_back", args=[pk]),
                "button": gettext("Call back"),
            }
    if not former or former[0].pk != pk:
        return {}
    before = former[1].pk if len(former) > 1 else None
    return {
        "words": gettext("Launched. Readers see it."),
        "url": reverse("admin:articles_frontedition_launch", args=[before])
        if before
        else reverse("admin:articles_frontedition_itself"),
        "button": gettext("Undo") if before else gettext("Let the page fill itself"),
    }


def edition_page(
    request: HttpRequest, model_admin: admin.ModelAdmin, edition: FrontEdition
) -> HttpResponse:
    """An edition to read: what stands where by it now, and its state."""
    now = timezone.now()
    live = FrontEdition.objects.live(edition.lang, now)
    state = state_of(edition, live.pk if live else None, now)
    loaded = load_front_page(request, edition.lang, edition)
    picks = typed_picks(edition)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": str(edition),
        "opts": model_admin.opts,
        "edition": edition,
        "state": _COLOURS[state],
        "word": EDITION_STATE_LABELS[state],
        "is_scheduled": state == EditionState.SCHEDULED,
        "blocks": _with_rows(desk_blocks(loaded.page, edition, picks, now)),
        "away": not_on_page(loaded.page, edition, picks, now),
        "focus_problem": loaded.page.focus_problem,
        "may_launch": request.user.has_perm(f"articles.{PUBLISH}"),
    }
    return TemplateResponse(request, "admin/articles/frontedition/edition.html", context)


def _with_rows(blocks: list[DeskBlock]) -> list[DeskBlock]:
    return [block for block in blocks if block.rows]


# The colours of the states, by the classes that stories have.
_COLOURS = {
    EditionState.DRAFT: "draft",
    EditionState.SCHEDULED: "scheduled",
    EditionState.LIVE: "live",
    EditionState.PAST: "ended",
}
