"""The rules of lists, mappings and the values of unknown keys, as pydantic validators."""

import re
from typing import Any

from pydantic import BaseModel, BeforeValidator, ValidationInfo

from articles.front_matter.address_validators import check_web
from articles.front_matter.limits import setting
from articles.front_matter.validators import (
    clean,
    error,
    kind_of,
    limits_of,
    list_of,
    text_of,
    within,
)
from articles.lib.text import collapse, fold

_TREE_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def mapping(keys: str) -> BeforeValidator:
    """A mapping with these keys, or null."""

    def check(value: Any) -> Any:
        if value is None or isinstance(value, dict | BaseModel):
            return value
        raise error(
            "wrong-type",
            f"must be a mapping with {keys}, not {kind_of(value)}",
            hint="Write its keys on lines of their own below it, indented.",
        )

    return BeforeValidator(check)


def tags(*, length: int) -> BeforeValidator:
    """A list of labels; of those that differ only in case the first stays."""

    def check(value: Any, info: ValidationInfo) -> tuple[str, ...]:
        if isinstance(value, str):
            listed = "".join(f"\n  - {word}" for word in map(collapse, value.split(",")) if word)
            raise error(
                "wrong-type", "must be a list, not text", hint=f"Write it as:\ntags:{listed}"
            )
        found: dict[str, str] = {}
        for label in list_of(value, limits_of(info).tags, "tags"):
            text = within(clean(collapse(text_of(label))), length)
            if not text:
                raise error("empty", "holds an empty tag", hint="Remove it.")
            found.setdefault(fold(text), text)
        return tuple(found.values())

    return BeforeValidator(check)


def calls() -> BeforeValidator:
    """A list of calls to action: text, or mappings whose `url` is https."""

    def check(value: Any, info: ValidationInfo) -> tuple[Any, ...]:
        limits = limits_of(info)
        items = tuple(_tree(item, limits.depth) for item in list_of(value, limits.cta, "cta"))
        for item in items:
            if isinstance(item, dict) and item.get("url") is not None:
                check_web(within(text_of(item["url"]), 2000), ("https",))
        return items

    return BeforeValidator(check)


def tree() -> BeforeValidator:
    """The value of an unknown key: text, None, lists and dicts of them."""

    def check(value: Any, info: ValidationInfo) -> Any:
        return _tree(value, limits_of(info).depth)

    return BeforeValidator(check)


def _tree(value: Any, depth: int, room: int | None = None) -> Any:
    """`value` as a tree of plain text with at most `depth` levels, of which `room` are left."""
    room = depth if room is None else room
    if room < 0:
        raise error(
            "too-deep",
            f"is nested deeper than {depth} levels ({setting('depth')})",
            hint="Nest it less.",
        )
    if isinstance(value, list | tuple):
        return [_tree(item, depth, room - 1) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) and key.strip() for key in value):
            raise error("bad-key", "holds a key that is not text", hint="Name it in a word.")
        return {_tree(key, depth): _tree(item, depth, room - 1) for key, item in value.items()}
    if value is None:
        return None
    text = value if isinstance(value, str) else text_of(value)
    if _TREE_CONTROL.search(text):
        raise error("control-character", "holds a control character", hint="Remove it.")
    return text
