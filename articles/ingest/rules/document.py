"""`RuleDocument`: the rules by which upstream items become stories, validated and frozen. Pure.

The rules are data: people write them in a form, files hold them as JSON, and each version is kept.
"""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from articles.front_matter import text_validators as text
from articles.front_matter import validators as v
from articles.front_matter.problems import Problem
from articles.front_matter.schema import value_problems
from articles.lib.characters import plain_name, typed_text
from articles.lib.text import MAX_SLUG, fold

# Characters of a tag, as files have them, and entries of a list of the rules.
MAX_TAG, MAX_ENTRIES = 100, 1000
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")
_LETTER = re.compile(r"[^\W_]")


def _one_per_entry(value: object) -> tuple[str, ...]:
    """Words of a list, cleaned and each once in whatever case."""
    if not isinstance(value, list | tuple):
        raise v.invalid("wrong-type", "must be a list of words", hint='Write it as ["ONE", "TWO"].')
    _require_few(len(value))
    words: dict[str, str] = {}
    for index, entry in enumerate(value):
        word = _word(entry, f"entry {index + 1}")
        words.setdefault(fold(word), word)
    return tuple(words.values())


def _word(value: object, name: str) -> str:
    word = plain_name(value) if isinstance(value, str) else ""
    if not word or len(word) > MAX_TAG:
        message = f"{name} must be a word or a few, of at most {MAX_TAG} characters"
        raise v.invalid("wrong-type", message, hint="Correct it, or remove it.")
    return word


def _require_few(count: int) -> None:
    if count > MAX_ENTRIES:
        raise v.invalid("too-many", f"has {count} entries, more than {MAX_ENTRIES}")


def _pairs(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        hint = 'Write it as {"ETHER": "ETH"}.'
        raise v.invalid("wrong-type", "must say for each word which one stands for it", hint=hint)
    _require_few(len(value))
    return {
        _word(word, "a word on the left"): _word(target, f"what stands for “{word}”")
        for word, target in value.items()
    }


def _with_letters(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not _LETTER.search(word):
            raise v.invalid("wrong-value", f"“{word}” has no letter or digit to look for")
    return words


Words = Annotated[tuple[str, ...], BeforeValidator(_one_per_entry)]
SoughtWords = Annotated[
    tuple[str, ...], BeforeValidator(_one_per_entry), AfterValidator(_with_letters)
]
Pairs = Annotated[dict[str, str], BeforeValidator(_pairs)]


def _host(value: object) -> str:
    host = str(value).strip().lower().rstrip(".")
    if not _HOST.fullmatch(host):
        raise v.invalid("wrong-value", "is no name of a host", hint="For example: news.example.com")
    return host


class RulePart(BaseModel):
    """A frozen mapping of the rules, whose keys are all known."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
    )


class DropWords(RulePart):
    """Words that drop an item: its sections, keywords or source as a whole, or within its title."""

    categories: Words = ()
    keywords: Words = ()
    title: SoughtWords = ()
    sources: Words = ()


class SourceRule(RulePart):
    """The source of items whose address is of `host`, or of a host below it; `trust` is that of a
    source which is made by this rule."""

    host: Annotated[str, BeforeValidator(_host)]
    key: Annotated[str, text.source_key()]
    name: Annotated[str, text.name(200)]
    kind: Annotated[str, text.name(50)] = Field(default="RSS", alias="type")
    trust: Literal["publish", "review"] = "review"


class SlugRule(RulePart):
    """The making of an address from the title: its greatest length, whether a cut may not divide
    a word, and whether an apostrophe divides one (`sun-s`) or vanishes (`suns`)."""

    length: Annotated[int, Field(ge=20, le=MAX_SLUG)] = 80
    whole_words: bool = True
    apostrophe_divides: bool = False


class RuleDocument(RulePart):
    """All rules. Words are compared without regard to case and width.

    The section is the first of `category_priority` that the item has, else the item's first, else
    `default_category`. `left_out` are words that are neither tag nor section. `aliases` are words
    and the one that stands for each. `languages` are upstream's and those of the site; an item
    without a language has `default_language`, or that of the site. Items that are older than
    `fresh_days` when they come are kept without a story; 0 is for no limit. `title_endings` are cut
    off titles. `description_length` is in characters, 0 is for no description.
    """

    format: Literal[1] = 1
    category_priority: Words = ()
    default_category: Annotated[str, text.name(MAX_TAG, required=False)] = ""
    drop: DropWords = DropWords()
    tags_from_categories: bool = True
    tags_from_keywords: bool = True
    upper_case: bool = True
    left_out: Words = ()
    aliases: Pairs = {}
    most_tags: Annotated[int, Field(ge=0, le=200)] = 30
    languages: Pairs = {}
    default_language: Annotated[str, Field(max_length=12)] = ""
    sources: tuple[SourceRule, ...] = Field(default=(), max_length=MAX_ENTRIES)
    fresh_days: Annotated[int, Field(ge=0, le=3650)] = 3
    title_endings: Words = ()
    description_length: Annotated[int, Field(ge=0, le=2000)] = 200
    slug: SlugRule = SlugRule()

    @model_validator(mode="after")
    def _aliases_end(self) -> Self:
        """The replacement of a word is not replaced itself: tags of tags are the same tags."""
        replaced = {self.key_of(word): target for word, target in self.aliases.items()}
        for word, target in self.aliases.items():
            further = replaced.get(self.key_of(target))
            if further is not None and self.key_of(further) != self.key_of(target):
                message = f"“{target}” stands for “{word}”, and “{further}” for “{target}”"
                hint = f"Write “{further}” for both."
                raise v.invalid("wrong-value", message, hint=hint, key="aliases")
        return self

    def shaped(self, word: str) -> str:
        """A word as a tag or section: cleaned, and in capitals where the rules say so."""
        word = plain_name(typed_text(word))
        return plain_name(word.upper()) if self.upper_case else word

    def key_of(self, word: str) -> str:
        """The form that all spellings of a word share."""
        return fold(self.shaped(word))

    def as_json(self) -> dict[str, Any]:
        """The rules as JSON has them."""
        return self.model_dump(mode="json", by_alias=True)


def read_rules(values: object) -> tuple[RuleDocument | None, list[Problem]]:
    """The rules of JSON values; None and all problems, each with its key, where one is wrong."""
    try:
        return RuleDocument.model_validate(values), []
    except ValidationError as error:
        return None, value_problems(error)
