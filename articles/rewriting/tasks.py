"""Background tasks of rewriting."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.lib.background_tasks import LONG, background_task
from articles.models import Prompt, Suggestion, UpstreamItem
from articles.rewriting.prompts import prompt_text
from articles.rewriting.retention import forget_answers
from articles.rewriting.rewriting import (
    TRIES,
    language_of,
    request_rewrites,
    rewrite_question,
    try_again,
    write_suggestion,
)


@background_task(_("Delete old answers of the model"), once=True)
def delete_old_answers() -> int:
    """Delete the words of answers that are older than settings.MODEL_ANSWER_DAYS; return the number
    of calls. A run that was stopped is taken up by the next."""
    return forget_answers()


@background_task(_("Have an original rewritten"), queue=LONG, tries=TRIES + 1, once=True)
def write_rewrite(suggestion_id: int) -> str:
    """Have the model write a suggestion that waits, and return the state that it has then; the
    model is asked once, however often this runs."""
    return write_suggestion(suggestion_id)


@background_task(_("Try a prompt"), queue=LONG, tries=3, once=True, tells_failure=False)
def try_prompt(prompt_id: int, item_id: int, person_id: int) -> str:
    """Ask the model what it makes of an item with a prompt; the answer stays in the ModelCall.

    `prompt_id` is 0 for the prompt of Newsroom.
    """
    item = UpstreamItem.objects.select_related("source").filter(pk=item_id).first()
    prompt = Prompt.objects.filter(pk=prompt_id).first()
    if item is None or (prompt_id and prompt is None):
        return ""
    lang = (prompt.lang if prompt else "") or language_of(item)
    question = rewrite_question(item, prompt_text(prompt, "rewrite"), lang)
    return question.ask_on_trial(User.objects.filter(pk=person_id).first())


def rewrite_items(items: Iterable[UpstreamItem], by: User | None) -> list[Suggestion]:
    """Have items rewritten by the worker; the suggestions that are being made now."""
    with transaction.atomic():
        suggestions = request_rewrites(items, by)
        for suggestion in suggestions:
            write_rewrite.enqueue(suggestion.pk)
    return suggestions


def rewrite_again(suggestion: Suggestion, by: User | None) -> bool:
    """Have a failed suggestion written again; False if that is done, or another one is current."""
    with transaction.atomic():
        is_waiting = try_again(suggestion, by)
        if is_waiting:
            write_rewrite.enqueue(suggestion.pk)
    return is_waiting
