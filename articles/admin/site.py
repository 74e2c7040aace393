"""The admin site: the dashboard, and the app list in the order of an editor's day."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from articles.accounts.second_factor import is_missing
from articles.admin.accounts.login import LoginForm, login_page
from articles.admin.accounts.own_account import account_page, keep_layout, second_factor_page
from articles.admin.accounts.password_reset import password_reset_urls
from articles.admin.accounts.second_step import second_step_page
from articles.admin.articles.bulk.undo_notice import undo_notice
from articles.admin.dashboard.panels import DashboardPanels
from articles.admin.dashboard.pending_changes import pending_changes
from articles.admin.dashboard.problems import import_problems
from articles.admin.dashboard.recent_activity import recent_events
from articles.admin.dashboard.waiting import DeskFacts, waiting_lines
from articles.admin.health.views import health_page
from articles.admin.navigation import navigation
from articles.models.site_in_use import site_in_use
from articles.workflow import PUBLISH

# Models in the order of the app list; others come last, by name.
_MODEL_ORDER = (
    "Article",
    "FrontEdition",
    "ImportRun",
    "QuarantinedFile",
    "ImportConflict",
    "UpstreamItem",
    "IngestRules",
    "PipelineRun",
    "Cluster",
    "Image",
    "Category",
    "Tag",
    "Topic",
    "Author",
    "Source",
    "Revision",
    "AuditEntry",
    "QueuedTask",
    "Webhook",
    "Redirect",
    "SiteSettings",
)


class NewsroomAdminSite(admin.AdminSite):
    """The admin of the newsroom, whose index is the dashboard."""

    login_form = LoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the admin is open: not before a second factor is set up where one must be."""
        return super().has_permission(request) and not is_missing(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Django's context with the name of the site, and the navigation: only a page that shows it
        asks for its counts."""
        name = site_in_use().name
        return super().each_context(request) | {
            "site_header": name,
            "site_title": name,
            "navigation": partial(navigation, self, request),
        }

    def get_urls(self) -> list[Any]:
        """Django's addresses, and those of one's own account, of signing in and of site health."""
        single_sign_on: list[Any] = []
        if settings.OIDC_ISSUER:
            # By name: the library is an extra.
            single_sign_on = [path("sso/", include("articles.admin.accounts.single_sign_on"))]
        return [
            *single_sign_on,
            path("login/code/", self._page(second_step_page), name="second_step"),
            path("health/", self.admin_view(self._page(health_page)), name="health"),
            path("account/", self.admin_view(self._page(account_page)), name="account"),
            path("account/layout/", self.admin_view(keep_layout), name="layout"),
            path("account/second-factor/", self._staff_page, name="second_factor"),
            *password_reset_urls(self.each_context),
            *super().get_urls(),
        ]

    def _page(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """A view that is given the context of the admin's pages."""

        def with_context(request: HttpRequest) -> HttpResponse:
            return view(request, self.each_context(request))

        return never_cache(with_context)

    @method_decorator(never_cache)
    def _staff_page(self, request: HttpRequest) -> HttpResponse:
        """The set-up of the second factor, which is open also where that is still missing."""
        if not super().has_permission(request):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return second_factor_page(request, self.each_context(request))

    @method_decorator(never_cache)
    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The login page; who is signed in already gets the dashboard."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.method == "GET" and super().has_permission(request):
            return HttpResponseRedirect(reverse("admin:second_factor"))
        context: dict[str, object] = {
            **self.each_context(request),
            "title": gettext("Log in"),
            "single_sign_on": settings.OIDC_ISSUER and settings.OIDC_NAME,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        if REDIRECT_FIELD_NAME not in request.GET | request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index")
        return login_page(request, context)

    def index(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        """The dashboard; its panels are for those who may view articles."""
        context: dict[str, object] = {**(extra_context or {})}
        if request.user.has_perm("articles.view_article"):
            context |= _dashboard_context(request)
        return super().index(request, context)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, object]]:
        """The app list with `articles` first, and models in the order of `_MODEL_ORDER`; made when
        it is read, because Django puts one into the context of every page."""
        make = partial(self._app_list, request, app_label)
        return cast("list[dict[str, object]]", SimpleLazyObject(make))

    def _app_list(self, request: HttpRequest, app_label: str | None) -> list[dict[str, object]]:
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
    changes = pending_changes(now) if may_publish else None
    problems = import_problems(request.user)
    return {
        "waiting": waiting_lines(DeskFacts(request.user, panels.counts, changes, problems, now)),
        "panels": [panels.waiting(), panels.own(), panels.coming()],
        "changes": changes,
        "problems": problems,
        "pinned": panels.pinned(),
        "can_pin": panels.can_pin,
        "events": recent_events(request.user, since, now),
        **undo_notice(request.user, request.GET),
    }
