"""Query parameters of the API's endpoints, as schemas of django-ninja.

Neither ninja's FilterSchema nor its pagination fits. A FilterSchema makes one condition of all
its fields, while `article_queries` chooses an index by them and passes by the rest. Ninja's
cursor pagination encodes other cursors than `lib.keyset` and names the parts of a page otherwise.
"""

from typing import Self

from django.core.exceptions import BadRequest
from ninja import Schema
from pydantic import Field, ValidationInfo, model_validator

from articles.api.article_filters import ArticleFilters
from articles.api.parameter_types import (
    Boolean,
    CorrectionKind,
    Cursor,
    Key,
    LanguageCode,
    Limit,
    SearchText,
    SentimentValue,
    Timestamp,
)
from articles.lib import keyset
from articles.lib.keyset import Position

PAGE_SIZE = 20


class EndpointParameters(Schema):
    """The parameters of one endpoint; raises BadRequest for one that is unknown or given twice.

    A misspelt filter would otherwise pass unnoticed and give too many articles.
    """

    @model_validator(mode="after")
    def _check_names(self, info: ValidationInfo) -> Self:
        known = type(self).model_fields
        for name, values in (info.context or {})["request"].GET.lists():
            if name not in known:
                raise BadRequest(f"There is no parameter {name}; there are {', '.join(known)}.")
            if len(values) > 1:
                raise BadRequest(f"{name} is given twice.")
        return self


class PageParameters(EndpointParameters):
    """The size of a page and where it begins."""

    limit: Limit = Field(PAGE_SIZE, description="At most so many on a page.")
    cursor: Cursor | None = Field(
        None, description="Where the page begins. Follow `next`, which has it."
    )

    @property
    def after(self) -> Position | None:
        """The position that the page begins after; None for the first page."""
        return keyset.decode(self.cursor) if self.cursor else None


class ArticleParameters(PageParameters):
    """Filters of articles, page by page. They add up; a value of no article gives an empty page."""

    lang: LanguageCode | None = Field(None, description="Written in this language; else in any.")
    category: Key | None = Field(None, description="The `slug` of a category.")
    tag: Key | None = Field(None, description="The `slug` of a tag.")
    author: Key | None = Field(None, description="The `slug` of an author.")
    source: Key | None = Field(None, description="The `key` of a source, in any case.")
    sentiment: SentimentValue | None = None
    pinned: Boolean | None = Field(None, description="Whether lists lead with it now.")
    published_after: Timestamp | None = Field(None, description="`published_at` is later.")
    modified_after: Timestamp | None = Field(
        None,
        description="`modified_at` is later. The list is then in the order of `modified_at`, the "
        "oldest first, and ends a minute before now. Beside `q` it only filters.",
    )
    q: SearchText | None = Field(
        None, description="Words, in the language of the site's own search page."
    )

    @property
    def filters(self) -> ArticleFilters:
        """The parameters besides those of the page."""
        names = ArticleFilters.__dataclass_fields__
        values = {name: getattr(self, name) for name in names}
        return ArticleFilters(**{name: v for name, v in values.items() if v is not None})


class CorrectionParameters(PageParameters):
    """Filters of corrections, page by page. They add up."""

    lang: LanguageCode | None = Field(
        None, description="On articles in this language; else in any."
    )
    kind: CorrectionKind | None = None


class CategoryParameters(EndpointParameters):
    """A filter of categories: those with live articles in a language."""

    lang: LanguageCode | None = Field(
        None, description="With articles in this language; else in any."
    )


class TaxonomyPageParameters(PageParameters, CategoryParameters):
    """Filters of tags, of authors or of sources, page by page."""
