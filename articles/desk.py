"""The menu of the admin, in the order of an editor's day.

Outside of `articles.admin`, which needs the site to register at.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import ngettext

from articles.models import ImportConflict, QuarantinedFile

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
    "PastAddress",
)


class Desk(admin.AdminSite):
    """Articles first, then what imports ask of people, then what articles are made of."""

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Above the menu: what imports left to people."""
        context = {"waiting": _waiting(request), **(extra_context or {})}
        return super().index(request, context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != "articles")


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _waiting(request: HttpRequest) -> list[tuple[str, str]]:
    """(in words, where to do it), for those who may."""
    found = []
    if request.user.has_perm("articles.change_quarantinedfile"):
        count = QuarantinedFile.objects.count()
        text = ngettext(
            "%(count)d file could not be read", "%(count)d files could not be read", count
        )
        found.append((count, text, reverse("admin:articles_quarantinedfile_changelist")))
    if request.user.has_perm("articles.change_importconflict"):
        count = ImportConflict.objects.filter(choice="").count()
        text = ngettext(
            "%(count)d change of a file waits for a decision",
            "%(count)d changes of files wait for a decision",
            count,
        )
        found.append((count, text, reverse("admin:articles_importconflict_changelist")))
    return [(text % {"count": count}, url) for count, text, url in found if count]
