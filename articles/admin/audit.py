"""The audit log: to read, never to edit."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """Every act of the desk, the last one first."""

    list_display = ["created_at", "who", "act", "title", "reason"]
    list_filter = ["act"]
    search_fields = ["title", "reason", "actor_name"]
    show_full_result_count = False
    fields = ["created_at", "who", "act", "article", "title", "reason", "detail"]

    @admin.display(description=_("who"), ordering="actor_name")
    def who(self, entry: AuditEntry) -> str:
        """The name as it was then."""
        return entry.actor_name or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
