"""The translator of this site: its language model, where one is configured."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from articles.models import Article, ModelCall, Prompt
from articles.models.translation_base import texts_of
from articles.rewriting.endpoint import not_configured
from articles.rewriting.prompts import (
    PromptText,
    current_prompt,
    fenced,
    house_rules,
    system_message,
)
from articles.rewriting.question import ModelQuestion
from articles.rewriting.translations.translator import (
    FORMAT,
    SCHEMA,
    Translator,
    cleaned,
    faults,
    portions,
)

JOB = "translate"


def why_no_model() -> str:
    """The reason why no machine can translate, in words; empty where the site has a model."""
    return not_configured()


def site_translator(article_id: int | None = None, by: User | None = None) -> Translator:
    """The translator that the settings name. What it costs counts for `article_id`, and `by` asked.

    It raises what `articles.rewriting.client.ask()` raises. Each question is bought once.
    """
    return partial(_translate, article_id=article_id, by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationQuestion(ModelQuestion):
    """The messages that have `blocks` translated into `lang`."""

    schema = SCHEMA

    blocks: tuple[str, ...]

    def problems(self, values: dict[str, Any]) -> Sequence[str]:
        """What is wrong with the translated blocks of an answer, in words."""
        if any(self.mark in one for one in values["blocks"]):
            return ["The mark of the data stands in a translation."]
        return faults(self.blocks, values["blocks"])


def translation_question(
    blocks: Sequence[str],
    lang_from: str,
    lang_to: str,
    prompt: PromptText,
    *,
    rules: Sequence[str] | None = None,
    article_id: int | None = None,
) -> TranslationQuestion:
    """The question that has blocks translated, whose cost counts for `article_id`.

    One query for the house words where `rules` does not say them.
    """
    user, mark = fenced({"from": lang_from, "blocks": list(blocks)})
    system = f"{system_message(prompt, lang_to, mark, rules)}\n\n{FORMAT}"
    return TranslationQuestion(
        blocks=tuple(blocks),
        article_id=article_id,
        lang=lang_to,
        prompt=prompt,
        system=system,
        user=user,
        mark=mark,
    )


@dataclass(frozen=True, slots=True)
class TranslationEstimate:
    """What it costs at most to have texts translated, and what by the last answers (None before the
    first)."""

    highest: Decimal
    usual: Decimal | None


def estimate_of(
    texts: Collection[str], lang_from: str, lang_to: str, usual: Decimal | None
) -> TranslationEstimate:
    """The cost of translating `texts`, of which each is bought once; `usual` is that of one answer.
    Two queries, none without texts."""
    parts = list(portions([text for text in dict.fromkeys(texts) if text.strip()]))
    if not parts:
        return TranslationEstimate(Decimal(0), None if usual is None else Decimal(0))
    prompt, rules = current_prompt(JOB, lang_to), house_rules(lang_to)
    questions = [
        translation_question(part, lang_from, lang_to, prompt, rules=rules) for part in parts
    ]
    return TranslationEstimate(
        highest=sum((question.highest_cost for question in questions), Decimal(0)),
        usual=None if usual is None else usual * len(questions),
    )


def language_of_trial(prompt: Prompt | None, article: Article) -> str:
    """The language into which a prompt is tried on an article: that of the prompt, else the first
    of the site that is another one than the article's."""
    if prompt and prompt.lang:
        return prompt.lang
    others = [lang for lang in settings.SITE_LANGUAGES if lang != article.lang]
    return str(others[0] if others else settings.LANGUAGE_CODE)


def trial_question(article: Article, prompt: PromptText, lang: str) -> TranslationQuestion:
    """The question that has the beginning of an article translated, as much as one question holds;
    one query."""
    texts = [text for text in dict.fromkeys(texts_of(article).blocks) if text.strip()]
    blocks = next(portions(texts), [])
    return translation_question(blocks, article.lang, lang, prompt, article_id=article.pk)


def _translate(
    blocks: Sequence[str],
    lang_from: str,
    lang_to: str,
    *,
    article_id: int | None,
    by: User | None,
) -> list[str]:
    prompt = current_prompt(JOB, lang_to)
    question = translation_question(blocks, lang_from, lang_to, prompt, article_id=article_id)
    answer = question.ask(_purpose(question), by)
    return cleaned(answer.values["blocks"])


def _purpose(question: TranslationQuestion) -> str:
    """The purpose of a question: another one after each answer that could not be used. That stays
    as it is, and whoever asks again wants another."""
    purpose = ""
    while True:
        call = question.call(purpose)
        if call is None or call.state != ModelCall.CallState.FAILED:
            return purpose
        purpose = f"retry-{call.pk}"
