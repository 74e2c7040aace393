"""The admin site: the dashboard, and the app list in the order of an editor's day."""

import datetime as dt

from django.contrib import admin
from django.core.cache import cache
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.admin.articles.bulk.undo_notice import undo_notice
from articles.admin.dashboard.panels import DashboardPanels
from articles.admin.dashboard.pending_changes import pending_changes
from articles.admin.dashboard.recent_activity import recent_events
from articles.models.pending_revision import publish_due
from articles.workflow import PUBLISH

# Seconds between two checks for pending revisions that are due.
DUE_CHECK_INTERVAL = 20

# Models in the order of the app list; others come last, by name.
_MODEL_ORDER = (
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
    """The admin of the newsroom, whose index is the dashboard."""

    def index(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        """The dashboard; its panels are for those who may view articles."""
        context: dict[str, object] = {**(extra_context or {})}
        if request.user.has_perm("articles.view_article"):
            context |= _dashboard_context(request)
        return super().index(request, context)

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        """The context of every page.

        Opening a page also publishes pending revisions that are due, in case no timer does.
        """
        if cache.add("admin:publish-due", True, DUE_CHECK_INTERVAL):
            publish_due()
        return super().each_context(request)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, object]]:
        """The app list with `articles` first, and models in the order of `_MODEL_ORDER`."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _model_position(model["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != "articles")


def _model_position(name: str) -> int:
    return _MODEL_ORDER.index(name) if name in _MODEL_ORDER else len(_MODEL_ORDER)


def _dashboard_context(request: HttpRequest) -> dict[str, object]:
    now = timezone.now()
    panels = DashboardPanels(request.user, now)
    # Since the beginning of yesterday.
    yesterday = timezone.localtime(now) - dt.timedelta(days=1)
    since = yesterday.replace(hour=0, minute=0, second=0, microsecond=0)
    may_publish = request.user.has_perm(f"articles.{PUBLISH}")
    return {
        "panels": [panels.waiting(), panels.own(), panels.coming()],
        "unreviewed": panels.unreviewed(),
        "changes": pending_changes(now) if may_publish else None,
        "problems": panels.problems(),
        "pinned": panels.pinned(),
        "can_pin": panels.can_pin,
        "events": recent_events(request.user, since, now),
        "can_add": request.user.has_perm("articles.add_article"),
        **undo_notice(request.user, request.GET),
    }
