"""One request to an endpoint of chat completions, as OpenAI's API has it."""

import datetime as dt
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from articles.lib.characters import without_forbidden
from articles.lib.graphemes import clip
from articles.lib.http import HttpAnswer, RequestRefused, require_allowed, send
from articles.rewriting.exceptions import (
    AnswerGarbled,
    ModelNotConfigured,
    ModelRefused,
    ModelUnavailable,
    RestAsked,
)

Message = Mapping[str, str]

# Nobody waits for a server longer than this, whatever it asks for.
_LONGEST_REST = dt.timedelta(hours=1)
_SHORTEST_REST = dt.timedelta(seconds=2)
# Servers differ in what they take: a word in the answer to a request that was not taken, and what
# is left out or named otherwise then.
_NOT_TAKEN = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
_MOST_TOKENS = 10_000_000
# Why a model ended, where its answer may have no text at all.
_ENDS_WITHOUT_TEXT = ("length", "content_filter")


@dataclass(frozen=True, slots=True)
class Completion:
    """The text that a model wrote, and what it took.

    `tokens_in` and `tokens_out` are estimates where the server does not say them. `ended_early`
    says in words why the text is no whole answer; empty for a whole one. `refused`: the model
    declined.
    """

    text: str
    tokens_in: int
    tokens_out: int
    seconds: float
    request_id: str
    ended_early: str = ""
    refused: bool = False


def require_configured() -> None:
    """Raise ModelNotConfigured, which says what to do, where the site has no model to ask."""
    if reason := not_configured():
        raise ModelNotConfigured(reason)


def not_configured() -> str:
    """The reason why no model can be asked, in words; empty where one can. Sends nothing."""
    if not (settings.REWRITE_URL and settings.REWRITE_MODEL):
        return gettext(
            "No language model is set up. Whoever runs the server sets REWRITE_URL, REWRITE_KEY "
            "and REWRITE_MODEL."
        )
    try:
        require_allowed(settings.REWRITE_URL)
    except RequestRefused as error:
        text = gettext("The language model cannot be called (REWRITE_URL): %(reason)s")
        return text % {"reason": error}
    return ""


def estimated_tokens(*texts: str) -> int:
    """The number of tokens that texts may have, rather too many: a third of their bytes."""
    return sum(len(text.encode(errors="replace")) for text in texts) // 3 + 8 * len(texts)


def complete(messages: Sequence[Message], schema: Mapping[str, Any], key: str) -> Completion:
    """Ask the model once, and return what it wrote.

    The same `key` says to the server that this is the same request as before. Raises ModelRefused,
    ModelUnavailable with RestAsked and AnswerGarbled, or ModelNotConfigured.
    """
    require_configured()
    body: dict[str, Any] = {
        "model": settings.REWRITE_MODEL,
        "messages": list(messages),
        "max_tokens": settings.REWRITE_MAX_TOKENS,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": schema},
        },
    }
    begun = time.monotonic()
    answer = _post(body, key)
    for variant in ("response_format", "max_tokens"):
        if answer.status in _NOT_TAKEN and _without(body, variant, answer.body):
            answer = _post(body, f"{key}-{variant}")
    _raise_for(answer)
    return _read(answer, messages, time.monotonic() - begun)


def _without(body: dict[str, Any], name: str, complaint: bytes) -> bool:
    """Take out of `body` what the server complains of; whether it was that."""
    if name == "response_format" and (b"response_format" in complaint or b"schema" in complaint):
        del body["response_format"]
        return True
    if name == "max_tokens" and b"max_completion_tokens" in complaint:
        body["max_completion_tokens"] = body.pop("max_tokens")
        return True
    return False


def _post(body: Mapping[str, Any], key: str) -> HttpAnswer:
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Idempotency-Key": key,
    }
    if settings.REWRITE_KEY:
        headers["Authorization"] = f"Bearer {settings.REWRITE_KEY}"
    document = json.dumps(body).encode()
    timeout = float(settings.REWRITE_SECONDS)
    try:
        return send("POST", settings.REWRITE_URL, document, headers, timeout=timeout)
    except RequestRefused as error:
        text = gettext("The language model does not answer: %(reason)s")
        raise ModelUnavailable(text % {"reason": clip(str(error), 200)}) from error


