"""The translator of this site: its language model, where one is configured."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib.auth.models import User

from articles.models import ModelCall
from articles.rewriting.client import ask, input_hash
from articles.rewriting.endpoint import not_configured
from articles.rewriting.prompts import current_prompt, fenced, system_message
from articles.rewriting.translations.translator import FORMAT, SCHEMA, Translator, cleaned, faults

JOB = "translate"


def why_no_model() -> str:
    """The reason why no machine can translate, in words; empty where the site has a model."""
    return not_configured()


def site_translator(article_id: int | None = None, by: User | None = None) -> Translator:
    """The translator that the settings name. What it costs counts for `article_id`, and `by` asked.

    It raises what `articles.rewriting.client.ask()` raises. Each question is bought once.
    """
    return partial(_translate, article_id=article_id, by=by)


def _translate(
    blocks: Sequence[str],
    lang_from: str,
    lang_to: str,
    *,
    article_id: int | None,
    by: User | None,
) -> list[str]:
    prompt = current_prompt(JOB, lang_to)
    user, mark = fenced({"from": lang_from, "blocks": list(blocks)})
    system = f"{system_message(prompt, lang_to, mark)}\n\n{FORMAT}"
    answer = ask(
        JOB,
        lang_to,
        system,
        user,
        SCHEMA,
        idempotency_key=_purpose(lang_to, system, user),
        prompt_version=prompt.version,
        article_id=article_id,
        by=by,
        check=partial(_faults, blocks, mark),
    )
    return cleaned(answer.values["blocks"])


def _faults(blocks: Sequence[str], mark: str, values: Mapping[str, Any]) -> list[str]:
    if any(mark in one for one in values["blocks"]):
        return ["The mark of the data stands in a translation."]
    return faults(blocks, values["blocks"])


def _purpose(lang: str, system: str, user: str) -> str:
    """The purpose of a question: another one after each answer that could not be used. That stays
    as it is, and whoever asks again wants another."""
    purpose = ""
    failed = ModelCall.objects.filter(job=JOB, state=ModelCall.CallState.FAILED)
    while True:
        sha256 = input_hash(JOB, lang, system, user, SCHEMA, purpose)
        call = failed.filter(input_sha256=sha256).only("pk").first()
        if call is None:
            return purpose
        purpose = f"retry-{call.pk}"
