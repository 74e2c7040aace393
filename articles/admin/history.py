"""What articles said before each change: to read, never to edit."""

import json

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.models import Revision


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    """The document before every change, with who and why."""

    list_display = ["article", "action", "author", "reason", "created_at"]
    list_select_related = ["article", "author"]
    list_filter = ["action"]
    search_fields = ["article__title", "reason"]
    date_hierarchy = "created_at"
    show_full_result_count = False
    fields = ["article", "action", "author", "created_at", "reason", "status", "keys", "text"]

    @admin.display(description=_("front matter before"))
    def keys(self, revision: Revision) -> SafeString:
        """The mapping, readable."""
        text = json.dumps(revision.front_matter, ensure_ascii=False, indent=2)
        return format_html('<pre class="document" dir="auto">{}</pre>', text)

    @admin.display(description=_("text before"))
    def text(self, revision: Revision) -> SafeString:
        """The Markdown."""
        return format_html('<pre class="document" dir="auto">{}</pre>', revision.body)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
