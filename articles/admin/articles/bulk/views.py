"""Bulk actions on articles: a page that says what will happen, the action, and its undo."""

from collections.abc import Mapping

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from articles.admin.articles.bulk.forms import BulkActionForm
from articles.admin.articles.bulk.undo_notice import scheduled_in_words
from articles.admin.articles.change_list import filters
from articles.admin.articles.downloads import zip_of_articles
from articles.editorial.bulk.actions import BULK_ACTIONS, EXPORT, MOST, BulkAction
from articles.editorial.bulk.plan import plan
from articles.editorial.bulk.run import BULK, BulkOutcome, run
from articles.editorial.bulk.undo import act_of, can_be_undone, steps, undo
from articles.editorial.bulk.values import stories
from articles.lib.keyset import read_id
from articles.models import Article, AuditEntry
from articles.search.admin_search import AdminSearch
from articles.search.index_position import article_id_at

# The most skipped articles that are named in messages; of more only the number.
_NAMED = 5


@require_POST
def plan_action(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """A page that says what the posted action would change or skip, and why; changes nothing."""
    action = _posted_action(request)
    ids, more = _posted_articles(request)
    if action is None or not ids:
        return _choose_first(request)
    # A form that comes from the change list holds no value yet.
    form = BulkActionForm(action, request.POST if "planned" in request.POST else None)
    return _plan_page(request, model_admin, form, ids, more=more)


@require_POST
def run_action(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponseBase:
    """Run the posted action, and redirect to a page where it can be undone."""
    action = _posted_action(request)
    # Articles with warnings are posted apart, by the box that confirms them.
    accepted = _parse_versions(request.POST.get("accepted", ""))
    versions = _parse_versions(request.POST.get("seen", "")) | accepted
    form = BulkActionForm(action, request.POST) if action else None
    if action is None or form is None or not 0 < len(versions) <= MOST:
        return _choose_first(request)
    if not form.is_valid():
        return _plan_page(request, model_admin, form, list(versions))
    reason = form.cleaned_data["reason"]
    if action.name == EXPORT:
        return _export(request, model_admin, list(versions), reason)
    outcome = run(action, form.value, versions, request.user, reason, accepted=accepted)
    _add_outcome_messages(request, action, outcome)
    if outcome.asked:
        return _plan_page(request, model_admin, form, outcome.asked)
    return HttpResponseRedirect(_return_url(request, outcome.entry))


def undo_action(request: HttpRequest, pk: int, model_admin: admin.ModelAdmin) -> HttpResponse:
    """A page that says what undoing the action of audit entry `pk` would do; a POST undoes it."""
    entry = get_object_or_404(AuditEntry, pk=pk, action=BULK)
    action = act_of(entry)
    if action is None or not request.user.has_perm(f"articles.{action.permission}"):
        raise PermissionDenied
    if not can_be_undone(entry):
        messages.warning(request, gettext("It is too late to undo this."))
        return HttpResponseRedirect(_return_url(request))
    if request.method == "POST":
        outcome = undo(entry, request.user)
        text = ngettext(
            "Undone for %(count)d story.", "Undone for %(count)d stories.", outcome.done
        )
        level = messages.SUCCESS if outcome.done else messages.WARNING
        messages.add_message(request, level, text % {"count": outcome.done})
        _add_skipped_messages(request, outcome)
        return HttpResponseRedirect(_return_url(request))
    context = {
        "title": gettext("Undo: %(act)s") % {"act": action.label},
        "entry": entry,
        "steps": steps(entry, request.user),
    }
    return _page(request, model_admin, "bulk_undo", context)


def _plan_page(
    request: HttpRequest,
    model_admin: admin.ModelAdmin,
    form: BulkActionForm,
    ids: list[int],
    *,
    more: bool = False,
) -> HttpResponse:
    action = form.action
    ready = not action.asks or form.is_valid()
    value = form.value if action.asks and ready else None
    context = {
        "title": action.label,
        "bulk_action": action,
        "form": form,
        "ids": " ".join(map(str, ids)),
        "count": len(ids),
        "more": more,
        "most": MOST,
        "plan": plan(action, value, stories(ids), request.user) if ready else None,
        "needs_value": bool(action.asks),
    }
    return _page(request, model_admin, "bulk_plan", context)


def _page(
    request: HttpRequest, model_admin: admin.ModelAdmin, name: str, context: Mapping[str, object]
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        **context,
        "opts": model_admin.opts,
        "list_url": _return_url(request),
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, f"admin/articles/article/{name}.html", context)


def _choose_first(request: HttpRequest) -> HttpResponse:
    messages.warning(request, gettext("Choose stories, and what to do with them, first."))
    return HttpResponseRedirect(_return_url(request))


def _add_outcome_messages(request: HttpRequest, action: BulkAction, outcome: BulkOutcome) -> None:
    if outcome.done and outcome.asked:
        # The page that follows asks about the others, and has no place for an undo.
        text = ngettext(
            "%(act)s: %(counter)s story.", "%(act)s: %(counter)s stories.", outcome.done
        )
        text = text % {"act": action.label, "counter": outcome.done}
        messages.success(request, f"{text} {scheduled_in_words(outcome.scheduled)}".strip())
    elif not outcome.done and not outcome.asked:
        messages.warning(request, gettext("Nothing was changed."))
    _add_skipped_messages(request, outcome)


def _add_skipped_messages(request: HttpRequest, outcome: BulkOutcome) -> None:
    for title, why in outcome.skipped[:_NAMED]:
        text = gettext("Left alone: “%(title)s”, %(why)s.") % {"title": title, "why": why}
        messages.warning(request, text)
    rest = len(outcome.skipped) - _NAMED
    if rest > 0:
        text = ngettext("And %(count)d more.", "And %(count)d more.", rest)
        messages.warning(request, text % {"count": rest})


def _export(
    request: HttpRequest, model_admin: admin.ModelAdmin, ids: list[int], reason: str
) -> HttpResponseBase:
    """A zip of the articles' files; the audit log says who took it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    response = zip_of_articles(request, Article.objects.for_export().filter(pk__in=ids))
    AuditEntry.record("export", request.user, None, reason, count=len(ids))
    return response


def _posted_action(request: HttpRequest) -> BulkAction | None:
    """The posted action; None for an unknown one. Raises PermissionDenied."""
    action = BULK_ACTIONS.get(request.POST.get("act", ""))
    permission = action.permission if action else "view_article"
    if not request.user.has_perm(f"articles.{permission}"):
        raise PermissionDenied
    return action


def _posted_articles(request: HttpRequest) -> tuple[list[int], bool]:
    """At most `MOST` ids: those chosen, or all that the filters match; whether there are more."""
    if request.POST.get("all"):
        search = AdminSearch(timezone.now())
        positions = search.positions(filters.read(request.GET), MOST + 1)
        return [article_id_at(position) for position in positions[:MOST]], len(positions) > MOST
    chosen = request.POST.get("ids", "").split() or request.POST.getlist("story")
    ids = [pk for text in chosen if (pk := read_id(text))]
    return ids[:MOST], len(ids) > MOST


def _parse_versions(text: str) -> dict[int, int]:
    """The versions of articles that a page showed, by id: `id.version`, separated by blanks."""
    pairs = (part.partition(".") for part in text.split())
    numbers = ((read_id(pk), read_id(version)) for pk, _dot, version in pairs)
    return {pk: version for pk, version in numbers if pk and version is not None}


def _return_url(request: HttpRequest, entry: AuditEntry | None = None) -> str:
    """The change list with its filters, or the dashboard; there `entry` can be undone."""
    if request.GET.get("next") == "desk":
        return reverse("admin:index") + (f"?done={entry.pk}" if entry else "")
    query = filters.write(filters.read(request.GET), done=entry.pk if entry else "")
    return reverse("admin:articles_article_changelist") + query
