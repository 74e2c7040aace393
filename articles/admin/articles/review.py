"""Review of machine text: the queue, and one article beside its source, with the decision."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from articles.admin.articles.access import article_view, page_context
from articles.admin.articles.change_form.surroundings import also_reporting
from articles.admin.reasons import posted_reason
from articles.admin.request_user import user_of
from articles.claims.support import MAX_TEXT
from articles.editorial.exceptions import TextChanged
from articles.editorial.review.approval import approve
from articles.editorial.review.growth import made_from
from articles.editorial.review.queue import STATES, next_to, queue, reasons
from articles.editorial.review.sheet import ReviewSheet, sheet_of
from articles.lib.characters import without_forbidden
from articles.lib.graphemes import shorten
from articles.lib.keyset import read_id
from articles.lib.numbers import read_integer
from articles.models import Article, Suggestion
from articles.models.exceptions import WrongState
from articles.workflow import PUBLISH, REVIEW, STATUS_LABELS, TRANSITIONS, Status

# Suggestions that the page of one article names.
_SUGGESTIONS = 5


def review_queue(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """A page of the articles that wait for review, the riskiest first, each with its reasons."""
    may_view = model_admin.has_view_permission(request)
    if not (may_view and request.user.has_perm(f"articles.{REVIEW}")):
        raise PermissionDenied
    status = _requested_status(request)
    page = queue(status, request.GET.get("after", ""))
    context = page_context(request, model_admin, gettext("Machine text to review")) | {
        "groups": [
            (name, [(article, reasons(article)) for article in articles])
            for name, articles in (("pinned", page.pinned), ("rest", page.stories))
            if articles
        ],
        "following": page.following,
        "later": "after" in request.GET,
        "status": status,
        "statuses": [(one, STATUS_LABELS[one]) for one in STATES],
    }
    return TemplateResponse(request, "admin/articles/article/review_queue.html", context)


@article_view(REVIEW)
def review(request: HttpRequest, article: Article, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Source and article side by side; a POST approves the text or sends the article back."""
    if request.method != "POST":
        return _review_page(request, article, model_admin, sheet_of(article))
    sheet = sheet_of(article)
    posted = (read_integer(text, 1, len(sheet.claims)) for text in request.POST.getlist("accept"))
    accepted = frozenset(number for number in posted if number is not None)
    note, refusal = posted_reason(request, "note")
    if refusal:
        return _review_page(request, article, model_admin, sheet, accepted, note, refusal)
    if request.POST.get("decision") == "send_back":
        return _send_back(request, article, model_admin, note)
    if request.POST.get("original", "") != sheet.original_version:
        # Other claims have the numbers that were accepted.
        text = gettext(
            "Nothing was approved: the original changed while you were reading. This is the "
            "original of now."
        )
        messages.warning(request, text)
        return _review_page(request, article, model_admin, sheet, note=note)
    left = len(sheet.claims) - len(accepted)
    if request.POST.get("text") == article.text_hash and left:
        text = ngettext(
            "Not approved: %(count)d claim is neither accepted nor corrected.",
            "Not approved: %(count)d claims are neither accepted nor corrected.",
            left,
        )
        messages.warning(request, text % {"count": left})
        return _review_page(request, article, model_admin, sheet, accepted, note)
    return _approve(request, article, note, sheet.claims)


def _review_page(
    request: HttpRequest,
    article: Article,
    model_admin: admin.ModelAdmin,
    sheet: ReviewSheet,
    accepted: frozenset[int] = frozenset(),
    note: str = "",
    refusal: str = "",
) -> HttpResponse:
    title = gettext("Review: %s") % article.title
    context = page_context(request, model_admin, title, article) | {
        "sheet": sheet,
        "blocks": [
            (block.is_unsupported, [(part, part.number in accepted) for part in block.parts])
            for block in sheet.blocks
        ],
        "also_reporting": also_reporting(article),
        "growth": capfirst(made_from(article.support)) if article.support else "",
        "same_language": sheet.support.same_language,
        "most_characters": MAX_TEXT,
        "reasons": reasons(article),
        "status": _requested_status(request),
        "note": note,
        "refusal": refusal,
        "last_review": article.reviews.first(),
        "suggestions": _suggestions(request, article, sheet),
        "may_change": model_admin.has_change_permission(request, article),
        "may_publish": article.may(TRANSITIONS["publish"], user_of(request)),
        "may_send_back": article.may(TRANSITIONS["send_back"], user_of(request)),
    }
    return TemplateResponse(request, "admin/articles/article/review.html", context)


def _suggestions(
    request: HttpRequest, article: Article, sheet: ReviewSheet
) -> QuerySet[Suggestion]:
    """The newest suggestions for the article, and of its original in its language."""
    if not request.user.has_perm("articles.view_suggestion"):
        return Suggestion.objects.none()
    condition = Q(article=article)
    if sheet.original:
        condition |= Q(item=sheet.original.item, lang=article.lang)
    return Suggestion.objects.filter(condition).order_by("-pk")[:_SUGGESTIONS]


def _approve(request: HttpRequest, article: Article, note: str, claims: list[str]) -> HttpResponse:
    by, publishes = user_of(request), request.POST.get("decision") == "publish"
    if publishes and not by.has_perm(f"articles.{PUBLISH}"):
        raise PermissionDenied
    try:
        with transaction.atomic():
            text_hash = without_forbidden(request.POST.get("text", ""))
            # Readers get the picture, the section and the rest, too.
            seen = read_id(request.POST.get("version", "")) or 0
            version = seen if publishes else None
            approved = approve(article.pk, text_hash, by, note, claims, version=version)
            if publishes:
                approved.publish(by, note)
    except TextChanged:
        text = gettext(
            "Nothing was approved: the text changed while you were reading, or somebody "
            "approved it before. This is the text of now."
        )
        messages.warning(request, text)
        return HttpResponseRedirect(request.get_full_path())
    except WrongState:
        return _wrong_state(request)
    text = gettext("Approved and published: %s") if publishes else gettext("Approved: %s")
    messages.success(request, text % shorten(article.title, 80))
    return _to_next_in_queue(request, article)


def _send_back(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin, reason: str
) -> HttpResponse:
    if not reason:
        messages.error(request, gettext("Not sent back: say to the writer what to change."))
        return _review_page(request, article, model_admin, sheet_of(article))
    try:
        article.send_back(user_of(request), reason)
    except WrongState:
        return _wrong_state(request)
    text = gettext("Sent back to the writer: %s") % shorten(article.title, 80)
    messages.success(request, text)
    return _to_next_in_queue(request, article)


def _wrong_state(request: HttpRequest) -> HttpResponse:
    text = gettext("Nothing was done: somebody moved the story to another state.")
    messages.warning(request, text)
    return HttpResponseRedirect(request.get_full_path())


def _to_next_in_queue(request: HttpRequest, article: Article) -> HttpResponse:
    """Redirect to the next article of the queue, or to the queue when there is none."""
    status = _requested_status(request)
    following = next_to(article, status)
    url = reverse("admin:articles_article_review_queue")
    if following:
        url = reverse("admin:articles_article_review", args=[following.pk])
    return HttpResponseRedirect(f"{url}?state={status}" if status else url)


def _requested_status(request: HttpRequest) -> str:
    """The status that the queue is filtered by (`?state`); empty for all."""
    status = request.GET.get("state", "")
    return str(Status(status)) if status in STATES else ""
