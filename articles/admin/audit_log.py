"""The audit log: read-only, filtered by action, person, article and time."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.audit_words import action_in_words
from articles.admin.base import NewsroomModelAdmin
from articles.lib import keyset
from articles.models import AuditEntry

_PAGE_SIZE = 50
# Labels of the time filter, by the days of its query parameter.
_SINCE = {"1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days")}


@admin.register(AuditEntry)
class AuditEntryAdmin(NewsroomModelAdmin):
    """Every action of an editor, the last one first.

    Each filter walks an index, and pages are found by keyset: a million entries cost what fifty do.
    """

    fields = ["created_at", "who", "what", "article", "title", "reason", "detail"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """A page of the log, which replaces Django's change list: that one counts its rows."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        filters = {
            name: request.GET[name].strip()[:150]
            for name in ("act", "who", "story", "since", "before")
            if request.GET.get(name, "").strip()
        }
        entries, more = keyset.take(_filtered(filters), _PAGE_SIZE)
        following = urlencode(filters | {"before": str(entries[-1].pk)}) if more else ""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Audit log"),
            "entries": entries,
            "lines": [(entry, action_in_words(entry.action)) for entry in entries],
            "filters": filters,
            "following": following,
            "spans": [
                (name, label, urlencode({**filters, "since": name, "before": ""}))
                for name, label in _SINCE.items()
            ],
        }
        return TemplateResponse(request, "admin/articles/auditentry/log.html", context)

    @admin.display(description=_("who"))
    def who(self, entry: AuditEntry) -> str:
        """The name of the person as it was then."""
        return entry.actor_name or "–"

    @admin.display(description=_("what"))
    def what(self, entry: AuditEntry) -> str:
        """The action in words."""
        return action_in_words(entry.action)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the title where it is still the story's."""
        same = obj and obj.article and obj.article.title == obj.title
        return [name for name in self.fields or () if not (same and name == "title")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: entries are written by actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: entries are never rewritten."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: entries are never deleted here."""
        return False


def _filtered(filters: dict[str, str]) -> QuerySet[AuditEntry]:
    """The entries that pass all filters, the last one first."""
    rows = AuditEntry.objects.order_by("-pk")
    if "act" in filters:
        rows = rows.filter(action=filters["act"])
    if "who" in filters:
        rows = rows.filter(actor_name=filters["who"])
    if (article_id := _id_of(filters, "story")) is not None:
        rows = rows.filter(article_id=article_id)
    if (before := _id_of(filters, "before")) is not None:
        rows = rows.filter(pk__lt=before)
    if filters.get("since") in _SINCE:
        # The id of the first entry of that time: the walk by id ends there.
        limit = timezone.now() - dt.timedelta(days=int(filters["since"]))
        later = AuditEntry.objects.filter(created_at__gte=limit).order_by("created_at", "pk")
        first = later.values_list("pk", flat=True).first()
        rows = rows.none() if first is None else rows.filter(pk__gte=first)
    return rows


def _id_of(filters: dict[str, str], name: str) -> int | None:
    """The id of a filter; None without it, and 0, which no row has, for an invalid one."""
    return (keyset.read_id(filters[name]) or 0) if name in filters else None
