"""The first page of the admin, and its menu in the order of an editor's day."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.admin.articles.bulk.undo_notice import undo_notice
from articles.admin.dashboard.panels import DashboardPanels
from articles.admin.dashboard.pending_changes import changes
from articles.admin.dashboard.recent_activity import lately
from articles.models.pending_revision import publish_due
from articles.workflow import PUBLISH

# Seconds between two looks for changes that are due.
LOOK_AGAIN = 20

# Model names in the order of the menu; what is not named here comes last, by name.
_ORDER = (
    "Article",
    "ImportRun",
    "QuarantinedFile",
    "ImportConflict",
    "Image",
    "Category",
    "Tag",
    "Source",
    "Revision",
    "AuditEntry",
    "Redirect",
)


class NewsroomAdminSite(admin.AdminSite):
    """What waits for somebody first; the tables behind it below."""

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """What this person has to do, and what happened; stories only for who may see them."""
        context: dict[str, Any] = {**(extra_context or {})}
        if request.user.has_perm("articles.view_article"):
            context |= _page(request)
        return super().index(request, context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Whoever opens a page brings what is due to readers, should no timer do it."""
        if cache.add("desk:publish-due", True, LOOK_AGAIN):
            publish_due()
        return super().each_context(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != "articles")


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _page(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    panels = DashboardPanels(request.user, now)
    # Yesterday as people say it: from its beginning.
    yesterday = timezone.localtime(now) - dt.timedelta(days=1)
    since = yesterday.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "panels": [panels.waiting(), panels.own(), panels.coming()],
        "unread": panels.unread(),
        "changes": changes(now) if request.user.has_perm(f"articles.{PUBLISH}") else None,
        "problems": panels.problems(),
        "pins": panels.pins(),
        "can_pin": panels.can_pin,
        "happenings": lately(request.user, since, now),
        "can_add": request.user.has_perm("articles.add_article"),
        **undo_notice(request.user, request.GET),
    }
