"""The people whom an article names: its authors, or those from whom a machine's text has its
reporting. And how the links to them follow the names."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from articles.lib.text import taxonomy_key
from articles.models.ai_provenance import AIProvenanceMixin
from articles.models.article_columns import ArticleColumns
from articles.models.author import ArticleAuthor, Author
from articles.models.taxonomy_alias import AuthorAlias


class AuthorshipMixin(ArticleColumns, AIProvenanceMixin):
    """The authors of an article. No person is ever called the author of a machine's text, also not
    of one that somebody approved: whom its file names is where the reporting comes from."""

    class Meta:
        abstract = True

    @property
    def written_by(self) -> list[Author]:
        """The authors in their order, none of a machine's text; the queries of `author_list`."""
        return [] if self.machine_part else self.author_list

    @property
    def reported_by(self) -> list[Author]:
        """The people whose reporting a machine's text tells, in their order; none of another text.
        The queries of `author_list`."""
        return self.author_list if self.machine_part else []


def authors_called(names: Sequence[str]) -> list[Author]:
    """The authors whom `names` mean, in that order, each once; created where they are new. No query
    for no names."""
    if not names:
        return []
    authors = Author.for_names(names)
    rows = (authors[taxonomy_key(name)] for name in names)
    return list({author.pk: author for author in rows}.values())


def authors_known_as(names: Sequence[str]) -> list[Author]:
    """The stored authors whom `names` mean, in that order; those that are new are not stored, and
    have no page. At most two queries."""
    keys = [taxonomy_key(name) for name in names]
    stored = {author.folded: author for author in Author.objects.filter(folded__in=keys)}
    stored |= AuthorAlias.targets([key for key in keys if key not in stored])
    pairs = zip(keys, names, strict=True)
    rows = {key: stored.get(key) or Author(name=name) for key, name in pairs}
    return list({author.name: author for author in rows.values()}.values())


def sync_authors(article: Any, written: Collection[str]) -> None:
    """Make the links of a stored article those of its `author_names`, and their copies true.

    `written` are the names of the columns that were written with it. No query for an article that
    names nobody and did not before.
    """
    if "author_names" in written:
        links = ArticleAuthor.objects.filter(content_object_id=article.pk)
        links.delete()
        authors = authors_called(article.author_names)
        copies = copies_of(article)
        ArticleAuthor.objects.bulk_create(
            ArticleAuthor(content_object=article, author=author, position=place, **copies)
            for place, author in enumerate(authors)
        )
        article.known_authors = authors
        getattr(article, "_prefetched_objects_cache", {}).pop("author_links", None)
    elif article.author_names and not set(ArticleAuthor.COPIES).isdisjoint(written):
        links = ArticleAuthor.objects.filter(content_object_id=article.pk)
        links.update(**copies_of(article))


def copies_of(article: ArticleColumns) -> dict[str, object]:
    """The copies of columns of `article` that its links carry."""
    return {name: getattr(article, name) for name in ArticleAuthor.COPIES}


def load_authors(articles: Iterable[ArticleColumns]) -> None:
    """Set the `known_authors` of stored articles; one query, none where they name nobody."""
    naming = {article.pk: article for article in articles if article.author_names}
    if not naming:
        return
    authors: dict[int, list[Author]] = {pk: [] for pk in naming}
    links = ArticleAuthor.objects.filter(content_object__in=naming).select_related("author")
    for link in links.order_by("content_object_id", "position", "id"):
        authors[link.content_object_id].append(link.author)
    for pk, article in naming.items():
        article.known_authors = authors[pk]
