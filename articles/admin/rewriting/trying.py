"""The pages that try a prompt on a text: what is sent, and what the model makes of it."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from articles.admin.request_user import user_of
from articles.lib.keyset import read_id
from articles.models import ModelCall, ModelJob, Prompt
from articles.rewriting.budget import money
from articles.rewriting.endpoint import not_configured
from articles.rewriting.question import ModelQuestion

# Texts that may be chosen: the newest.
CHOICES = 50

Text = TypeVar("Text", bound=Model)


class TrialPage(ABC, Generic[Text]):
    """The page that tries a prompt of one job; a POST has the worker ask the model.

    `prompt` None is the prompt that comes with Newsroom. A subclass says on which texts a prompt of
    its job is tried; its template extends `admin/articles/prompt/trial.html`.
    """

    job: ClassVar[ModelJob]
    # The parameter of the address that names the chosen text.
    parameter: ClassVar[str]
    template: ClassVar[str]

    def __init__(self, model_admin: admin.ModelAdmin, prompt: Prompt | None) -> None:
        self.model_admin = model_admin
        self.prompt = prompt

    @abstractmethod
    def texts(self) -> QuerySet[Text]:
        """The texts on which the prompt may be tried, the newest first."""

    @abstractmethod
    def choices(self) -> QuerySet[Text]:
        """`texts()` with what an option of the list of them shows."""

    @abstractmethod
    def trial(self, text: Text) -> dict[str, Any]:
        """The context of the question about a text and of its answer: `trial_of()`, and what the
        template shows besides."""

    @abstractmethod
    def enqueue(self, prompt_id: int, text: Text, person_id: int) -> None:
        """Have the worker ask the model; a `prompt_id` of 0 is the prompt of Newsroom."""

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Show the page, or ask the model and come back to it."""
        chosen = read_id((request.POST or request.GET).get(self.parameter, ""))
        text = self.texts().filter(pk=chosen).first() if chosen else None
        if request.method == "POST" and text is not None:
            return self._ask(request, text)
        return TemplateResponse(request, self.template, self._context(request, text))

    def _ask(self, request: HttpRequest, text: Text) -> HttpResponse:
        prompt_id = self.prompt.pk if self.prompt else 0
        if reason := not_configured():
            messages.error(request, reason)
        else:
            self.enqueue(prompt_id, text, user_of(request).pk)
            told = gettext("The model is asked. Load this page again in a moment.")
            messages.success(request, told)
        url = reverse("admin:articles_prompt_try", args=[prompt_id])
        query = urlencode({"job": self.job, self.parameter: text.pk})
        return HttpResponseRedirect(f"{url}?{query}")

    def _context(self, request: HttpRequest, text: Text | None) -> dict[str, Any]:
        newest = [one for one in self.choices()[:CHOICES] if text is None or one.pk != text.pk]
        return {
            **self.model_admin.admin_site.each_context(request),
            "title": gettext("Try a prompt"),
            "opts": self.model_admin.opts,
            "prompt": self.prompt,
            "job": self.job,
            "parameter": self.parameter,
            "texts": newest if text is None else [text, *newest],
            "text": text,
            "not_configured": not_configured(),
            **(self.trial(text) if text is not None else {}),
        }


def trial_of(question: ModelQuestion) -> dict[str, Any]:
    """The context of what a page says of a question and of its answer; one query."""
    call = question.call()
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
