"""The page that tries a prompt on an original: what is sent, and the story the model writes."""

from typing import Any

from django.db.models import QuerySet

from articles.admin.rewriting.trying import TrialPage, trial_of
from articles.models import ModelJob, UpstreamItem
from articles.rewriting.prompts import prompt_text
from articles.rewriting.rewrite_rules import claim_marks
from articles.rewriting.rewriting import language_of, original_text, rewrite_question
from articles.rewriting.tasks import try_prompt


class RewriteTrialPage(TrialPage[UpstreamItem]):
    """The page that tries a prompt on an original."""

    job = ModelJob.REWRITE
    parameter = "item"
    template = "admin/articles/prompt/try.html"

    def texts(self) -> QuerySet[UpstreamItem]:
        """Originals, the newest first."""
        return UpstreamItem.objects.select_related("source")

    def choices(self) -> QuerySet[UpstreamItem]:
        """Originals with their titles, the newest first."""
        return UpstreamItem.objects.only("title", "external_id")

    def trial(self, text: UpstreamItem) -> dict[str, Any]:
        """The context of a rewrite, and what supports each claim of it."""
        lang = (self.prompt.lang if self.prompt else "") or language_of(text)
        question = rewrite_question(text, prompt_text(self.prompt, self.job), lang)
        context = trial_of(question)
        return context | {"claims": claim_marks(context["values"], original_text(text))}

    def enqueue(self, prompt_id: int, text: UpstreamItem, person_id: int) -> None:
        """Have the worker ask for a rewrite."""
        try_prompt.enqueue(prompt_id, text.pk, person_id)
