"""The rules of lists, mappings and the values of unknown keys, as pydantic validators."""

import re
from typing import Any

from pydantic import BaseModel, BeforeValidator, ValidationInfo

from articles.front_matter.limits import setting_name
from articles.front_matter.url_validators import require_public_url
from articles.front_matter.validators import (
    as_list,
    as_text,
    limits_of,
    require_length,
    require_printable,
    type_name,
    validation_error,
)
from articles.lib.text import collapse, fold

_TREE_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def mapping(keys: str) -> BeforeValidator:
    """A mapping with these keys, or null."""

    def check(value: Any) -> Any:
        if value is None or isinstance(value, dict | BaseModel):
            return value
        raise validation_error(
            "wrong-type",
            f"must be a mapping with {keys}, not {type_name(value)}",
            hint="Write its keys on lines of their own below it, indented.",
        )

    return BeforeValidator(check)


def tag_list(*, length: int) -> BeforeValidator:
    """A list of labels; of those that differ only in case the first stays."""

    def check(value: Any, info: ValidationInfo) -> tuple[str, ...]:
        if isinstance(value, str):
            listed = "".join(f"\n  - {word}" for word in map(collapse, value.split(",")) if word)
            raise validation_error(
                "wrong-type", "must be a list, not text", hint=f"Write it as:\ntags:{listed}"
            )
        found: dict[str, str] = {}
        for label in as_list(value, limits_of(info).tags, "tags"):
            text = require_length(require_printable(collapse(as_text(label))), length)
            if not text:
                raise validation_error("empty", "holds an empty tag", hint="Remove it.")
            found.setdefault(fold(text), text)
        return tuple(found.values())

    return BeforeValidator(check)


def calls_to_action() -> BeforeValidator:
    """A list of calls to action: text, or mappings whose `url` is https."""

    def check(value: Any, info: ValidationInfo) -> tuple[Any, ...]:
        limits = limits_of(info)
        items = tuple(_tree(item, limits.depth) for item in as_list(value, limits.cta, "cta"))
        for item in items:
            if isinstance(item, dict) and item.get("url") is not None:
                require_public_url(require_length(as_text(item["url"]), 2000), ("https",))
        return items

    return BeforeValidator(check)


def unknown_value() -> BeforeValidator:
    """The value of an unknown key: text, None, lists and dicts of them."""

    def check(value: Any, info: ValidationInfo) -> Any:
        return _tree(value, limits_of(info).depth)

    return BeforeValidator(check)


def _tree(value: Any, depth: int, room: int | None = None) -> Any:
    """`value` as a tree of plain text with at most `depth` levels, of which `room` are left."""
    room = depth if room is None else room
    if room < 0:
        raise validation_error(
            "too-deep",
            f"is nested deeper than {depth} levels ({setting_name('depth')})",
            hint="Nest it less.",
        )
    if isinstance(value, list | tuple):
        return [_tree(item, depth, room - 1) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) and key.strip() for key in value):
            raise validation_error(
                "bad-key", "holds a key that is not text", hint="Name it in a word."
            )
        return {_tree(key, depth): _tree(item, depth, room - 1) for key, item in value.items()}
    if value is None:
        return None
    text = value if isinstance(value, str) else as_text(value)
    if _TREE_CONTROL.search(text):
        raise validation_error("control-character", "holds a control character", hint="Remove it.")
    return text
