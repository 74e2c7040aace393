"""The form as a page, and as an answer to a program of the page that saves without a reload."""

import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.translation import gettext

from articles.admin.articles.autosave import has_its_rows, recovery
from articles.admin.articles.concurrent_edits import EditMerge, shown
from articles.admin.articles.publish_panel import PublishPanel, publish_box, zone
from articles.admin.articles.save_steps import Steps
from articles.admin.articles.script_messages import WORDS
from articles.admin.imports.conflicts import open_conflicts
from articles.models import Article, PendingRevision, Presence
from articles.models.exceptions import StaleArticle
from articles.workflow import PUBLISH

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = admin.ModelAdmin


class StoryForm(Steps):
    """The half of `ArticleAdmin` that shows one story."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """The form; JSON for who asks for it."""
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except StaleArticle:
            # Somebody saved between reading and writing: now the form meets what they saved.
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and request.headers.get("Accept") == "application/json":
            return self._as_json(request, response, is_new=object_id is None)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the publish box, what was typed and never saved, and who else is here."""
        obj: Article | None = kwargs.get("obj")
        form = context["adminform"].form
        # A form that came back has its values in `obj` already; the box is of what is stored.
        article = Article.objects.get(pk=obj.pk) if obj and form.is_bound else obj
        if article and not form.is_bound and form.standing and form.standing.overlaps:
            form.merge = EditMerge.of_import(form)
        form_name = str(article.pk) if article else request.POST.get("form_name", _new_name())
        context |= {
            "title": gettext("Story") if obj else gettext("New story"),
            "box": self.box(request, article),
            "form_name": form_name,
            "recovery": None if form.is_bound else recovery(request, form, form_name),
            "others": Presence.others(article.pk, request.user) if article else [],
            "zone": zone(),
            "conflicts": open_conflicts(request, article),
            "writable": "body" in form.fields,
            "words": WORDS,
            "may_upload": request.user.has_perm("articles.add_image"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def box(self, request: HttpRequest, article: Article | None) -> PublishPanel:
        """The publish box of a story as stored."""
        pending = PendingRevision.objects.filter(article=article).first() if article else None
        found = self.findings(article, pending) if article else []
        asks = "ask" in request.GET
        return publish_box(article, pending, request.user, found, asks=asks)

    def _as_json(self, request: HttpRequest, response: Any, *, is_new: bool) -> HttpResponse:
        """What became of a save: errors by field, the merged form, or the saved values."""
        if response.status_code == 200:
            return _refused(request, response.context_data)
        if response.status_code != 302:
            return response
        pk = int(resolve(urlsplit(response["Location"]).path).kwargs["object_id"])
        article = self.get_queryset(request).get(pk=pk)
        form = self.get_form(request, article, change=True)(instance=article)
        box = {
            "box": self.box(request, article),
            "zone": zone(),
            "original": article,
            "writable": True,
        }
        corrects = not is_new and request.user.has_perm(f"articles.{PUBLISH}")
        return JsonResponse(
            {
                "saved": True,
                # A correction that was added has an id now: sent once more it would be another.
                "again": corrects and not has_its_rows(article, request.POST),
                "pk": pk,
                "url": urlsplit(response["Location"]).path,
                "said": [str(message) for message in messages.get_messages(request)],
                "blank": _no_rows(self.get_inlines(request, article)),
                "values": {bound.html_name: shown(bound) for bound in form},
                "box": render_to_string("admin/articles/article/publish_box.html", box, request),
                "acts": render_to_string("admin/articles/article/acts.html", box, request),
            }
        )


def _refused(request: HttpRequest, context: dict[str, Any]) -> JsonResponse:
    form = context["adminform"].form
    errors = {bound.id_for_label: list(bound.errors) for bound in form if bound.errors}
    for inline in context["inline_admin_formsets"]:
        for row in inline.formset.forms:
            errors |= {bound.id_for_label: list(bound.errors) for bound in row if bound.errors}
        if inline.formset.non_form_errors():
            errors[""] = list(inline.formset.non_form_errors())
    if form.non_field_errors():
        errors[""] = [*errors.get("", []), *form.non_field_errors()]
    answer: dict[str, Any] = {"saved": False, "errors": errors}
    if form.merge:
        names = ["opened_on", *(one.field for one in form.merge.taken)]
        answer["values"] = {form[name].html_name: shown(form[name]) for name in names}
        answer["merge"] = render_to_string(
            "admin/articles/article/merge.html", {"merge": form.merge}, request
        )
    # An answer, and no failure: browsers write those into their log of errors.
    return JsonResponse(answer)


def _no_rows(inlines: Any) -> dict[str, str]:
    """What a form must say of its rows below the text, which that of a new story has not."""
    prefixes = [inline.model._meta.get_field("article").remote_field.name for inline in inlines]
    counts = ("TOTAL_FORMS", "INITIAL_FORMS")
    return {f"{prefix}-{count}": "0" for prefix in prefixes for count in counts}


def _new_name() -> str:
    return f"new-{secrets.token_hex(8)}"
