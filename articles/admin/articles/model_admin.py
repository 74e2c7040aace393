"""The writing desk: one story on one screen, moved by the buttons of its state."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.autosave import OpenForms
from articles.admin.articles.change_form import StoryForm
from articles.admin.articles.change_list import ArticleList
from articles.admin.articles.corrections import CorrectionInline
from articles.admin.articles.downloads import Downloads
from articles.admin.articles.forms import ArticleForm
from articles.admin.articles.history import Versions
from articles.admin.articles.live_preview import Preview
from articles.admin.articles.pasted_images import Pictures
from articles.admin.articles.preview_links import PreviewLinks
from articles.admin.articles.retraction import Retracting
from articles.admin.articles.review import Reviewing
from articles.models import Article
from articles.workflow import PIN


@admin.register(Article)
class ArticleAdmin(
    ArticleList,
    StoryForm,
    OpenForms,
    Preview,
    Pictures,
    Downloads,
    Reviewing,
    Versions,
    PreviewLinks,
    Retracting,
):
    """Articles: found by state, written in one screen, moved by the buttons of their state."""

    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"

    autocomplete_fields = ["source", "cover"]
    readonly_fields = ["picture", "provenance", "file", "history"]
    # The names of the first two are known to change_form.html.
    fieldsets = [
        (None, {"classes": ["story"], "fields": ["title", "description", "body"]}),
        (
            _("Publishing"),
            {
                "classes": ["aside", "publishing"],
                "fields": ["published_at", "update_at", "sticky_weight", "sticky_until", "reason"],
            },
        ),
        (
            _("Place"),
            {"classes": ["aside"], "fields": ["lang", "category", "tags", "slug"]},
        ),
        (_("Picture"), {"classes": ["aside"], "fields": ["picture", "cover"]}),
        (
            _("Where it comes from"),
            {
                "classes": ["aside"],
                "fields": [
                    "source",
                    "external_id",
                    "canonical_url",
                    "sentiment",
                    "score",
                    "provenance",
                    "file",
                    "history",
                    "opened_on",
                ],
            },
        ),
    ]

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> list[Any]:
        """Corrections, once there is something to correct."""
        return [CorrectionInline] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The time of an update is for stories that readers see."""
        left_out = set() if obj and obj.is_live else {"update_at"}
        return [
            (name, {**options, "fields": [f for f in options["fields"] if f not in left_out]})
            for name, options in self.fieldsets
        ]

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What readers see is an editor's to change."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or not obj.is_published or self.has_publish_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """Pinning is an editor's; so is the time."""
        fields = list(self.readonly_fields)
        if not request.user.has_perm(f"articles.{PIN}"):
            fields += ["sticky_weight", "sticky_until"]
        if not self.has_publish_permission(request):
            fields.append("published_at")
        return fields

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        """Only what readers can see has an address to view."""
        return obj.get_absolute_url() if obj and obj.is_live else None
