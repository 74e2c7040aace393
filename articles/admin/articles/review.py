"""Reviewing a machine's text: the queue, and one story beside what it was made from."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from articles.admin.articles.article_views import StoryPages
from articles.admin.request_user import user_of
from articles.editorial.exceptions import TextChanged
from articles.editorial.review.approval import approve
from articles.editorial.review.queue import STATES, next_to, queue, reasons
from articles.editorial.review.sheet import ReviewSheet, sheet_of
from articles.models import Article
from articles.models.exceptions import WrongState
from articles.workflow import PUBLISH, REVIEW, STATUS_LABELS, TRANSITIONS, Status

_QUEUE = "admin:articles_article_review_queue"


class Reviewing(StoryPages):
    """Two addresses of `ArticleAdmin`, for those who may review."""

    class Media:
        # On the form: a link from a claim leads to its place in the text.
        js = [Script("articles/place.js", type="module")]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("review/", view(self.review_queue), name="articles_article_review_queue"),
            path("<int:pk>/review/", view(self.review), name="articles_article_review"),
            *super().get_urls(),
        ]

    def review_queue(self, request: HttpRequest) -> HttpResponse:
        """What waits, the riskiest first, each with its reasons."""
        if not self.has_view_permission(request) or not request.user.has_perm(f"articles.{REVIEW}"):
            raise PermissionDenied
        state = _state(request)
        found = queue(state, request.GET.get("after", ""))
        context = self.page_context(request, gettext("Machine text to review")) | {
            "groups": [
                (name, [(article, reasons(article)) for article in articles])
                for name, articles in (("pinned", found.pinned), ("rest", found.stories))
                if articles
            ],
            "following": found.following,
            "later": "after" in request.GET,
            "state": state,
            "states": [(one, STATUS_LABELS[one]) for one in STATES],
        }
        return TemplateResponse(request, "admin/articles/article/review_queue.html", context)

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Source and story side by side, and the decision."""
        article = self.story(request, pk, REVIEW)
        if request.method == "POST":
            return self._decide(request, article)
        return self._sheet(request, article, sheet_of(article))

    def _sheet(
        self,
        request: HttpRequest,
        article: Article,
        sheet: ReviewSheet,
        accepted: frozenset[int] = frozenset(),
        note: str = "",
    ) -> HttpResponse:
        context = self.page_context(request, gettext("Review: %s") % article.title, article) | {
            "sheet": sheet,
            "pieces": [(piece, piece.number in accepted) for piece in sheet.pieces],
            "reasons": reasons(article),
            "state": _state(request),
            "note": note,
            "last": article.reviews.first(),
            "may_change": self.has_change_permission(request, article),
            "may_publish": article.may(TRANSITIONS["publish"], user_of(request)),
            "may_send_back": article.may(TRANSITIONS["send_back"], user_of(request)),
            "upstream_says_more": (sheet.facts.title, sheet.facts.description)
            != (article.title, article.description),
        }
        return TemplateResponse(request, "admin/articles/article/review.html", context)

    def _decide(self, request: HttpRequest, article: Article) -> HttpResponse:
        note = request.POST.get("note", "").strip()[:500]
        if request.POST.get("decision") == "send_back":
            return self._send_back(request, article, note)
        sheet = sheet_of(article)
        accepted = frozenset(
            int(number) for number in request.POST.getlist("accept") if number.isdecimal()
        )
        left = len(sheet.claims) - len(accepted & set(range(1, len(sheet.claims) + 1)))
        if request.POST.get("text") == article.text_hash and left:
            text = ngettext(
                "Not approved: %(count)d claim is neither accepted nor corrected.",
                "Not approved: %(count)d claims are neither accepted nor corrected.",
                left,
            )
            self.message_user(request, text % {"count": left}, messages.WARNING)
            return self._sheet(request, article, sheet, accepted, note)
        return self._approve(request, article, note, sheet.claims)

    def _approve(
        self, request: HttpRequest, article: Article, note: str, claims: list[str]
    ) -> HttpResponse:
        by, publish = user_of(request), request.POST.get("decision") == "publish"
        if publish and not by.has_perm(f"articles.{PUBLISH}"):
            raise PermissionDenied
        try:
            with transaction.atomic():
                done = approve(article.pk, request.POST.get("text", ""), by, note, claims)
                if publish:
                    done.publish(by, note)
        except TextChanged:
            text = gettext(
                "Nothing was approved: the text changed while you were reading, or somebody "
                "approved it before. This is the text of now."
            )
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        except WrongState:
            text = gettext("Nothing was done: somebody moved the story to another state.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        said = gettext("Approved and published: %s") if publish else gettext("Approved: %s")
        self.message_user(request, said % Truncator(article.title).chars(80), messages.SUCCESS)
        return self._on(request, article)

    def _send_back(self, request: HttpRequest, article: Article, reason: str) -> HttpResponse:
        if not reason:
            text = gettext("Not sent back: say to the writer what to change.")
            self.message_user(request, text, messages.ERROR)
            return self._sheet(request, article, sheet_of(article))
        try:
            article.send_back(user_of(request), reason)
        except WrongState:
            text = gettext("Nothing was done: somebody moved the story to another state.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        said = gettext("Sent back to the writer: %s") % Truncator(article.title).chars(80)
        self.message_user(request, said, messages.SUCCESS)
        return self._on(request, article)

    def _on(self, request: HttpRequest, article: Article) -> HttpResponse:
        """To the next story of the queue, or to its empty page."""
        state = _state(request)
        following = next_to(article, state)
        where: Any = reverse(_QUEUE)
        if following:
            where = reverse("admin:articles_article_review", args=[following.pk])
        return HttpResponseRedirect(f"{where}?state={state}" if state else where)


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "")
    return str(Status(asked)) if asked in STATES else ""