def _raise_for(answer: HttpAnswer) -> None:
    status = answer.status
    if status == HTTPStatus.OK:
        return
    values = {"status": status, "words": _complaint(answer.body)}
    if status == HTTPStatus.TOO_MANY_REQUESTS or status == HTTPStatus.SERVICE_UNAVAILABLE:
        until = timezone.now() + _rest(answer.headers.get("Retry-After", ""))
        text = gettext("The language model takes no more requests for now (status %(status)d).")
        raise RestAsked(text % values, until)
    if status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
        text = gettext("The server of the language model is in trouble (status %(status)d).")
        raise ModelUnavailable(text % values)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise ModelRefused(gettext("The language model refuses the key (REWRITE_KEY)."))
    if status == HTTPStatus.NOT_FOUND:
        text = gettext("There is no such model or address (REWRITE_MODEL, REWRITE_URL).")
        raise ModelRefused(text)
    text = gettext("The language model does not take the request (status %(status)d): %(words)s")
    raise ModelRefused(text % values)


def _complaint(body: bytes) -> str:
    """The message of an error, as servers write it, else the beginning of the body."""
    text = body.decode(errors="replace")
    try:
        error = json.loads(text)["error"]
        text = error["message"] if isinstance(error, dict) else str(error)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return clip(" ".join(without_forbidden(str(text)).split()), 200)


def _rest(header: str) -> dt.timedelta:
    """The time that `Retry-After` (RFC 9110, section 10.2.3) asks for, within bounds."""
    header = header.strip()
    rest = _SHORTEST_REST
    if header.isascii() and header.isdecimal() and len(header) < 9:
        rest = dt.timedelta(seconds=int(header))
    elif header:
        try:
            moment = parsedate_to_datetime(header)
        except (ValueError, TypeError, OverflowError, IndexError):
            moment = None
        if moment is not None and moment.tzinfo is not None:
            rest = moment - timezone.now()
    return max(_SHORTEST_REST, min(rest, _LONGEST_REST))


def _read(answer: HttpAnswer, messages: Sequence[Message], seconds: float) -> Completion:
    text = answer.body.decode(errors="replace")
    try:
        document = json.loads(answer.body.decode())
        choice = document["choices"][0]
        message = choice["message"]
        content, refusal = message.get("content"), message.get("refusal")
        if isinstance(content, list):
            # Some servers give parts of a text.
            content = "".join(part.get("text") or "" for part in content)
        usage = document.get("usage") or {}
        reason = choice.get("finish_reason")
        request_id = document.get("id")
        if content is None and not refusal and reason in _ENDS_WITHOUT_TEXT:
            # All its tokens went into thoughts, or the filter took the text: it is paid for.
            content = ""
        written = refusal if content is None else content or refusal or ""
        if not isinstance(written, str) or not isinstance(usage, dict):
            raise TypeError
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        words = gettext("The server of the language model gave an answer that makes no sense.")
        raise AnswerGarbled(words, without_forbidden(clip(text, 20_000))) from error
    written = without_forbidden(written)
    asked = [one["content"] for one in messages]
    return Completion(
        text=written,
        tokens_in=_tokens(usage.get("prompt_tokens"), estimated_tokens(*asked)),
        tokens_out=_tokens(usage.get("completion_tokens"), estimated_tokens(written)),
        seconds=seconds,
        request_id=clip(without_forbidden(str(request_id or "")), 200),
        ended_early=_early_end(reason, is_refusal=bool(refusal and not content)),
        refused=bool(refusal and not content) or reason == "content_filter",
    )


def _tokens(value: object, estimate: int) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return int(value) if is_count and 0 <= value <= _MOST_TOKENS else estimate  # type: ignore[operator, call-overload]


def _early_end(reason: object, *, is_refusal: bool) -> str:
    if is_refusal:
        return gettext("The model declined to answer.")
    if reason == "content_filter":
        return gettext("The server's filter stopped the answer.")
    if reason == "length":
        return gettext("The answer was cut off: it may have REWRITE_MAX_TOKENS tokens.")
    return ""
