"""The page that tries a prompt of translations on a story: what is sent, and the translation."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from articles.admin.request_user import user_of
from articles.admin.rewriting.trying import CHOICES, trial_of
from articles.lib.keyset import read_id
from articles.models import Article, ModelJob, Prompt
from articles.rewriting.endpoint import not_configured
from articles.rewriting.prompts import prompt_text
from articles.rewriting.translations.site_model import language_of_trial, trial_question
from articles.rewriting.translations.tasks import try_translation_prompt


def trying_translation_page(
    request: HttpRequest, model_admin: admin.ModelAdmin, prompt: Prompt | None
) -> HttpResponse:
    """The page that tries a prompt on a story; a POST has the worker ask the model.

    `prompt` None is the prompt that comes with Newsroom. Of a long story the beginning is
    translated, as much as one question holds.
    """
    chosen = read_id((request.POST or request.GET).get("article", ""))
    stories = Article.objects.exclude(body="").order_by("-pk")
    if prompt and prompt.lang:
        stories = stories.exclude(lang=prompt.lang)
    article = stories.filter(pk=chosen).first() if chosen else None
    reason = not_configured()
    prompt_id = prompt.pk if prompt else 0
    if request.method == "POST" and article is not None:
        if reason:
            messages.error(request, reason)
        else:
            try_translation_prompt.enqueue(prompt_id, article.pk, user_of(request).pk)
            text = gettext("The model is asked. Load this page again in a moment.")
            messages.success(request, text)
        url = reverse("admin:articles_prompt_try", args=[prompt_id])
        return HttpResponseRedirect(f"{url}?job=translate&article={article.pk}")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Try a prompt"),
        "opts": model_admin.opts,
        "prompt": prompt,
        "stories": stories.only("title", "lang")[:CHOICES],
        "article": article,
        "not_configured": reason,
        **(_trial(prompt, article) if article else {}),
    }
    return TemplateResponse(request, "admin/articles/prompt/try_translation.html", context)


def _trial(prompt: Prompt | None, article: Article) -> dict[str, object]:
    lang = language_of_trial(prompt, article)
    question = trial_question(article, prompt_text(prompt, ModelJob.TRANSLATE), lang)
    context = trial_of(question, question.call())
    answers = context["values"].get("blocks", [])
    return context | {"pairs": list(zip(question.blocks, answers, strict=False))}
