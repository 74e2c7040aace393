"""The rows behind the names in a query: languages, categories, sources, tags, authors and days."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce

from articles.lib.text import taxonomy_key
from articles.lib.tokens import tokenize
from articles.models import (
    ArticleAuthor,
    Author,
    AuthorAlias,
    Category,
    Source,
    Tag,
    TagAlias,
    TaggedArticle,
    TagName,
)
from articles.search.index_position import position_of
from articles.search.query import ALL_LANGUAGES, SearchQuery
from articles.search.resolved_query import ResolvedQuery

# A tag with no more articles than these leads a search: each of its articles is read.
SMALL_TAG = 500
# Of an author only so many articles are searched, the newest.
MOST_OF_AUTHOR = 2_000


def query_languages(query: SearchQuery, lang: str) -> list[str]:
    """Return the codes of the languages of a query; `lang` is used where it names none."""
    site = [code for code in settings.SITE_LANGUAGES if code.lower() not in query.excluded_langs]
    if ALL_LANGUAGES in query.langs or (query.excluded_langs and not query.langs):
        return site
    langs = query.langs or (lang,)
    return [code for code in site if code.lower() in langs]


def ids_by_name(model: type[Category] | type[Source], names: tuple[str, ...]) -> list[int]:
    """Return the ids of rows with one of these keys, or names in any language, in any case.
    One query."""
    words = {tuple(tokenize(name)) for name in names}
    if not words:
        return []
    rows = model._default_manager.values_list("pk", "key", "name", "names")
    return [
        pk
        for pk, key, name, names in rows
        if words & {tuple(tokenize(spelling)) for spelling in (key, name, *names.values())}
    ]


def tag_id_by_name(name: str) -> int | None:
    """Return the id of the tag with this name or slug, in any case, or None. At most three queries.

    Also finds a tag by the names and slugs that it had before it was merged or renamed, and by its
    names in the languages of the site.
    """
    either = Q(folded=taxonomy_key(name)) | Q(slug=name.lower())
    tag_id = Tag.objects.filter(either).order_by("pk").values_list("pk", flat=True).first()
    if tag_id is None:
        aliases = TagAlias.objects.filter(either).order_by("pk")
        tag_id = aliases.values_list("target_id", flat=True).first()
    if tag_id is None:
        # Of two tags with one name in some language the older one.
        names = TagName.objects.filter(folded=taxonomy_key(name)).order_by("tag_id")
        tag_id = names.values_list("tag_id", flat=True).first()
    return tag_id


def author_ids_by_name(name: str) -> list[int]:
    """Return the ids of the authors with this name or slug, now or before, in any case. One or two
    queries."""
    either = Q(folded=taxonomy_key(name)) | Q(slug=name.lower())
    ids = list(Author.objects.filter(either).order_by("pk").values_list("pk", flat=True))
    return ids or list(AuthorAlias.objects.filter(either).values_list("target_id", flat=True))


def author_positions(authors: Collection[int]) -> set[int]:
    """Return the positions of the newest MOST_OF_AUTHOR articles of these authors (ids). One query.

    The index does not know authors: a search with one reads these entries, and no others.
    """
    links = ArticleAuthor.objects.filter(author__in=authors)
    moment = Coalesce("published_at", "content_object__created_at")
    rows = links.order_by(moment.desc(), "-content_object_id")
    newest = rows.values_list(moment, "content_object_id")[:MOST_OF_AUTHOR]
    return {position_of(when, pk) for when, pk in newest}


def excluded_positions(query: SearchQuery) -> set[int]:
    """Return the positions of the newest articles of authors whom a query excludes. Two queries or
    three, none where it excludes nobody."""
    ids = [pk for name in query.excluded_authors for pk in author_ids_by_name(name)]
    return author_positions(ids) if ids else set()


def with_authors(resolved: ResolvedQuery, names: Iterable[str]) -> ResolvedQuery | None:
    """Return `resolved`, limited to articles that name all of these authors, too; None where one of
    the names is nobody's."""
    for name in names:
        ids = author_ids_by_name(name)
        if not ids:
            return None
        positions = author_positions(ids)
        if resolved.positions is not None:
            positions &= set(resolved.positions)
        resolved = replace(resolved, positions=tuple(sorted(positions)))
    return resolved


def with_tags(resolved: ResolvedQuery, tags: Iterable[int]) -> ResolvedQuery:
    """Return `resolved`, limited to articles that have all of these tags (ids), too."""
    known = (
        resolved.tags if resolved.leading_tag is None else (resolved.leading_tag, *resolved.tags)
    )
    tag_ids = tuple(dict.fromkeys([*known, *tags]))
    small = None
    if resolved.positions is None:
        small = next((tag for tag in tag_ids if not _is_large(tag)), None)
    return replace(resolved, leading_tag=small, tags=tuple(tag for tag in tag_ids if tag != small))


def _is_large(tag: int) -> bool:
    return TaggedArticle.objects.filter(tag=tag)[SMALL_TAG:].exists()
