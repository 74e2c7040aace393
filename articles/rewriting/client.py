"""Asks the site's language model: each question once, within the budget, with checked answers.

`ask()` is all that a feature needs. It is called by background tasks, which try again what raises
ModelUnavailable, and stop at a PermanentFailure.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.lib.graphemes import clip
from articles.lib.site_calendar import site_day
from articles.models import ModelCall
from articles.rewriting import budget
from articles.rewriting.answers import read_answer
from articles.rewriting.endpoint import (
    Completion,
    Message,
    complete,
    estimated_tokens,
    require_configured,
)
from articles.rewriting.exceptions import (
    AnswerGarbled,
    AnswerUnusable,
    BudgetSpent,
    CallInFlight,
    ModelFailed,
    ModelRefused,
    ModelUnavailable,
    RestAsked,
)

# What a feature finds wrong with values that keep the schema: sentences, none where all is well.
Check = Callable[[dict[str, Any]], Sequence[str]]
# A process that has not answered so long after the limit of its request was killed.
_MARGIN = dt.timedelta(seconds=15)
# Answers of one question: the first, and a repair.
_TURNS = 2


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """The checked values of an answer, and what it took over all requests.

    `is_stored`: it was bought before. `call_id` and `input_sha256` are those of the ModelCall.
    """

    values: dict[str, Any]
    tokens_in: int
    tokens_out: int
    cost: Decimal
    seconds: float
    call_id: int
    input_sha256: str
    model: str
    is_stored: bool = False

    @classmethod
    def of(cls, call: ModelCall, *, is_stored: bool) -> "ModelAnswer":
        """The answer that a call has."""
        return cls(
            values=dict(call.values or {}),
            tokens_in=call.tokens_in,
            tokens_out=call.tokens_out,
            cost=call.cost,
            seconds=call.seconds,
            call_id=call.pk,
            input_sha256=call.input_sha256,
            model=call.model_name,
            is_stored=is_stored,
        )


@dataclass(frozen=True, slots=True)
class _Question:
    system: str
    user: str
    schema: Mapping[str, Any]
    check: Check | None


def ask(
    job: str,
    lang: str,
    system: str,
    user: str,
    schema: dict[str, Any],
    *,
    idempotency_key: str = "",
    prompt_version: int = 0,
    item_id: int | None = None,
    article_id: int | None = None,
    by: User | None = None,
    check: Check | None = None,
) -> ModelAnswer:
    """Return the model's answer to a question, whose values keep `schema` and pass `check`.

    The same question is never bought twice: job, language, model, both messages, schema and
    `idempotency_key`, which is the caller's name of the purpose, make one ModelCall, and its stored
    answer is returned, unless `forget_answers()` deleted it. Costs count for `item_id`, or else
    `article_id`. An answer that breaks its rules is repaired once by a second request that shows
    the faults.

    Not within a transaction: what was asked must be written before. Raises ModelNotConfigured,
    ModelRefused, BudgetSpent and AnswerUnusable, after which the same call fails again until
    somebody changes something, and ModelUnavailable, after which it may be made again.
    """
    require_configured()
    question = _Question(system, user, schema, check)
    call, _made = ModelCall.objects.get_or_create(
        job=job,
        input_sha256=input_hash(job, lang, system, user, schema, idempotency_key),
        defaults={
            "lang": lang,
            "model_name": clip(settings.REWRITE_MODEL, 200),
            "prompt_version": prompt_version,
            "day": site_day(),
            "item_id": item_id,
            "article_id": article_id,
            "by": by,
        },
    )
    if call.is_forgotten:
        # Its answer was deleted long ago. What it cost stays, and the new one is added to that.
        rows = ModelCall.objects.filter(pk=call.pk, state=call.state, values__isnull=True)
        rows.update(state=ModelCall.CallState.ASKED, turns=0)
        call.refresh_from_db()
    if call.state == ModelCall.CallState.ASKED:
        _take_turns(call, question)
        return ModelAnswer.of(call, is_stored=False)
    if call.state == ModelCall.CallState.FAILED:
        raise AnswerUnusable(call.error)
    return ModelAnswer.of(call, is_stored=True)


def input_hash(
    job: str, lang: str, system: str, user: str, schema: Mapping[str, Any], purpose: str
) -> str:
    """The SHA-256 of a question: everything on which its answer depends, and its purpose."""
    parts = [job, lang, settings.REWRITE_MODEL, system, user, schema, purpose]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _take_turns(call: ModelCall, question: _Question) -> None:
    """Ask until there is a usable answer, which `call` has then, or none is to be had."""
    while True:
        messages = _messages(call, question)
        try:
            _claim(call, messages)
        except BudgetSpent as error:
            # Nothing else says so to whoever looks at the call.
            rows = ModelCall.objects.free_to_ask(timezone.now()).filter(pk=call.pk)
            rows.update(error=clip(str(error), 500))
            raise
        completion = _send(call, messages, question.schema)
        values, problems = _judge(completion, question)
        _keep(call, completion, values, problems)
        if call.state == ModelCall.CallState.ANSWERED:
            return
        if call.state == ModelCall.CallState.FAILED:
            raise AnswerUnusable(call.error)


def _messages(call: ModelCall, question: _Question) -> list[Message]:
    schema = json.dumps(question.schema, ensure_ascii=False, sort_keys=True)
    rule = (
        "Answer with one JSON object and nothing else: no words before or after it, no code fence. "
        f"It must keep this JSON schema:\n{schema}"
    )
    messages: list[Message] = [
        {"role": "system", "content": f"{question.system}\n\n{rule}"},
        {"role": "user", "content": question.user},
    ]
    if call.turns:
        faults = "\n".join(f"- {problem}" for problem in call.problems)
        repair = (
            "Your answer cannot be used:\n"
            f"{faults}\n"
            "Give the whole answer again, as one JSON object that keeps the schema and all rules."
        )
        messages += [
            {"role": "assistant", "content": call.first_answer},
            {"role": "user", "content": repair},
        ]
    return messages


def _claim(call: ModelCall, messages: Sequence[Message]) -> None:
    """Let this process alone ask, and reserve what that may cost. Raises CallInFlight, BudgetSpent
    and ModelUnavailable."""
    if rest := budget.rest_in_words():
        raise ModelUnavailable(rest)
    highest = budget.highest_cost(estimated_tokens(*(one["content"] for one in messages)))
    now = timezone.now()
    until = now + dt.timedelta(seconds=settings.REWRITE_SECONDS) + _MARGIN
    with transaction.atomic():
        rows = ModelCall.objects.free_to_ask(now).filter(pk=call.pk, turns=call.turns)
        if rows.update(claimed_until=until) != 1:
            raise CallInFlight(gettext("Another process is asking the model the same."))
        call.refresh_from_db()
        budget.reserve(call, highest)
        call.save(update_fields=["day", "reserved"])


def _send(call: ModelCall, messages: Sequence[Message], schema: Mapping[str, Any]) -> Completion:
    """Ask once. What came of it is written before anything is raised, and the claim ends."""
    key = f"newsroom-{call.input_sha256}-{call.turns + 1}"
    try:
        return complete(messages, schema, key)
    except RestAsked as error:
        budget.rest_until(error.until)
        _give_up_turn(call, error, is_free=True)
        raise
    except ModelRefused as error:
        _give_up_turn(call, error, is_free=True)
        raise
    except AnswerGarbled as error:
        # It was written, so it is paid for: what was reserved stays spent.
        _give_up_turn(call, error, is_free=False, answer=error.text)
        raise
    except ModelFailed as error:
        # Nobody knows whether the model wrote something.
        _give_up_turn(call, error, is_free=False)
        raise


def _give_up_turn(
    call: ModelCall, error: Exception, *, is_free: bool, answer: str | None = None
) -> None:
    with transaction.atomic():
        if is_free:
            budget.release(call)
        call.error, call.claimed_until = clip(str(error), 500), None
        call.answer = call.answer if answer is None else answer
        call.save(update_fields=["error", "claimed_until", "answer", "reserved"])


def _judge(
    completion: Completion, question: _Question
) -> tuple[dict[str, Any] | None, Sequence[str]]:
    if completion.ended_early:
        return None, [completion.ended_early]
    values, problems = read_answer(completion.text, question.schema)
    if values is not None and question.check is not None:
        problems = list(question.check(values))
    return values, problems


def _keep(
    call: ModelCall,
    completion: Completion,
    values: dict[str, Any] | None,
    problems: Sequence[str],
) -> None:
    """Write an answer that came, usable or not, with what it cost."""
    call.turns += 1
    call.tokens_in += completion.tokens_in
    call.tokens_out += completion.tokens_out
    call.seconds += completion.seconds
    call.request_id, call.answer = completion.request_id, completion.text
    call.values, call.problems = values, list(problems)
    call.answered_at, call.claimed_until, call.error = timezone.now(), None, ""
    if not problems:
        call.state = ModelCall.CallState.ANSWERED
    elif call.turns >= _TURNS or completion.refused:
        call.state = ModelCall.CallState.FAILED
        call.error = clip(" ".join(problems), 500)
    else:
        call.first_answer = completion.text
    with transaction.atomic():
        budget.settle(call, budget.cost_of(completion.tokens_in, completion.tokens_out))
        call.save()
