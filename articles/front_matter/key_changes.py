"""Old and new values of the keys of a mapping, as a patch of its file needs them. Pure."""

from collections.abc import Callable
from typing import Final

from articles.front_matter.schema import ONE_OR_MANY
from articles.lib.text import collapse

# Stands for the value of an absent key.
ABSENT: Final = object()
KeyChanges = dict[str, tuple[object, object]]  # (old, new) by key
# How the contract normalises the items of a list, by key.
ITEM_NORMALISERS: dict[str, Callable[[str], str]] = {
    "tags": collapse,
    "aliases": str.strip,
    "author": collapse,
}


def differences(was: dict[str, object], now: dict[str, object]) -> KeyChanges:
    """(old, new) by key, for the keys that differ."""
    return {
        key: (was.get(key, ABSENT), now.get(key, ABSENT))
        for key in (*was, *(key for key in now if key not in was))
        if was.get(key, ABSENT) != now.get(key, ABSENT)
    }


def one_or_many(key: str, value: object) -> object:
    """The value of a top-level key, which a file may write as one item in place of a list of it."""
    if key in ONE_OR_MANY and isinstance(value, list) and len(value) == 1:
        return value[0]
    return value
