"""Schemas of lists of categories and tags in the API's answers, and how each is made."""

from ninja import Schema
from pydantic import Field

from articles.api.schemas import CategoryOrTag, category_or_tag
from articles.models import Category, Tag, Topic
from articles.models.topic import shown_topic


class ListedCategoryOrTag(CategoryOrTag):
    """A category or a tag, and what editors wrote about it."""

    about: str | None = Field(
        description="The beginning of the editors' words in the language that was asked for."
    )
    is_topic: bool = Field(description="Whether editors made a topic of the tag.")


class CategoryOrTagPage(Schema):
    """One page of categories or tags with live articles."""

    items: list[ListedCategoryOrTag]
    next: str | None = Field(description="The address of the next page; null on the last.")


def listed_category_or_tag(row: Category | Tag, lang: str | None) -> ListedCategoryOrTag:
    """Return the schema of a category, or of a tag whose topic must be loaded, for a list of
    them."""
    about = shown_topic(row) if isinstance(row, Tag) else row
    return ListedCategoryOrTag(
        **category_or_tag(row, lang).dict(),
        about=(about.description_in(lang or "") or None) if about else None,
        is_topic=isinstance(about, Topic),
    )
