"""Merging labels at the desk: chosen in the list, shown as a plan, done at once."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.editorial.taxonomy.merging import merge, plan, renamed
from articles.lib.keyset import read_id

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
else:
    Admin = admin.ModelAdmin

# More at once could not be looked through.
_MOST = 20


class Merging(Admin):
    """For the admins of tags and of categories. A rename keeps the old word and address, too."""

    actions = ["merge_chosen"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge)
        name = f"articles_{self.opts.model_name}_merge"
        return [path("merge/", view, name=name), *super().get_urls()]

    @admin.action(description=_("Merge into one"), permissions=["change"])
    def merge_chosen(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        """To the plan."""
        numbers = [str(pk) for pk in rows.values_list("pk", flat=True)[: _MOST + 1]]
        if not 2 <= len(numbers) <= _MOST:
            text = gettext("Choose from two to %(most)d.") % {"most": _MOST}
            self.message_user(request, text, messages.WARNING)
            return None
        return HttpResponseRedirect(f"{self._merge_url()}?labels={'-'.join(numbers)}")

    def merge(self, request: HttpRequest) -> HttpResponse:
        """What will happen, and on the button's word that it does."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        numbers = [n for n in asked.get("labels", "").split("-")[:_MOST] if read_id(n) is not None]
        labels = list(self.model._default_manager.filter(pk__in=numbers).order_by("pk"))
        if len(labels) < 2:
            text = gettext("There is nothing to merge: choose two of them in the list.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(self._list_url())
        keep = next((one for one in labels if str(one.pk) == asked.get("keep")), labels[0])
        others = [one for one in labels if one.pk != keep.pk]
        if request.method == "POST" and request.POST.get("act") == "merge":
            return self._merged(request, keep, others)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Merge into “%s”") % keep,
            "labels": labels,
            "keep": keep,
            "parts": plan(keep, others),
            "numbers": "-".join(str(one.pk) for one in labels),
        }
        return TemplateResponse(request, "admin/articles/taxonomy_merge.html", context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Files that use the old word, and readers at the old address, find what is renamed."""
        before = self.model._default_manager.get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        if before is not None:
            renamed(obj, before, request.user)

    def _merged(self, request: HttpRequest, keep: Any, others: list[Any]) -> HttpResponse:
        reason = request.POST.get("reason", "").strip()[:500]
        moved = merge(keep, others, request.user, reason)
        names = ", ".join(map(str, others))
        said = gettext("Merged into “%(keep)s”: %(names)s.") % {"keep": keep, "names": names}
        self.log_change(request, keep, said)
        count = ngettext("%(count)d story moved.", "%(count)d stories moved.", moved)
        text = f"{said} {count % {'count': moved}}"
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(self._list_url())

    def _merge_url(self) -> str:
        return reverse(f"admin:articles_{self.opts.model_name}_merge")

    def _list_url(self) -> str:
        return reverse(f"admin:articles_{self.opts.model_name}_changelist")
