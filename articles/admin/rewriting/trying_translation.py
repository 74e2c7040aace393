"""The page that tries a prompt of translations on a story: what is sent, and the translation."""

from typing import Any

from django.db.models import QuerySet

from articles.admin.rewriting.trying import TrialPage, trial_of
from articles.models import Article, ModelJob
from articles.rewriting.prompts import prompt_text
from articles.rewriting.translations.site_model import language_of_trial, trial_question
from articles.rewriting.translations.tasks import try_translation_prompt


class TranslationTrialPage(TrialPage[Article]):
    """The page that tries a prompt on a story.

    Of a long story the beginning is translated, as much as one question holds.
    """

    job = ModelJob.TRANSLATE
    parameter = "article"
    template = "admin/articles/prompt/try_translation.html"

    def texts(self) -> QuerySet[Article]:
        """Stories with a text that is not in the prompt's language, the newest first."""
        stories = Article.objects.exclude(body="").order_by("-pk")
        if self.prompt and self.prompt.lang:
            stories = stories.exclude(lang=self.prompt.lang)
        return stories

    def choices(self) -> QuerySet[Article]:
        """`texts()` with their titles and languages."""
        return self.texts().only("title", "lang")

    def trial(self, text: Article) -> dict[str, Any]:
        """The context of a translation, and each block beside the translated one."""
        lang = language_of_trial(self.prompt, text)
        question = trial_question(text, prompt_text(self.prompt, self.job), lang)
        context = trial_of(question)
        answers = context["values"].get("blocks", [])
        return context | {"pairs": list(zip(question.blocks, answers, strict=False))}

    def enqueue(self, prompt_id: int, text: Article, person_id: int) -> None:
        """Have the worker ask for a translation."""
        try_translation_prompt.enqueue(prompt_id, text.pk, person_id)
