"""`ArticleRecord`: one article, validated and frozen, without a database.

Everything that enters the database from outside becomes an `ArticleRecord` first, and every file
is written from one. The rules are those of docs/front-matter.md. The same validators accept text,
as files have it, and Python's own types.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel

from articles.front_matter import collection_validators, url_validators
from articles.front_matter import text_validators as text
from articles.front_matter import validators as v

Sentiment = Literal["POSITIVE", "NEUTRAL", "NEGATIVE"]
VARIANTS = ("raw", "full", "regular", "small", "thumb", "small_s3")

# The slug and the body are not front matter. No key of a file can have these names, so that a
# key `slug` or `body` in a file is an unknown key like any other.
SLUG: Final = "\0slug"
BODY: Final = "\0body"

Words = Annotated[str, text.single_line(300)]
Name = Annotated[str, text.name(200)]
Moment = Annotated[dt.datetime | None, v.date_time()]


class Record(BaseModel):
    """A frozen mapping of the file contract; unknown keys are kept in `extra`."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
    )
    __pydantic_extra__: dict[str, Annotated[Any, collection_validators.unknown_value()]] = Field(
        init=False
    )

    @property
    def extra(self) -> dict[str, object]:
        """Values of unknown keys: text, None, lists and dicts, by key."""
        return self.__pydantic_extra__ or {}


class SourceRecord(Record):
    """The source that an article was taken from."""

    name: Name
    key: Annotated[str, text.source_key()]
    kind: Annotated[str, text.name(50)] = Field(alias="type")
    url: Annotated[str, url_validators.web_url()] = ""


class CoverRecord(Record):
    """A cover image: the URL of each size, https or relative to the file."""

    raw: Annotated[str | None, url_validators.image_url()] = None
    full: Annotated[str | None, url_validators.image_url()] = None
    regular: Annotated[str | None, url_validators.image_url()] = None
    small: Annotated[str | None, url_validators.image_url()] = None
    thumb: Annotated[str | None, url_validators.image_url()] = None
    small_s3: Annotated[str | None, url_validators.image_url()] = Field(
        default=None, alias="small_s3"
    )
    alt: Annotated[str, text.single_line(500)] = ""
    credit: Words = ""

    @property
    def sizes(self) -> dict[str, str]:
        """URL by name, of the sizes that are given."""
        return {name: url for name in VARIANTS if (url := getattr(self, name))}


class CoverWords(Record):
    """The texts of a cover in a further language."""

    alt: Annotated[str, text.single_line(500)] = ""
    caption: Annotated[str, text.single_line(500)] = ""


class CoverNotes(Record):
    """Everything that people add to a cover at the desk: what nobody but Newsroom writes.

    `focal_point` has the shares of width and height, from the left and from the top, of the point
    that every crop keeps; `texts` the words in further languages.
    """

    caption: Annotated[str, text.single_line(500)] = ""
    credit_url: Annotated[str, url_validators.web_url()] = ""
    licence: Annotated[str, text.single_line(200)] = ""
    rights_until: Annotated[dt.date | None, v.date()] = None
    decorative: Annotated[bool, v.boolean()] = False
    focal_point: Annotated[tuple[float, float], v.shares()] = (0.5, 0.5)
    texts: Annotated[dict[str, CoverWords], collection_validators.by_language()] = {}


class DeskRecord(Record):
    """The key `newsroom`: what people added at the desk."""

    cover: Annotated[CoverNotes | None, collection_validators.mapping("caption, focalPoint, …")] = (
        None
    )


class AIRecord(Record):
    """The part that a language model had in the text: rewriting or translation."""

    rewritten: Annotated[bool | None, v.boolean(nullable=True)] = None
    expanded_at: Moment = None
    translated_from: Annotated[str | None, text.single_line(200, nullable=True)] = None
    version: Annotated[int | None, v.integer(0, 2**31 - 1, nullable=True)] = None


