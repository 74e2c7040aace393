"""The audit log: to read, never to edit. A million lines cost what fifty cost."""

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

from articles.admin.dashboard.recent_activity import action_in_words
from articles.lib import keyset
from articles.models import AuditEntry

_PAGE = 50
# Days back, by the word in the address.
_SINCE = {"1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days")}


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """Every act of the desk, the last one first: by act, by person, by story, by time.

    Each of these walks an index; pages are found by keyset and nothing is counted.
    """

    fields = ["created_at", "who", "action", "article", "title", "reason", "detail"]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Not Django's list, which counts its rows."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = {
            name: request.GET[name].strip()[:150]
            for name in ("act", "who", "story", "since", "before")
            if request.GET.get(name, "").strip()
        }
        entries, more = keyset.take(_chosen(asked), _PAGE)
        following = urlencode(asked | {"before": str(entries[-1].pk)}) if more else ""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Audit log"),
            "entries": entries,
            "lines": [(entry, action_in_words(entry.action)) for entry in entries],
            "asked": asked,
            "following": following,
            "spans": [
                (name, label, urlencode({**asked, "since": name, "before": ""}))
                for name, label in _SINCE.items()
            ],
        }
        return TemplateResponse(request, "admin/articles/auditentry/log.html", context)

    @admin.display(description=_("who"))
    def who(self, entry: AuditEntry) -> str:
        """The name as it was then."""
        return entry.actor_name or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _chosen(asked: dict[str, str]) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.order_by("-pk")
    if "act" in asked:
        rows = rows.filter(action=asked["act"])
    if "who" in asked:
        rows = rows.filter(actor_name=asked["who"])
    if (story := _number(asked, "story")) is not None:
        rows = rows.filter(article_id=story)
    if (before := _number(asked, "before")) is not None:
        rows = rows.filter(pk__lt=before)
    if asked.get("since") in _SINCE:
        # The number of the first line of that time: the walk by number ends there.
        limit = timezone.now() - dt.timedelta(days=int(asked["since"]))
        later = AuditEntry.objects.filter(created_at__gte=limit).order_by("created_at", "pk")
        first = later.values_list("pk", flat=True).first()
        rows = rows.none() if first is None else rows.filter(pk__gte=first)
    return rows


def _number(asked: dict[str, str], name: str) -> int | None:
    """What is asked for; 0, which is nothing's number, for nonsense."""
    return (keyset.read_id(asked[name]) or 0) if name in asked else None
