"""The writing desk: one story on one screen, moved by the buttons of its state."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.article_list import ArticleList
from articles.admin.conflict import open_conflicts
from articles.admin.correction import CorrectionInline
from articles.admin.downloads import Downloads
from articles.admin.forms import ArticleForm
from articles.admin.history import Versions
from articles.admin.preview_links import PreviewLinks
from articles.admin.retraction import Retracting
from articles.admin.review import Reviewing
from articles.models import Article, PastAddress
from articles.workflow import (
    PIN,
    TRANSITIONS,
    MissingReason,
    WrongState,
    steps_from,
)


@admin.register(Article)
class ArticleAdmin(ArticleList, Downloads, Reviewing, Versions, PreviewLinks, Retracting):
    """Articles: found by state, written in one screen, moved by the buttons of their state."""

    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"

    autocomplete_fields = ["source", "cover"]
    readonly_fields = ["visibility", "picture", "provenance", "file", "history"]
    fieldsets = [
        (None, {"classes": ["story"], "fields": ["title", "description", "body"]}),
        (
            _("Publishing"),
            {
                "classes": ["aside"],
                "fields": ["visibility", "published_at", "sticky_weight", "sticky_until", "reason"],
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
                    "opened_version",
                ],
            },
        ),
    ]

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> list[Any]:
        """Corrections, once there is something to correct."""
        return [CorrectionInline] if obj else []

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

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the buttons of the state."""
        article: Article | None = kwargs.get("obj")
        context["steps"] = [
            step
            for step in (steps_from(article.status) if article else ())
            if article and article.may(step, request.user)
        ]
        context["conflicts"] = open_conflicts(request, article)
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Keep what was, claim the version that the form was opened on, and save."""
        if change:
            stored = Article.objects.get(pk=obj.pk)
            stored.keep_revision("edit", request.user, form.cleaned_data.get("reason", ""))
        super().save_model(request, obj, form, change)
        if change and stored.get_absolute_url() != obj.get_absolute_url():
            PastAddress.moved(obj, stored.get_absolute_url())
        if obj.is_live:
            obj.announce()

    def response_change(self, request: HttpRequest, obj: Article) -> Any:
        """After the save, take the step whose button was pressed."""
        step = TRANSITIONS.get(request.POST.get("_step", ""))
        if step is None:
            return super().response_change(request, obj)
        try:
            getattr(obj, step.name)(request.user, request.POST.get("reason", ""))
        except WrongState:
            text = gettext("Somebody was quicker: the story is in another state now.")
            self.message_user(request, text, messages.ERROR)
        except MissingReason:
            text = gettext("Saved, but not retracted: say why first, in “Why”.")
            self.message_user(request, text, messages.ERROR)
        else:
            self.message_user(request, f"{step.done}.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)
