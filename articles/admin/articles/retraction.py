"""What readers are told was put right, and taking a whole story back: shown before it is done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from articles.admin.articles.article_views import StoryPages
from articles.admin.articles.corrections import CorrectionForm
from articles.admin.request_user import user_of
from articles.models import Article, AuditEntry, Correction
from articles.models.exceptions import MissingReason, WrongState
from articles.workflow import PUBLISH, RETRACT, TRANSITIONS, Transition


class Retracting(StoryPages):
    """Three addresses of `ArticleAdmin`, for those who may change what readers see."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        names = {"corrections": self.corrections, "retract": self.retract, "restore": self.restore}
        return [
            *(
                path(f"<int:pk>/{name}/", view(page), name=f"articles_article_{name}")
                for name, page in names.items()
            ),
            *super().get_urls(),
        ]

    def corrections(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The notes of a story as readers see them, and a new one, previewed before it is."""
        article = self.story(request, pk, PUBLISH)
        form = CorrectionForm(
            request.POST if request.method == "POST" else None, instance=Correction(article=article)
        )
        draft = form.save(commit=False) if form.is_bound and form.is_valid() else None
        if draft and request.POST.get("act") == "publish":
            self._correct(request, article, draft)
            return HttpResponseRedirect(request.path)
        context = self.page_context(request, gettext("Corrections: %s") % article.title, article)
        context |= {
            "form": form,
            "draft": draft,
            "notes": article.corrections.all(),
            "may_correct": article.is_published,
        }
        return TemplateResponse(request, "admin/articles/article/corrections.html", context)

    @transaction.atomic
    def _correct(self, request: HttpRequest, article: Article, note: Correction) -> None:
        if not article.is_published:
            raise PermissionDenied
        note.save()
        AuditEntry.record("correct", request.user, article, "", kind=note.kind, text=note.text)
        said = gettext("Readers see it now, on the story and on the page of all corrections.")
        self.message_user(request, said, messages.SUCCESS)

    def retract(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks why, and shows what will happen."""
        article = self.story(request, pk, RETRACT)
        return self._step(request, article, TRANSITIONS["retract"])

    def restore(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The way back, as a draft."""
        article = self.story(request, pk, RETRACT)
        return self._step(request, article, TRANSITIONS["restore"])

    def _step(self, request: HttpRequest, article: Article, step: Transition) -> HttpResponse:
        reason = request.POST.get("reason", "").strip()[:500]
        story = reverse("admin:articles_article_change", args=[article.pk])
        if not article.may(step, user_of(request)):
            text = gettext("Somebody was quicker: the story is in another state now.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(story)
        if request.POST.get("act") == "do":
            try:
                getattr(article, step.name)(request.user, reason)
            except MissingReason:
                text = gettext("Not retracted: write what readers are told.")
                self.message_user(request, text, messages.ERROR)
            except WrongState:
                text = gettext("Somebody was quicker: the story is in another state now.")
                self.message_user(request, text, messages.WARNING)
                return HttpResponseRedirect(story)
            else:
                self.message_user(request, f"{step.done}.", messages.SUCCESS)
                return HttpResponseRedirect(story)
        context = self.page_context(request, f"{step.label}: {article.title}", article)
        context |= {"step": step, "reason": reason} | _consequences(article)
        return TemplateResponse(request, f"admin/articles/article/{step.name}.html", context)


def _consequences(article: Article) -> dict[str, Any]:
    """Where the story stands for readers; two queries."""
    versions = Article.objects.live().translations_of(article)
    lists = [article.category, article.source, *article.tag_list]
    return {
        "lists": [thing for thing in lists if thing],
        "lists_count": 1 + len([thing for thing in lists if thing]),
        "feeds_count": 3 * (1 + len([thing for thing in lists if thing])),
        "other_languages": list(versions.only("pk", "title", "lang", "slug", "published_at")),
        "retraction": article.retraction_reason(),
    }