class ArticleRecord(Record):
    """One article in one language.

    A live record (`draft` false) needs `published_at`; an end is later. Times are kept in UTC.
    Raises pydantic's ValidationError; `articles.front_matter.schema` turns it into problems with
    places.
    """

    title: Annotated[str, text.title(300)]
    description: Annotated[str, text.multi_line()] = ""
    published_at: Moment = Field(default=None, validate_default=True)
    updated_at: Moment = None
    lang: Annotated[str, v.language_tag()]
    external_id: Annotated[str, text.single_line(200)] = ""
    source: Annotated[SourceRecord | None, collection_validators.mapping("name, key and type")] = (
        None
    )
    category: Annotated[str, text.name(100, required=False)] = ""
    tags: Annotated[tuple[str, ...], collection_validators.tag_list(length=100)] = ()
    sticky_weight: Annotated[int, v.integer(-32768, 32767)] = 0
    sentiment: Annotated[Sentiment | None, v.sentiment()] = None
    score: Annotated[float | None, v.number()] = None
    draft: Annotated[bool, v.boolean()] = Field(default=False, validate_default=True)
    cover_image: Annotated[
        CoverRecord | None, collection_validators.mapping("raw, full, regular, …")
    ] = None
    ai: Annotated[
        AIRecord | None, collection_validators.mapping("rewritten, expandedAt, version")
    ] = None
    canonical_url: Annotated[str, url_validators.web_url()] = ""
    cta: Annotated[tuple[Any, ...], collection_validators.calls_to_action()] = ()
    aliases: Annotated[tuple[str, ...], url_validators.site_paths()] = ()
    expires_at: Moment = None
    author: Annotated[tuple[str, ...], collection_validators.author_names(length=200)] = ()
    newsroom: Annotated[DeskRecord | None, collection_validators.mapping("cover")] = None
    slug: Annotated[str, v.slug()] = Field(alias=SLUG)
    body: Annotated[str, text.markdown_body()] = Field(default="", alias=BODY)

    @property
    def cover_notes(self) -> CoverNotes:
        """What the desk adds to the cover; all defaults where the file says nothing."""
        return (self.newsroom and self.newsroom.cover) or CoverNotes()

    @property
    def unknown(self) -> dict[str, object]:
        """Values of unknown keys of the article, and of those below its key `newsroom`."""
        below = unknown_keys(self.newsroom) if self.newsroom else {}
        return {**self.extra, **({"newsroom": below} if below else {})}

    @field_validator("draft", mode="after")
    @classmethod
    def _live_needs_a_time(cls, draft: bool, info: ValidationInfo) -> bool:
        # A refused publishedAt is absent from `info.data`; it is not reported twice.
        if not draft and info.data.get("published_at", draft) is None:
            raise v.invalid(
                "published-at-missing",
                "a live article needs publishedAt",
                hint="Add publishedAt: '2026-01-31T08:00:00.000Z', or draft: true.",
                key="publishedAt",
            )
        return draft

    @field_validator("expires_at", mode="after")
    @classmethod
    def _ends_after_publication(
        cls, end: dt.datetime | None, info: ValidationInfo
    ) -> dt.datetime | None:
        start = info.data.get("published_at")
        if end is not None and start is not None and end <= start:
            raise v.invalid(
                "ends-before-publication",
                "the article ends before it is published",
                hint="Give a time later than publishedAt, or leave expiresAt out.",
            )
        return end

    @field_validator("cover_image", mode="after")
    @classmethod
    def _cover_has_a_size(cls, cover: CoverRecord | None) -> CoverRecord | None:
        if cover is not None and not cover.sizes:
            raise v.invalid(
                "cover-empty",
                "the cover picture has no size",
                hint=f"Give one of {', '.join(VARIANTS)}, or coverImage: null.",
            )
        return cover


def unknown_keys(record: Record) -> dict[str, object]:
    """The values of unknown keys of a record and of the records in it, each below its key."""
    found = dict(record.extra)
    for _name, key, value in contract_fields(record):
        parts = value if isinstance(value, dict) else {key: value}
        below = {k: more for k, part in parts.items() if (more := _unknown_below(part))}
        if below:
            found |= {key: below} if isinstance(value, dict) else below
    return found


def _unknown_below(value: object) -> dict[str, object]:
    return unknown_keys(value) if isinstance(value, Record) else {}


def default_value(record: BaseModel, name: str) -> object:
    """The value of the field `name` when its key is absent from the file."""
    return type(record).model_fields[name].default


def contract_fields(record: Record) -> Iterable[tuple[str, str, object]]:
    """Yield (attribute, key in the file, value) for each field, in the order of the contract."""
    for name, field in type(record).model_fields.items():
        yield name, field.alias or name, getattr(record, name)
