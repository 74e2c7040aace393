"""Pydantic validators of lists, mappings and the values of unknown keys."""

from pydantic import BaseModel, BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from articles.front_matter.limits import setting_name
from articles.front_matter.text_validators import require_printable
from articles.front_matter.url_validators import require_public_url
from articles.front_matter.validators import (
    as_list,
    as_text,
    at_item,
    invalid,
    limits_of,
    require_language,
    require_length,
    type_name,
)
from articles.lib.characters import FORBIDDEN_IN_LINES, plain_name
from articles.lib.text import collapse, fold

# More people than that write no article.
MAX_AUTHORS = 30
# Characters of a language tag in the database.
MAX_LANGUAGE = 12


def mapping(keys: str) -> BeforeValidator:
    """A mapping or None; `keys` names the keys of the mapping in the error message."""

    def check(value: object) -> object:
        if value is None or isinstance(value, dict | BaseModel):
            return value
        raise invalid(
            "wrong-type",
            f"must be a mapping with {keys}, not {type_name(value)}",
            hint="Write its keys on lines of their own below it, indented.",
        )

    return BeforeValidator(check)


def by_language() -> BeforeValidator:
    """A mapping of language tags to mappings; empty for None."""

    def check(value: object) -> object:
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise invalid(
                "wrong-type",
                f"must be a mapping of languages, not {type_name(value)}",
                hint="Write it like {uk: {alt: Кран}}.",
            )
        for lang, words in value.items():
            try:
                require_length(require_language(as_text(lang)), MAX_LANGUAGE)
                if not isinstance(words, dict | BaseModel):
                    message = f"must be a mapping with alt and caption, not {type_name(words)}"
                    raise invalid("wrong-type", message, hint="Write it like {alt: Кран}.")
            except PydanticCustomError as error:
                raise at_item(error, lang) from error
        return value

    return BeforeValidator(check)


def tag_list(*, length: int) -> BeforeValidator:
    """A list of tags of at most `length` characters; of those that fold alike the first stays."""

    def check(value: object, info: ValidationInfo) -> tuple[str, ...]:
        if isinstance(value, str):
            items = "".join(f"\n  - {word}" for word in map(collapse, value.split(",")) if word)
            raise invalid(
                "wrong-type",
                "must be a list, not text",
                hint=f"Write it as:\ntags:{items or ' []'}",
            )
        by_folded: dict[str, str] = {}
        for index, name in enumerate(as_list(value, limits_of(info).tags, "tags")):
            try:
                given = require_printable(collapse(as_text(name)))
                text = require_length(plain_name(given), length)
                if not text:
                    raise invalid("empty", "the tag is empty", hint="Remove it, or write a word.")
            except PydanticCustomError as error:
                raise at_item(error, index) from error
            by_folded.setdefault(fold(text), text)
        return tuple(by_folded.values())

    return BeforeValidator(check)


def author_names(*, length: int) -> BeforeValidator:
    """One author, or a list of them; of those whose names fold alike the first stays.

    An author is a name of at most `length` characters, or a mapping with a `name`, of which the
    name alone is read. Empty text is no author.
    """

    def check(value: object) -> tuple[str, ...]:
        is_list = isinstance(value, list | tuple)
        authors = list(value) if isinstance(value, list | tuple) else [value]
        if len(authors) > MAX_AUTHORS:
            message = f"has {len(authors)} names, more than {MAX_AUTHORS}"
            raise invalid("too-long", message, hint="Name those who wrote most of it.")
        by_folded: dict[str, str] = {}
        for index, author in enumerate(authors):
            try:
                name = _author_name(author, length)
                if not name and is_list:
                    raise invalid("empty", "the name is empty", hint="Remove it, or write a name.")
            except PydanticCustomError as error:
                raise (at_item(error, index) if is_list else error) from error
            if name:
                by_folded.setdefault(fold(name), name)
        return tuple(by_folded.values())

    return BeforeValidator(check)


def _author_name(author: object, length: int) -> str:
    """The name in one entry of `author`; empty where that is empty."""
    if isinstance(author, dict):
        if not isinstance(author.get("name"), str):
            hint = "Write the name alone: 'Ada Reyes'."
            raise invalid("wrong-type", "is a mapping without a name", hint=hint)
        author = author["name"]
    elif isinstance(author, list | tuple):
        hint = "Write one name on each line: - 'Ada Reyes'."
        raise invalid("wrong-type", "must be a name, not a list", hint=hint)
    given = require_printable(collapse(as_text(author)))
    name = plain_name(given)
    if given and not name:
        raise invalid("empty", "holds no visible character", hint="Write a name, or remove it.")
    return require_length(name, length)


def calls_to_action() -> BeforeValidator:
    """A list of calls to action: texts, or mappings whose `url` is an https URL."""

    def check(value: object, info: ValidationInfo) -> tuple[object, ...]:
        limits = limits_of(info)
        items = tuple(_tree(item, limits.depth) for item in as_list(value, limits.cta, "cta"))
        for index, item in enumerate(items):
            if isinstance(item, dict) and item.get("url") is not None:
                try:
                    require_public_url(require_length(as_text(item["url"]), 2000), ("https",))
                except PydanticCustomError as error:
                    raise at_item(error, index, "url") from error
        return items

    return BeforeValidator(check)


def unknown_value() -> BeforeValidator:
    """The value of an unknown key: text, None, lists and dicts, up to the limit of depth."""

    def check(value: object, info: ValidationInfo) -> object:
        return _tree(value, limits_of(info).depth)

    return BeforeValidator(check)


def _tree(value: object, depth: int, room: int | None = None) -> object:
    """`value` as text, None, lists and dicts of at most `depth` levels; `room` are left."""
    room = depth if room is None else room
    if room < 0:
        raise invalid(
            "too-deep",
            f"is nested deeper than {depth} levels ({setting_name('depth')})",
            hint="Nest it less.",
        )
    if isinstance(value, list | tuple):
        return [_tree(item, depth, room - 1) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) and key.strip() for key in value):
            raise invalid("bad-key", "holds a key that is not text", hint="Name it in a word.")
        return {_tree(key, depth): _tree(item, depth, room - 1) for key, item in value.items()}
    if value is None:
        return None
    text = value if isinstance(value, str) else as_text(value)
    if FORBIDDEN_IN_LINES.search(text):
        raise invalid("control-character", "holds a control character", hint="Remove it.")
    return text
