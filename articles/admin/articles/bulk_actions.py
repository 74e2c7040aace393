"""Acts on many stories at the desk: a page that says what will happen, the act, and its undo."""

import io
import zipfile
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from articles.admin.articles import filters
from articles.admin.articles.bulk_forms import ValueForm
from articles.editorial.bulk.actions import ACTS, EXPORT, MOST, BulkAction
from articles.editorial.bulk.plan import plan
from articles.editorial.bulk.run import BULK, BulkOutcome, run
from articles.editorial.bulk.undo import act_of, can_be_undone, steps, undo
from articles.editorial.bulk.values import stories
from articles.front_matter.files import export_path
from articles.import_export.exporter import document_of
from articles.import_export.store import extract
from articles.lib.keyset import read_id
from articles.models import Article, AuditEntry
from articles.search.admin_search import AdminSearch
from articles.search.index_position import article_id_at

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = admin.ModelAdmin

_LIST = "admin:articles_article_changelist"
# Reasons that are told one by one; of more only the number.
_TOLD = 5


class BulkActs(Admin):
    """Three addresses of `ArticleAdmin`: plan, do, undo. Each asks for the right of its act."""

    def get_urls(self) -> list[URLPattern]:
        """Before the admin's own, which take every path for an id."""
        view = self.admin_site.admin_view
        return [
            path("plan/", view(self.plan), name="articles_article_plan"),
            path("do/", view(self.do), name="articles_article_do"),
            path("undo/<int:pk>/", view(self.undo), name="articles_article_undo"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def plan(self, request: HttpRequest) -> HttpResponse:
        """What the act will touch, what it will leave alone and why; nothing is done yet."""
        act = _act(request)
        ids, more = _chosen(request)
        if act is None or not ids:
            return self._choose_first(request)
        # A list that was just sent holds no value yet.
        form = ValueForm(act, request.POST if "planned" in request.POST else None)
        return self._planned(request, act, form, ids, more=more)

    @method_decorator(require_POST)
    def do(self, request: HttpRequest) -> HttpResponse:
        """Do it, and lead back to where it can be undone."""
        act = _act(request)
        # Those with warnings are sent apart, by the box that says yes to them.
        accepted = _seen(request.POST.get("accepted", ""))
        seen = _seen(request.POST.get("seen", "")) | accepted
        form = ValueForm(act, request.POST) if act else None
        if act is None or form is None or not form.is_valid() or not 0 < len(seen) <= MOST:
            return self._choose_first(request)
        reason = form.cleaned_data["reason"]
        if act.name == EXPORT:
            return self._export(request, list(seen), reason)
        outcome = run(act, form.value, seen, request.user, reason, accepted=accepted)
        self._tell(request, act, outcome)
        if outcome.asked:
            return self._planned(request, act, form, outcome.asked)
        return HttpResponseRedirect(_back(request, outcome.entry))

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What undoing will touch; a POST does it."""
        entry = get_object_or_404(AuditEntry, pk=pk, action=BULK)
        act = act_of(entry)
        if act is None or not request.user.has_perm(f"articles.{act.permission}"):
            raise PermissionDenied
        if not can_be_undone(entry):
            self.message_user(request, gettext("It is too late to undo this."), messages.WARNING)
            return HttpResponseRedirect(_back(request))
        if request.method == "POST":
            outcome = undo(entry, request.user)
            text = ngettext(
                "Undone for %(count)d story.", "Undone for %(count)d stories.", outcome.done
            )
            level = messages.SUCCESS if outcome.done else messages.WARNING
            self.message_user(request, text % {"count": outcome.done}, level)
            self._tell_skipped(request, outcome)
            return HttpResponseRedirect(_back(request))
        context = {
            "title": gettext("Undo: %(act)s") % {"act": act.label},
            "entry": entry,
            "act": act,
            "steps": steps(entry, request.user),
        }
        return self._page(request, "undo", context)

    # --- parts ------------------------------------------------------------------------------

    def _planned(
        self,
        request: HttpRequest,
        act: BulkAction,
        form: ValueForm,
        ids: list[int],
        *,
        more: bool = False,
    ) -> HttpResponse:
        ready = not act.asks or form.is_valid()
        value = form.value if act.asks and ready else None
        context = {
            "title": act.label,
            "act": act,
            "form": form,
            "ids": " ".join(map(str, ids)),
            "count": len(ids),
            "more": more,
            "most": MOST,
            "plan": plan(act, value, stories(ids), request.user) if ready else None,
            "asks": bool(act.asks),
        }
        return self._page(request, "plan", context)

    def _choose_first(self, request: HttpRequest) -> HttpResponse:
        text = gettext("Choose stories, and what to do with them, first.")
        self.message_user(request, text, messages.WARNING)
        return HttpResponseRedirect(_back(request))

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        context |= {
            **self.admin_site.each_context(request),
            **context,
            "opts": self.opts,
            "list_url": _back(request),
            "query": request.GET.urlencode(),
        }
        return TemplateResponse(request, f"admin/articles/article/{name}.html", context)

    def _tell(self, request: HttpRequest, act: BulkAction, outcome: BulkOutcome) -> None:
        if outcome.done and outcome.asked:
            # The page that follows asks about the others, and has no place for an undo.
            text = ngettext(
                "%(act)s: %(counter)s story.", "%(act)s: %(counter)s stories.", outcome.done
            )
            said = text % {"act": act.label, "counter": outcome.done}
            self.message_user(request, said, messages.SUCCESS)
        elif not outcome.done and not outcome.asked:
            self.message_user(request, gettext("Nothing was changed."), messages.WARNING)
        self._tell_skipped(request, outcome)

    def _tell_skipped(self, request: HttpRequest, outcome: BulkOutcome) -> None:
        for title, why in outcome.skipped[:_TOLD]:
            text = gettext("Left alone: “%(title)s”, %(why)s.") % {"title": title, "why": why}
            self.message_user(request, text, messages.WARNING)
        rest = len(outcome.skipped) - _TOLD
        if rest > 0:
            text = ngettext("And %(count)d more.", "And %(count)d more.", rest)
            self.message_user(request, text % {"count": rest}, messages.WARNING)

    def _export(self, request: HttpRequest, ids: list[int], reason: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for article in Article.objects.for_export().filter(pk__in=ids):
                archive.writestr(str(export_path(extract(article))), document_of(article))
        AuditEntry.record("export", request.user, None, reason, count=len(ids))
        name = f"stories-{timezone.localdate():%Y-%m-%d}.zip"
        return HttpResponse(
            file.getvalue(),
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _act(request: HttpRequest) -> BulkAction | None:
    """What is asked for; None when it is nothing that there is. Raises PermissionDenied."""
    act = ACTS.get(request.POST.get("act", ""))
    needed = act.permission if act else "view_article"
    if not request.user.has_perm(f"articles.{needed}"):
        raise PermissionDenied
    return act


def _chosen(request: HttpRequest) -> tuple[list[int], bool]:
    """The ids that the list ticked, or all of its filter; and whether there are still more."""
    if request.POST.get("all"):
        wanted = filters.read(request.GET)
        places = AdminSearch(timezone.now()).positions(wanted, MOST + 1)
        return [article_id_at(place) for place in places[:MOST]], len(places) > MOST
    given = request.POST.get("ids", "").split() or request.POST.getlist("story")
    ids = [pk for text in given if (pk := read_id(text))]
    return ids[:MOST], len(ids) > MOST


def _seen(text: str) -> dict[int, int]:
    """The versions that a form shows, by id; written as `id.version` with blanks between."""
    parts = (part.partition(".") for part in text.split())
    numbers = ((read_id(pk), read_id(version)) for pk, _dot, version in parts)
    return {pk: version for pk, version in numbers if pk and version is not None}


def _back(request: HttpRequest, entry: AuditEntry | None = None) -> str:
    """The list with its filter, or the desk; with the act that can be undone there."""
    if request.GET.get("next") == "desk":
        return reverse("admin:index") + (f"?done={entry.pk}" if entry else "")
    return reverse(_LIST) + filters.write(filters.read(request.GET), done=entry.pk if entry else "")
