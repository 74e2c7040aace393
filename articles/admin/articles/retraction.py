"""Corrections of an article, its retraction, and its restoration: each shown before it is done."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from articles.admin.articles.access import article_view, page_context
from articles.admin.articles.change_form.corrections import CorrectionForm
from articles.admin.reasons import posted_reason
from articles.admin.request_user import user_of
from articles.models import Article, AuditEntry, Correction
from articles.models.exceptions import MissingReason, WrongState
from articles.workflow import PUBLISH, RETRACT, TRANSITIONS, Transition


@article_view(PUBLISH)
def corrections(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """The corrections of an article as readers see them, and a form for a new one with preview."""
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(data, instance=Correction(article=article))
    draft = form.save(commit=False) if form.is_bound and form.is_valid() else None
    if draft:
        draft.sign(user_of(request))
    if draft and request.POST.get("act") == "publish":
        _publish_correction(request, article, draft)
        return HttpResponseRedirect(request.path)
    title = gettext("Corrections: %s") % article.title
    context = page_context(request, model_admin, title, article) | {
        "form": form,
        "draft": draft,
        "corrections": article.corrections.all(),
        "may_correct": article.is_published,
    }
    return TemplateResponse(request, "admin/articles/article/corrections.html", context)


@transaction.atomic
def _publish_correction(request: HttpRequest, article: Article, correction: Correction) -> None:
    if not article.is_published:
        raise PermissionDenied
    correction.save()
    detail = {"kind": correction.kind, "text": correction.text}
    AuditEntry.record("correct", request.user, article, "", **detail)
    text = gettext("Readers see it now, on the story and on the page of all corrections.")
    messages.success(request, text)


@article_view(RETRACT)
def retract(request: HttpRequest, article: Article, model_admin: admin.ModelAdmin) -> HttpResponse:
    """A page that shows the consequences and asks for the reason; a POST of it retracts."""
    return _confirmed_transition(request, article, model_admin, TRANSITIONS["retract"])


@article_view(RETRACT)
def restore(request: HttpRequest, article: Article, model_admin: admin.ModelAdmin) -> HttpResponse:
    """A page that asks before a retracted article becomes a draft again; a POST of it restores."""
    return _confirmed_transition(request, article, model_admin, TRANSITIONS["restore"])


def _confirmed_transition(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin, transition: Transition
) -> HttpResponse:
    reason, refusal = posted_reason(request)
    change_url = reverse("admin:articles_article_change", args=[article.pk])
    wrong_state = gettext("Somebody was quicker: the story is in another state now.")
    if not article.may(transition, user_of(request)):
        messages.warning(request, wrong_state)
        return HttpResponseRedirect(change_url)
    if not refusal and request.POST.get("act") == "do":
        try:
            getattr(article, transition.name)(user_of(request), reason)
        except MissingReason:
            refusal = gettext("Not retracted: write what readers are told.")
        except WrongState:
            messages.warning(request, wrong_state)
            return HttpResponseRedirect(change_url)
        else:
            messages.success(request, f"{transition.done}.")
            return HttpResponseRedirect(change_url)
    title = f"{transition.label}: {article.title}"
    context = page_context(request, model_admin, title, article)
    context |= {"transition": transition, "reason": reason, "refusal": refusal} | _consequences(
        article
    )
    return TemplateResponse(request, f"admin/articles/article/{transition.name}.html", context)


def _consequences(article: Article) -> dict[str, object]:
    """The public pages that a retraction changes, for a template; two queries."""
    translations = Article.objects.translations_of(article).that_are_live()
    taxonomy = [article.category, article.source, *article.tag_list, *article.author_list]
    lists = [row for row in taxonomy if row]
    return {
        "lists": lists,
        "lists_count": 1 + len(lists),
        "feeds_count": 3 * (1 + len(lists)),
        "other_languages": list(translations.only("pk", "title", "lang", "slug")),
        "retraction": article.retraction_reason(),
    }
