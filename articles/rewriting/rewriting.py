"""Rewrites originals: a person asks, a task asks the model, and a suggestion is there to decide."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext

from articles.models import Article, AuditEntry, ModelCall, ModelJob, Suggestion, UpstreamItem
from articles.models.suggestion import CURRENT
from articles.models.upstream_item import Identity, articles_of
from articles.rewriting.exceptions import ModelFailed, ModelUnavailable
from articles.rewriting.prompts import (
    PromptText,
    current_prompt,
    fenced,
    original_document,
    system_message,
)
from articles.rewriting.question import ModelQuestion
from articles.rewriting.rewrite_rules import REWRITE_SCHEMA, rewrite_problems

_REWRITE = ModelJob.REWRITE
# A task asks again so often while the server is in trouble.
TRIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteQuestion(ModelQuestion):
    """The messages that have an item rewritten in `lang`."""

    schema = REWRITE_SCHEMA

    item: UpstreamItem

    def problems(self, values: dict[str, Any]) -> Sequence[str]:
        """The rules of a rewritten story that an answer breaks, in words."""
        return rewrite_problems(
            values, original_text(self.item), self.item.url, self.system, self.mark
        )


def original_text(item: UpstreamItem) -> str:
    """All text of an item that supports what a story says."""
    return "\n".join([item.title, item.body, item.keywords_text])


def language_of(item: UpstreamItem) -> str:
    """The language in which an item is rewritten: its own if the site has it, else the first."""
    lang = item.lang or settings.LANGUAGE_CODE
    known = [one for one in settings.SITE_LANGUAGES if one in (lang, lang.split("-")[0])]
    return str(known[0] if known else settings.LANGUAGE_CODE)


def languages_of(items: Collection[UpstreamItem]) -> dict[int, str]:
    """The language in which each item is rewritten, by its id: that of the story that there is,
    which rules may have given another one; else `language_of()`. One query."""
    found: dict[Identity, set[str]] = defaultdict(set)
    stories = articles_of(Article.objects.all(), [item.identity for item in items])
    for source_id, external_id, lang in stories.values_list("source_id", "external_id", "lang"):
        if lang in settings.SITE_LANGUAGES:
            found[source_id or 0, external_id].add(lang)
    languages = {}
    for item in items:
        lang, langs = language_of(item), found[item.identity]
        languages[item.pk] = lang if lang in langs else min(langs, default=lang)
    return languages


def rewrite_question(
    item: UpstreamItem, prompt: PromptText, lang: str, rules: Sequence[str] | None = None
) -> RewriteQuestion:
    """The question that has an item rewritten; one query for the house words where `rules` does not
    say them, and one for a source that was not loaded."""
    user, mark = fenced(original_document(item))
    system = system_message(prompt, lang, mark, rules)
    return RewriteQuestion(
        item=item, item_id=item.pk, lang=lang, prompt=prompt, system=system, user=user, mark=mark
    )


@transaction.atomic
def request_rewrites(items: Iterable[UpstreamItem], by: User | None) -> list[Suggestion]:
    """Make a suggestion, and the task that has it written, for each item that has no current one.

    Returns the new ones. Of two people who ask at the same time one makes it.
    """
    items = list(items)
    langs = languages_of(items)
    made = [suggestion for item in items if (suggestion := _begin(item, langs[item.pk], by))]
    if made:
        ids = [suggestion.pk for suggestion in made]
        AuditEntry.record("request_rewrites", by, None, suggestions=ids, count=len(ids))
    return made


def _begin(item: UpstreamItem, lang: str, by: User | None) -> Suggestion | None:
    earlier = Suggestion.objects.filter(item=item, job=_REWRITE, lang=lang)
    if earlier.filter(state__in=CURRENT).exists():
        return None
    # What was declined, or could not be used, is not to be had again: another purpose is another
    # question.
    useless = Q(state=Suggestion.SuggestionState.FAILED, call__state=ModelCall.CallState.FAILED)
    spent = earlier.filter(useless | Q(state=Suggestion.SuggestionState.DECLINED)).count()
    try:
        with transaction.atomic():
            return Suggestion.objects.create(
                job=_REWRITE,
                lang=lang,
                item=item,
                purpose=f"again-{spent}" if spent else "",
                asked_by=by,
            )
    except IntegrityError:
        return None


def write_suggestion(suggestion_id: int) -> str:
    """Have a suggestion written that waits; its state afterwards. Done before, it does nothing.

    Raises ModelUnavailable where it may be tried again.
    """
    rows = Suggestion.objects.select_related("item__source", "asked_by", "prompt")
    suggestion = rows.filter(pk=suggestion_id, state=Suggestion.SuggestionState.WAITING).first()
    if suggestion is None or suggestion.item is None:
        return ""
    prompt = current_prompt(_REWRITE, suggestion.lang)
    question = rewrite_question(suggestion.item, prompt, suggestion.lang)
    suggestion.keep(prompt=prompt.row, prompt_version=prompt.version)
    try:
        answer = question.ask(suggestion.purpose, suggestion.asked_by)
    except ModelFailed as error:
        return _note_failure(suggestion, question, error)
    suggestion.keep(
        state=Suggestion.SuggestionState.OPEN,
        values=answer.values,
        call=answer.call_id,
        input_sha256=answer.input_sha256,
        cost=answer.cost,
        model_name=answer.model,
        error="",
    )
    return str(Suggestion.SuggestionState.OPEN)


def _note_failure(suggestion: Suggestion, question: RewriteQuestion, error: ModelFailed) -> str:
    if isinstance(error, ModelUnavailable) and suggestion.note_failed_try(str(error)) < TRIES:
        raise error
    call = question.call(suggestion.purpose)
    suggestion.keep(
        state=Suggestion.SuggestionState.FAILED,
        error=str(error) or gettext("The model gave no answer."),
        call=call,
        input_sha256=call.input_sha256 if call else "",
        cost=call.cost if call else 0,
        model_name=call.model_name if call else "",
    )
    return str(Suggestion.SuggestionState.FAILED)


@transaction.atomic
def try_again(suggestion: Suggestion, by: User | None) -> bool:
    """Let a failed suggestion wait for the model again; False if there is a current one.

    An answer that could not be used was paid for and stays as it is, so another one is asked for.
    """
    rows = Suggestion.objects.filter(pk=suggestion.pk, state=Suggestion.SuggestionState.FAILED)
    purpose = suggestion.purpose
    if suggestion.call and suggestion.call.state == ModelCall.CallState.FAILED:
        purpose = f"retry-{suggestion.call_id}"
    try:
        with transaction.atomic():
            changed = rows.update(
                state=Suggestion.SuggestionState.WAITING, error="", tries=0, purpose=purpose
            )
    except IntegrityError:
        return False
    if changed:
        AuditEntry.record("request_rewrites", by, None, suggestions=[suggestion.pk], count=1)
    return changed == 1
