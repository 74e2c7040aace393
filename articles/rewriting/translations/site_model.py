"""The translator of this site: its language model, where one is configured."""

from collections.abc import Sequence
from functools import partial

from django.contrib.auth.models import User

from articles.rewriting.client import ask
from articles.rewriting.endpoint import not_configured
from articles.rewriting.prompts import current_prompt, fenced, system_message
from articles.rewriting.translations.translator import FORMAT, SCHEMA, Translator, cleaned, faults

JOB = "translate"


def why_no_model() -> str:
    """Why nothing can be translated by a machine, in words; empty where the site has a model."""
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
        prompt_version=prompt.version,
        article_id=article_id,
        by=by,
        check=lambda values: faults(blocks, values.get("blocks")),
    )
    return cleaned(answer.values["blocks"])
