"""The schema of a rewritten story, and the rules that an answer must keep. Pure.

What breaks a rule is sent back to the model once, and is no suggestion if it breaks it again. What
only has to be looked at by a person is a mark on a suggestion.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext

from articles.claims.quotations import plain_quotation, stands_in
from articles.claims.verbatim import longest_shared_run
from articles.editorial.publishing_checks import links
from articles.lib.characters import TURNING, is_visible
from articles.lib.graphemes import shorten

REWRITE_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 300},
        "description": {"type": "string", "minLength": 1, "maxLength": 1000},
        "body": {"type": "string", "minLength": 1, "maxLength": 40_000},
        "claims": {
            "type": "array",
            "maxItems": 100,
            "items": {
                "type": "object",
                "properties": {
                    "claim": {"type": "string", "maxLength": 1000},
                    "sentence": {"type": "string", "maxLength": 2000},
                },
                "required": ["claim", "sentence"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["title", "description", "body", "claims"],
    "additionalProperties": False,
}
TEXTS: Final = ("title", "description", "body")

_URL = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>()\[\]\"'“”]{1,300}")
TAG = re.compile(r"<[a-zA-Z/!?]")
# Words in a row of the instructions that no story has by chance.
_ECHO = 12
# Nobody writes of these who only reports.
_INSTRUCTION = re.compile(
    r"(?i)\b(?:ignor\w{0,5}|disregard\w{0,3}|forget)\s(?:\w{1,20}\s){0,4}(?:instructions?|prompts?)\b"
    r"|\bsystem\s(?:prompt|message)s?\b|\b(?:developer|jailbreak|DAN)\smode\b"
    r"|проігнору\w{0,5}\s(?:\w{1,20}\s){0,4}інструкці\w{0,3}|системн\w{1,4}\sпромпт\w{0,3}"
    r"|تجاهل\s(?:\w{1,20}\s){0,4}التعليمات"
)
# A model that speaks of itself; an original may speak of models.
_ITSELF = re.compile(
    r"(?i)\bas an? (?:AI|language model|assistant)\b|\bI(?:'m| am) (?:an? AI|sorry|unable)\b"
    r"|\bI (?:cannot|can't|can not) (?:help|assist|comply|fulfil)"
    r"|\bяк (?:мовна модель|штучний інтелект)\b|\bпов[’']язано з політикою\b"
)
# What an original says that speaks to a model, and not to readers.
_TO_A_MODEL = re.compile(
    r"(?i)\b(?:you are (?:now|no longer|an? (?:AI|assistant|model))"
    r"|(?:new|real|updated) instructions?\b"
    r"|(?:do not|don't|never) (?:mention|reveal|tell)"
    r"|(?:respond|reply|answer) (?:only )?with\b"
    r"|(?:add|insert|include|append) (?:the following|this|a) "
    r"(?:link|text|sentence|address|picture|image)"
    r"|(?:write|say|state|claim) that\b.{0,80}\b(?:article|story|summary|body|title|translation)"
    r"|(?:in|to|into) your (?:answer|article|story|summary|output)"
    r"|note to (?:the )?(?:AI|model|editor|translator)"
    r"|as (?:the )?(?:editor|assistant|model|translator),? you)"
    r"|(?:^|[\n\[<#|])\s{0,3}(?:system|assistant|user|developer)\s{0,3}[:\]|>]"
    r"|\b(?:BEGIN|END) (?:DATA|ORIGINAL|INSTRUCTIONS?)\b|\bprompt injection\b"
)
# A text may be so many times as long as its original, beside a paragraph.
_GROWTH, _PARAGRAPH = 3, 120


@dataclass(frozen=True, slots=True)
class ClaimMark:
    """A claim of the model with the sentence that is to support it, and whether that is true."""

    claim: str
    sentence: str
    stands_in_original: bool


def rewrite_problems(
    values: Mapping[str, Any], original: str, address: str, system: str, mark: str
) -> list[str]:
    """The rules that a rewritten story breaks, in words; none for one that keeps all.

    `original` is all text of the original, `address` its own address, `system` the instructions,
    and `mark` that of the data.
    """
    return list(_problems(values, original, address, system, mark))


def _problems(
    values: Mapping[str, Any], original: str, address: str, system: str, mark: str
) -> Iterator[str]:
    texts = {name: str(values[name]) for name in TEXTS}
    everything = "\n".join(texts.values())
    for name, text in texts.items():
        if not is_visible(text):
            yield gettext("%(name)s: nothing can be seen of it.") % {"name": name}
        if TURNING.search(text):
            yield gettext("%(name)s: it holds characters that turn text around.") % {"name": name}
    if "\n" in texts["title"].strip():
        yield gettext("title: it has more than one line.")
    if TAG.search(everything):
        yield gettext("There is HTML in the text.")
    for url in _foreign_addresses(texts, f"{original} {address}"):
        words = gettext("There is an address that the original does not have: %(url)s")
        yield words % {"url": shorten(url, 100)}
    if mark in everything or "DATA-" + mark.rpartition("-")[2][:12] in everything:
        yield gettext("The mark of the data stands in the text.")
    if longest_shared_run(everything, system, _ECHO):
        yield gettext("The instructions stand in the text.")
    if _INSTRUCTION.search(everything):
        yield gettext("The text speaks of instructions to a model.")
    if (itself := _ITSELF.search(everything)) and itself[0].casefold() not in original.casefold():
        yield gettext("The model speaks of itself: “%(words)s”") % {"words": itself[0]}


def added_addresses(before: str, after: str) -> list[str]:
    """The addresses that a text has and the one that it was made of has not, each once."""
    known = _addresses(before)
    return [url for url in _addresses(after) if url not in known and not _goes_on(url, known)]


def _addresses(text: str) -> dict[str, None]:
    found = [link.url for link in links(text)] + _URL.findall(text)
    return dict.fromkeys(filter(None, (url.rstrip(".,;:!?*_") for url in found)))


def _goes_on(url: str, known: Iterable[str]) -> bool:
    """Whether it is a known address with the punctuation of another script behind it."""
    rests = (url.removeprefix(one) for one in known if url.startswith(one))
    return any(not any(map(str.isascii, rest)) for rest in rests)


def _foreign_addresses(texts: Mapping[str, str], known: str) -> Iterator[str]:
    """The addresses in the texts that `known` does not have, each once."""
    found = [link.url for link in links(texts["body"])]
    found += [url for text in texts.values() for url in _URL.findall(text)]
    for url in dict.fromkeys(url.rstrip(".,;:!?*_") for url in found):
        if url and url not in known:
            yield url


def speaks_to_model(original: str) -> str:
    """The first passage of an original that is written for a model, not for readers; else empty.

    What a model makes of such an original has to be read word by word.
    """
    found = _INSTRUCTION.search(original) or _TO_A_MODEL.search(original)
    return shorten(original[max(0, found.start() - 40) : found.end() + 80], 200) if found else ""


def claim_marks(values: Mapping[str, Any], original: str) -> list[ClaimMark]:
    """The claims of an answer, each with whether its sentence really stands in the original."""
    plain = plain_quotation(original)
    return [
        ClaimMark(one["claim"], one["sentence"], stands_in(one["sentence"], plain))
        for one in values.get("claims", ())
    ]


def grew(values: Mapping[str, Any], original: str) -> tuple[int, int] | None:
    """(words of the original, words of the text) where the text is far longer; else None."""
    before, after = len(original.split()), len(str(values.get("body", "")).split())
    return (before, after) if after > _GROWTH * before + _PARAGRAPH else None
