"""The page that tries a prompt on an original: what is sent, and what the model makes of it."""

import json

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
from articles.rewriting.rewriting import language_of, original_text, rewrite_question
from articles.rewriting.tasks import try_prompt

# Originals that may be chosen: the newest.
_CHOICES = 50


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
        "items": items.only("title", "external_id", "source__name")[:_CHOICES],
        "item": item,
        "not_configured": reason,
        "is_rewrite": prompt is None or prompt.job == ModelJob.REWRITE,
        **(_trial(prompt, item) if item else {}),
    }
    return TemplateResponse(request, "admin/articles/prompt/try.html", context)


def _trial(prompt: Prompt | None, item: UpstreamItem) -> dict[str, object]:
    lang = (prompt.lang if prompt else "") or language_of(item)
    question = rewrite_question(item, prompt_text(prompt, ModelJob.REWRITE), lang)
    call = question.call()
    is_answered = call is not None and call.state == ModelCall.CallState.ANSWERED
    values = (call.values or {}) if call and is_answered else {}
    return {
        "question": question,
        "highest": money(question.highest_cost),
        "call": call,
        "is_answered": is_answered,
        "cost": money(call.cost) if call else "",
        "values": values,
        "answer": json.dumps(values, ensure_ascii=False, indent=2) if values else "",
        "claims": claim_marks(values, original_text(item)),
    }
