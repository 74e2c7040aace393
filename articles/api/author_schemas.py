"""Schemas of authors in the API's answers, and how each is made from its row."""

from ninja import Schema
from pydantic import Field

from articles.models import Author


class AuthorOut(Schema):
    """A person whom articles name. Their `slug` filters lists of articles."""

    slug: str
    name: str
    role: str


class AuthorPage(Schema):
    """One page of authors with live articles."""

    items: list[AuthorOut]
    next: str | None = Field(description="The address of the next page; null on the last.")


def author_out(author: Author) -> AuthorOut:
    """Return the schema of an author."""
    return AuthorOut(slug=author.slug, name=author.name, role=author.role)
