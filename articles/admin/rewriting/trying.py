"""The page that tries a prompt on an original: what is sent, and what the model makes of it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from articles.admin.request_user import user_of
from articles.lib.keyset import read_id
from articles.models import ModelCall, ModelJob, Prompt, UpstreamItem
from articles.rewriting.budget import money
from articles.rewriting.endpoint import not_configured
from articles.rewriting.prompts import prompt_text
from articles.rewriting.rewrite_rules import claim_marks
from articles.rewriting.rewriting import (
    RewriteQuestion,
    language_of,
    original_text,
    rewrite_question,
)
from articles.rewriting.tasks import try_prompt
from articles.rewriting.translations.site_model import TranslationQuestion

# Originals, or stories, that may be chosen: the newest.
CHOICES = 50


def trying_page(
    request: HttpRequest, model_admin: admin.ModelAdmin, prompt: Prompt | None
) -> HttpResponse:
    """The page that tries a prompt on an original; a POST has the worker ask the model.

    `prompt` None is the prompt that comes with Newsroom.
    """
    chosen = read_id((request.POST or request.GET).get("item", ""))
    items = UpstreamItem.objects.select_related("source")
    item = items.filter(pk=chosen).first() if chosen else None
    reason = not_configured()
    prompt_id = prompt.pk if prompt else 0
    if request.method == "POST" and item is not None:
        if reason:
            messages.error(request, reason)
        else:
            try_prompt.enqueue(prompt_id, item.pk, user_of(request).pk)
            text = gettext("The model is asked. Load this page again in a moment.")
            messages.success(request, text)
        url = reverse("admin:articles_prompt_try", args=[prompt_id])
        return HttpResponseRedirect(f"{url}?item={item.pk}")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Try a prompt"),
        "opts": model_admin.opts,
        "prompt": prompt,
        "items": items.only("title", "external_id", "source__name")[:CHOICES],
        "item": item,
        "not_configured": reason,
        **(_trial(prompt, item) if item else {}),
    }
    return TemplateResponse(request, "admin/articles/prompt/try.html", context)


def _trial(prompt: Prompt | None, item: UpstreamItem) -> dict[str, object]:
    lang = (prompt.lang if prompt else "") or language_of(item)
    question = rewrite_question(item, prompt_text(prompt, ModelJob.REWRITE), lang)
    call = question.call()
    context = trial_of(question, call)
    return context | {"claims": claim_marks(context["values"], original_text(item))}


def trial_of(
    question: RewriteQuestion | TranslationQuestion, call: ModelCall | None
) -> dict[str, Any]:
    """The context of what a page says of a question and of its answer."""
    if call and call.is_forgotten:
        call = None
    is_answered = call is not None and call.state == ModelCall.CallState.ANSWERED
    return {
        "question": question,
        "highest": money(question.highest_cost),
        "call": call,
        "is_answered": is_answered,
        "cost": money(call.cost) if call else "",
        "values": (call.values or {}) if call and is_answered else {},
    }
