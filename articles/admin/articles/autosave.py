"""Forms that are open: copies of what is typed in them, and who else is here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from articles.admin.articles.concurrent_edits import EditDifference, shown
from articles.admin.articles.permissions import must_write
from articles.lib.word_diff import diff_words, shorten_unchanged
from articles.models import Article, Autosave, Correction, PendingRevision, Presence

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = admin.ModelAdmin

# More than any form holds (IMPORT_MAX_BODY is 2,000,000).
_MOST = 5_000_000
# What a form posts for the program, not for the story.
_PREFIX = "corrections"
_CORRECTION, _ROW = (re.compile(rf"{_PREFIX}-\d+-{name}") for name in ("text", "id"))
_STORY, _NEW = re.compile("[0-9]{1,18}"), re.compile(r"new-[\w-]{1,36}")
_NOT_KEPT = ("csrfmiddlewaretoken", "form_name", "_step", "_confirmed")


@dataclass(frozen=True, slots=True)
class Recovery:
    """Something that was typed and never saved: in which form, when, and what differs."""

    form: str
    saved_at: datetime
    differences: list[EditDifference]
    # What is left to copy by hand after the form has all that it can have.
    is_rest: bool = False


class OpenForms(Admin):
    """Side addresses of `ArticleAdmin`, for a program of the page."""

    def get_urls(self) -> list[URLPattern]:
        """Before the admin's own, which take every path for an id."""
        view = self.admin_site.admin_view
        return [
            path("autosave/", view(require_POST(self.autosave)), name="articles_article_autosave"),
            path("forget/", view(require_POST(self.forget)), name="articles_article_forget"),
            path(
                "<int:pk>/presence/",
                view(require_POST(self.presence)),
                name="articles_article_presence",
            ),
            *super().get_urls(),
        ]

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Corrections as they were typed, where the request says so (`?restore`)."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        asked = request.GET.get("restore", "") if request.method == "GET" else ""
        kept = Autosave.objects.filter(user=request.user.pk, form=asked).first() if asked else None
        if kept and asked == str(obj.pk) and _can_go_back(obj, kept.values):
            # Nothing is saved yet, so nothing is told to readers.
            kwargs["data"] = kept.values | {"_step": "update"}
        return kwargs

    def autosave(self, request: HttpRequest) -> HttpResponse:
        """Keep a form as it is, valid or not. With `?compare` also what differs from the story,
        as a piece of the page: for a copy that only the browser had."""
        form = self._form_of(request)
        if not form:
            return JsonResponse({"error": gettext("Which form is it?")}, status=400)
        values = {name: text for name, text in request.POST.items() if name not in _NOT_KEPT}
        if sum(map(len, values.values())) > _MOST:
            return JsonResponse({"error": gettext("Too much to keep.")}, status=413)
        saved_at = Autosave.keep(request.user, form, values)
        answer = {"saved_at": saved_at.isoformat()}
        if "compare" in request.GET:
            article = self.get_object(request, form) if _STORY.fullmatch(form) else None
            blank = self.get_form(request, article, change=article is not None)
            found = recovery(request, blank(instance=article), form)
            answer["recovery"] = render_to_string(
                "admin/articles/article/recovery.html", {"recovery": found}, request
            )
        return JsonResponse(answer)

    def forget(self, request: HttpRequest) -> HttpResponse:
        """Drop a copy that is not wanted."""
        must_write(self, request)
        Autosave.forget(request.user, request.POST.get("form_name", ""))
        return JsonResponse({})

    def presence(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say that the form is open, or with `leaving` that it was closed; hear who else has it
        open, and whether the story is still the one that was opened."""
        article = Article.objects.filter(pk=pk).only("pk", "status", "version").first()
        if article is None or not self.has_view_permission(request, article):
            raise PermissionDenied
        if "leaving" in request.POST:
            Presence.gone(pk, request.user)
            return JsonResponse({})
        Presence.here(pk, request.user)
        pending = PendingRevision.objects.filter(article=pk).values_list("version", flat=True)
        return JsonResponse(
            {
                "others": Presence.others(pk, request.user),
                "article": article.version,
                "pending": pending.first() or 0,
            }
        )

    def _form_of(self, request: HttpRequest) -> str:
        """The form's name, for somebody who could save it; empty for what is none."""
        must_write(self, request)
        form = request.POST.get("form_name", "")
        if _STORY.fullmatch(form):
            article = Article.objects.filter(pk=int(form)).first()
            if article is None or not self.has_change_permission(request, article):
                raise PermissionDenied
        return form if _STORY.fullmatch(form) or _NEW.fullmatch(form) else ""


def recovery(request: Any, form: Any, name: str) -> Recovery | None:
    """What its user typed into `form` and never saved. A new form offers the latest new story.

    Where the request says so (`?restore`), it is put into the form instead.
    """
    kept = Autosave.objects.filter(user=request.user)
    kept = (
        kept.filter(form=name) if _STORY.fullmatch(name) else kept.filter(form__startswith="new-")
    )
    found = kept.order_by("-saved_at").first()
    if found is None:
        return None
    if request.GET.get("restore") == found.form:
        form.initial |= {key: text for key, text in found.values.items() if key in form.fields}
        if "opened_on" in found.values:
            form.initial["opened_on"] = found.values["opened_on"]
        fits = form.instance.pk and _can_go_back(form.instance, found.values)
        rest = [] if fits else _corrections(form.instance, found.values)
        return Recovery(found.form, found.saved_at, rest, is_rest=True) if rest else None
    differing = [
        _difference(bound, found.values[bound.html_name])
        for bound in form
        if bound.html_name in found.values
        and bound.html_name != "opened_on"
        and _words(found.values[bound.html_name]) != _words(shown(bound))
        and bound.field.has_changed(bound.initial, found.values[bound.html_name])
    ]
    differing += _corrections(form.instance, found.values)
    return Recovery(found.form, found.saved_at, differing) if differing else None


def _corrections(article: Article, values: dict[str, str]) -> list[EditDifference]:
    """Corrections that were begun, or changed."""
    texts = {name: text for name, text in values.items() if _CORRECTION.fullmatch(name)}
    if not texts or not article.pk:
        return []
    stored = {str(pk): text for pk, text in article.corrections.values_list("pk", "text")}
    pairs = [
        (name, text, stored.get(values.get(name.removesuffix("-text") + "-id", ""), ""))
        for name, text in texts.items()
    ]
    return [
        EditDifference(
            name, gettext("Correction"), text, was, diff_words(_words(was), _words(text))
        )
        for name, text, was in pairs
        if _words(text) != _words(was)
    ]


def has_its_rows(article: Article, values: Mapping[str, str]) -> bool:
    """Whether the corrections of a form are those that the story has still."""
    kept = {text for name, text in values.items() if _ROW.fullmatch(name) and text}
    return f"{_PREFIX}-TOTAL_FORMS" in values and kept == _stored(article).keys()


def _can_go_back(article: Article, values: Mapping[str, str]) -> bool:
    """Whether its corrections are also in the words that a form, which was kept, was opened on.
    Where they are not, what was typed is to be read and copied."""
    if not has_its_rows(article, values):
        return False
    stored = _stored(article)
    return all(
        _words(values.get(f"initial-{name.removesuffix('-id')}-text", stored[pk]))
        == _words(stored[pk])
        for name, pk in values.items()
        if _ROW.fullmatch(name) and pk
    )


def _stored(article: Article) -> dict[str, str]:
    written = article.corrections.filter(kind__in=Correction.WRITTEN)
    return {str(pk): text for pk, text in written.values_list("pk", "text")}


def _difference(bound: Any, typed: str) -> EditDifference:
    has = shown(bound)
    pieces = shorten_unchanged(diff_words(_words(has), _words(typed)))
    return EditDifference(bound.name, str(bound.label), typed, has, pieces)


def _words(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
