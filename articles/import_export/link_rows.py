"""Writes the links between the articles of a batch and what they are listed by: tags, authors."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from articles.db.bulk_insert import insert_rows
from articles.models import Article, ArticleAuthor, Author, Tag, TaggedArticle
from articles.models.list_link import ListLink

# Fields of a record of which the links of an article carry copies.
COPIED_FIELDS = frozenset({"published_at", "expires_at", "draft", "sticky_weight"})
_copied_values = attrgetter(*ListLink.COPIES)


def write_tags(tagged: Sequence[tuple[Article, list[Tag]]], updated: Collection[int]) -> None:
    """Write the tags of articles in their order; two queries. `updated` are the ids of those that
    may have some already."""
    _write(TaggedArticle, "tag_id", tagged, updated)


def write_authors(named: Sequence[tuple[Article, list[Author]]], updated: Collection[int]) -> None:
    """Write the authors of articles in their order; two queries. `updated` are the ids of those
    that may have some already."""
    _write(ArticleAuthor, "author_id", named, updated)


def _write(
    links: type[TaggedArticle] | type[ArticleAuthor],
    column: str,
    linked: Sequence[tuple[Article, Sequence[Any]]],
    updated: Collection[int],
) -> None:
    replaced = [article.pk for article, _targets in linked if article.pk in updated]
    if replaced:
        links.objects.filter(content_object_id__in=replaced).delete()
    columns = ("content_object_id", column, "position", *ListLink.COPIES)
    insert_rows(links, columns, chain.from_iterable(map(_rows, linked)))


def _rows(linked: tuple[Article, Iterable[Any]]) -> Iterator[tuple[object, ...]]:
    article, targets = linked
    copies = _copied_values(article)
    return ((article.pk, one.pk, place, *copies) for place, one in enumerate(targets))
