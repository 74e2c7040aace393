"""What may be asked of the API, in types."""

from typing import Self

from django.core.exceptions import BadRequest
from ninja import Schema
from pydantic import Field, ValidationInfo, model_validator

from articles.api.article_queries import ArticleFilters
from articles.api.parameter_types import (
    Asked,
    Cursor,
    Flag,
    Language,
    Limit,
    Moment,
    Mood,
    NoteKind,
    Word,
)
from articles.lib import keyset
from articles.lib.keyset import Position

PAGE_SIZE = 20


class Parameters(Schema):
    """Those of one address. A name that it does not know is a mistake that would otherwise show
    as too many stories."""

    @model_validator(mode="after")
    def _knows_each_once(self, info: ValidationInfo) -> Self:
        known = type(self).model_fields
        for name, values in (info.context or {})["request"].GET.lists():
            if name not in known:
                raise BadRequest(f"There is no parameter {name}; there are {', '.join(known)}.")
            if len(values) > 1:
                raise BadRequest(f"{name} is given twice.")
        return self


class Paged(Parameters):
    """What every list takes."""

    limit: Limit = Field(PAGE_SIZE, description="At most so many on a page.")
    cursor: Cursor | None = Field(
        None, description="Where the page begins. Follow `next`, which has it."
    )

    @property
    def after(self) -> Position | None:
        return keyset.decode(self.cursor) if self.cursor else None


class Filters(Paged):
    """Which stories. Filters add up; one that nothing has gives an empty page."""

    lang: Language | None = Field(None, description="Written in this language; else in any.")
    category: Word | None = Field(None, description="The `slug` of a section.")
    tag: Word | None = Field(None, description="The `slug` of a tag.")
    source: Word | None = Field(None, description="The `key` of a publisher.")
    sentiment: Mood | None = None
    pinned: Flag | None = Field(None, description="Whether lists lead with it now.")
    published_after: Moment | None = Field(None, description="`published_at` is later.")
    modified_after: Moment | None = Field(
        None,
        description="`modified_at` is later. The list is then in the order of `modified_at`, the "
        "oldest first, and ends a minute before now. Beside `q` it only filters.",
    )
    q: Asked | None = Field(
        None, description="Words, in the language of the site's own search page."
    )

    @property
    def wanted(self) -> ArticleFilters:
        names = ArticleFilters.__dataclass_fields__
        return ArticleFilters(
            **{name: v for name in names if (v := getattr(self, name)) is not None}
        )


class NoteFilters(Paged):
    """Which notes."""

    lang: Language | None = Field(None, description="On stories in this language; else in any.")
    kind: NoteKind | None = None


class InLanguage(Parameters):
    """Of which stories."""

    lang: Language | None = Field(None, description="With stories in this language; else in any.")


class Labelled(Paged, InLanguage):
    """Which labels."""
