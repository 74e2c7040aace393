"""Merging tags, categories or authors: chosen in the change list, shown as a plan, done at once."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.audited import AuditedModelAdmin
from articles.admin.reasons import posted_reason
from articles.editorial.taxonomy.merging import Label, merge, plan, renamed
from articles.lib.keyset import read_id
from articles.lib.text_inputs import typed_name

# The most rows of one merge: a longer plan could not be read through.
_MERGE_LIMIT = 20


class MergeAdmin(AuditedModelAdmin):
    """A ModelAdmin of tags, categories or authors with a merge; a rename keeps the old word and
    address."""

    actions = ["merge_chosen"]
    # By `renamed()`.
    told_apart = frozenset({"name", "slug"})

    def get_urls(self) -> list[URLPattern]:
        """The addresses of a ModelAdmin, and the merge."""
        view = self.admin_site.admin_view(self.merge)
        name = f"articles_{self.opts.model_name}_merge"
        return [path("merge/", view, name=name), *super().get_urls()]

    @admin.action(description=_("Merge into one"), permissions=["change"])
    def merge_chosen(self, request: HttpRequest, rows: QuerySet[Label]) -> HttpResponse | None:
        """Redirect to the plan of merging the chosen `rows`."""
        ids = [str(pk) for pk in rows.values_list("pk", flat=True)[: _MERGE_LIMIT + 1]]
        if not 2 <= len(ids) <= _MERGE_LIMIT:
            text = gettext("Choose from two to %(most)d.") % {"most": _MERGE_LIMIT}
            self.message_user(request, text, messages.WARNING)
            return None
        return HttpResponseRedirect(f"{self._merge_url()}?labels={'-'.join(ids)}")

    def merge(self, request: HttpRequest) -> HttpResponse:
        """A page that says what merging would change; a POST of it merges."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        params = request.POST if request.method == "POST" else request.GET
        ids = [
            n for n in params.get("labels", "").split("-")[:_MERGE_LIMIT] if read_id(n) is not None
        ]
        if word := typed_name(params.get("with", "")):
            other = self.id_called(word)
            if other is None:
                text = gettext("There is no “%(word)s”. Write its name as the list has it.")
                self.message_user(request, text % {"word": word}, messages.WARNING)
                return HttpResponseRedirect(self._list_url())
            ids.append(str(other))
        rows = list(self.model._default_manager.filter(pk__in=ids).order_by("pk"))
        if len(rows) < 2:
            text = gettext("There is nothing to merge: choose two of them in the list.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(self._list_url())
        if not self.may_merge(request, rows):
            raise PermissionDenied
        keep = next((row for row in rows if str(row.pk) == params.get("keep")), rows[0])
        others = [row for row in rows if row.pk != keep.pk]
        reason, refusal = posted_reason(request)
        if request.method == "POST" and not refusal and request.POST.get("act") == "merge":
            return self._do_merge(request, keep, others, reason)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Merge into “%s”") % keep,
            "rows": rows,
            "keep": keep,
            "parts": plan(keep, others),
            "reason": reason,
            "refusal": refusal,
            "ids": "-".join(str(row.pk) for row in rows),
        }
        return TemplateResponse(request, "admin/articles/taxonomy_merge.html", context)

    def id_called(self, word: str) -> int | None:
        """The id of the row with this name; None for none, and where rows are chosen in the list
        alone."""
        return None

    def may_merge(self, request: HttpRequest, rows: list[Label]) -> bool:
        """Whether this person may change all these rows, and what goes from one to another."""
        return all(self.has_change_permission(request, row) for row in rows)

    def save_model(self, request: HttpRequest, obj: Label, form: ModelForm, change: bool) -> None:
        """Save; the old word of a renamed row works on in files, and its old address redirects."""
        before = self.model._default_manager.get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        if before is not None:
            renamed(obj, before, request.user)

    def _do_merge(
        self,
        request: HttpRequest,
        keep: Label,
        others: list[Label],
        reason: str,
    ) -> HttpResponse:
        moved = merge(keep, others, request.user, reason)
        names = ", ".join(map(str, others))
        text = gettext("Merged into “%(keep)s”: %(names)s.") % {"keep": keep, "names": names}
        self.log_change(request, keep, text)
        count = ngettext("%(count)d story moved.", "%(count)d stories moved.", moved)
        count = count % {"count": moved}
        self.message_user(request, f"{text} {count}", messages.SUCCESS)
        return HttpResponseRedirect(self._list_url())

    def _merge_url(self) -> str:
        return reverse(f"admin:articles_{self.opts.model_name}_merge")

    def _list_url(self) -> str:
        return reverse(f"admin:articles_{self.opts.model_name}_changelist")
