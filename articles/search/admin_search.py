"""The search of the admin: articles in every state, newest first, from any position on.

A page of the change list is one query of both indexes, whatever its filters: each filter is one
more key there, so every page of every list costs the same. Readers' queries never come here.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from articles.lib.tokens import tokenize
from articles.models import Article, Category, PendingRevision, Source
from articles.querysets import EMPTY
from articles.search.admin_filters import (
    ENDED,
    LIVE,
    SCHEDULED,
    AdminFilters,
    filtered,
    fits,
)
from articles.search.days import out_of_range, since_position, until_position
from articles.search.engine import engine
from articles.search.index_position import first_position, position_of, second_of
from articles.search.name_lookup import (
    author_positions,
    excluded_positions,
    ids_by_name,
    query_languages,
    tag_id_by_name,
    with_authors,
    with_tags,
)
from articles.search.query import SearchQuery, parse
from articles.search.resolved_query import (
    UNREVIEWED,
    ResolvedQuery,
    SearchIndex,
    SQLParameters,
    category_key,
    language_key,
    source_key,
    status_key,
)
from articles.search.translation_filter import articles_with

# No more pins, no more pending changes and no more ended articles than these are read.
PINS = 1000
# The time of an article in the index: its publication, or its creation while it has none.
MOMENT = Coalesce("published_at", "created_at")
# The columns of articles with a mark that filters look at.
_MARKED = (
    "id", "published_at", "expires_at", "created_at", "status", "lang", "category_id",
    "source_id", "risk",
)  # fmt: skip


class AdminSearch:
    """The searches of one request, at one moment.

    `sources` are (id, key, name) of all sources, where the caller has read them.
    """

    def __init__(
        self, now: dt.datetime, sources: Sequence[tuple[int, str, str]] | None = None
    ) -> None:
        self.now = now
        self._sources_read = sources
        self._author_positions: dict[int, set[int]] = {}
        self._translated: dict[str, list[tuple[str, Article]]] = {}

    def positions(self, filters: AdminFilters, limit: int, before: int | None = None) -> list[int]:
        """Return the positions of the newest `limit` articles, newest first, from before `before`.

        One query, and one more each for marks, names and a text that may be an id.
        """
        if filters.marks and not filters.text:
            marked = self._positions_of_marks(filters)
            return sorted((p for p in marked if before is None or p < before), reverse=True)[:limit]
        excluded = excluded_positions(parse(filters.text))
        ended = self._ended_among_live(filters) | excluded
        parts: list[str] = []
        params: SQLParameters = []
        for index, resolved in self._queries(filters):
            if before is not None:
                resolved = replace(resolved, until=min(resolved.until, before))
            if resolved.since < resolved.until and resolved.positions != ():
                sql, values = engine().statement(resolved, limit + len(ended), index)
                parts.append(f"SELECT position FROM ({sql}) AS part{len(parts)}")
                params += values
        positions = self._by_identifier(filters, before)
        if parts:
            union = " UNION ".join(parts)
            sql = f"SELECT position FROM ({union}) AS matches ORDER BY position DESC LIMIT %s"
            with connection.cursor() as cursor:
                cursor.execute(sql, [*params, limit + len(ended)])
                positions |= {position for (position,) in cursor.fetchall()}
        positions -= ended | out_of_range(parse(filters.text), positions)
        return sorted(positions, reverse=True)[:limit]

    def counts(self, filters: Sequence[AdminFilters], most: int) -> list[int]:
        """Return how many articles match each, counted up to `most`. One query, one for marks."""
        columns: list[str] = []
        params: SQLParameters = []
        for one in filters:
            if one.marks and not one.text:
                columns.append(str(len(self._positions_of_marks(one))))
                continue
            ended = self._ended_among_live(one)
            if ended and one.text:
                columns.append(str(len(self.positions(one, most))))
                continue
            sums = ["0"]
            for index, resolved in self._queries(one):
                if resolved.since < resolved.until and resolved.positions != ():
                    sql, values = engine().statement(resolved, most + len(ended), index)
                    sums.append(f"(SELECT count(*) FROM ({sql}) AS counted)")
                    params += values
            columns.append(f"{' + '.join(sums)} - {len(ended)}")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(columns)}", params)
            return [min(count, most) for count in cursor.fetchone()]

    # --- the query --------------------------------------------------------------------------

    def _queries(self, filters: AdminFilters) -> Iterator[tuple[SearchIndex, ResolvedQuery]]:
        query = parse(filters.text)
        for resolved in self._alternatives(query, filters):
            if filters.state in ("", LIVE, SCHEDULED, ENDED):
                yield SearchIndex.PUBLISHED, self._in_time(resolved, filters.state)
            if filters.state not in (LIVE, SCHEDULED, ENDED):
                keys = ((status_key(filters.state),),) if filters.state else ()
                yield SearchIndex.UNPUBLISHED, replace(resolved, keys=(*resolved.keys, *keys))

    def _in_time(self, resolved: ResolvedQuery, state: str) -> ResolvedQuery:
        now = first_position(second_of(self.now) + 1)
        if state in (LIVE, ENDED):
            return replace(resolved, until=min(resolved.until, now))
        return replace(resolved, since=max(resolved.since, now)) if state else resolved

    def _alternatives(self, query: SearchQuery, filters: AdminFilters) -> Iterator[ResolvedQuery]:
        """Yield the query, and where its text is the name of a source, one for all its articles."""
        resolved = self._resolved(query, filters)
        if resolved is None:
            return
        yield resolved
        plain = [word for term in query.terms for word in term.words]
        if plain and not query.excluded:
            for pk, spellings in self._source_spellings:
                if plain in spellings:
                    keys = (*resolved.keys, (source_key(pk),))
                    yield replace(resolved, keys=keys, terms=())

    def _resolved(self, query: SearchQuery, filters: AdminFilters) -> ResolvedQuery | None:
        tags = [tag_id_by_name(name) for name in query.tags]
        categories, sources = (
            ids_by_name(Category, query.categories),
            ids_by_name(Source, query.sources),
        )
        if None in tags or (query.categories and not categories):
            return None
        if query.sources and not sources:
            return None
        langs = query_languages(query, filters.lang) if query.langs or query.excluded_langs else []
        excluded_keys = (
            *map(category_key, ids_by_name(Category, query.excluded_categories)),
            *map(source_key, ids_by_name(Source, query.excluded_sources)),
        )
        groups = [
            tuple(map(language_key, langs)),
            tuple(map(category_key, categories)),
            tuple(map(source_key, sources)),
            (language_key(filters.lang),) if filters.lang else (),
            (category_key(filters.category),) if filters.category else (),
            (source_key(filters.source),) if filters.source else (),
            (UNREVIEWED,) if filters.unreviewed else (),
        ]
        keys = tuple(group for group in groups if group)
        if (query.excluded or excluded_keys) and not keys and not query.terms:
            # An index cannot answer a query of exclusions alone.
            keys = (tuple(map(language_key, settings.SITE_LANGUAGES)),)
        resolved = ResolvedQuery(
            keys=keys,
            terms=query.terms,
            excluded=query.excluded,
            excluded_keys=excluded_keys,
            excluded_tags=tuple(pk for name in query.excluded_tags if (pk := tag_id_by_name(name))),
        )
        if query.after:
            resolved = replace(resolved, since=since_position(query.after))
        if query.before:
            resolved = replace(resolved, until=until_position(query.before))
        if filters.marks:
            resolved = replace(resolved, positions=tuple(sorted(self._positions_of_marks(filters))))
        elif filters.author:
            resolved = replace(resolved, positions=tuple(sorted(self._of_author(filters.author))))
        named = with_authors(resolved, query.authors)
        return named and with_tags(named, [tag for tag in tags if tag])

    def _by_identifier(self, filters: AdminFilters, before: int | None) -> set[int]:
        """Return the positions of articles with the text as external id, slug or address."""
        text = filters.text.strip()
        if not text or any(char.isspace() for char in text):
            return set()
        slug = text.rstrip("/").rsplit("/", 1)[-1]
        # The second condition is that of the index.
        by_id = Q(external_id=text) & ~Q(external_id=EMPTY)
        either = by_id | Q(lang__in=settings.SITE_LANGUAGES, slug=slug)
        rows = filtered(Article.objects.filter(either), filters, self.now)
        positions = _positions(rows.values_list(MOMENT, "pk")[:100])
        return {position for position in positions if before is None or position < before}

    def _positions_of_marks(self, filters: AdminFilters) -> set[int]:
        """Return the positions of articles with all given marks, which the index does not hold."""
        by_mark = [
            {
                position_of(article.published_at or article.created_at, article.pk)
                for name, article in [*self._marked, *self._by_translation(filters)]
                if name == mark and fits(article, filters, self.now)
            }
            for mark in filters.marks
        ]
        of_author = [self._of_author(filters.author)] if filters.author else []
        return set.intersection(*by_mark, *of_author)

    def _of_author(self, author: int) -> set[int]:
        """Return the positions of the newest articles of an author; one query for each author."""
        if author not in self._author_positions:
            self._author_positions[author] = author_positions([author])
        return self._author_positions[author]

    def _ended_among_live(self, filters: AdminFilters) -> set[int]:
        """Return the positions of ended articles that match all filters but that of live ones."""
        if not filters.holds_ended:
            return set()
        return self._positions_of_marks(replace(filters, state=ENDED))

    @cached_property
    def _marked(self) -> list[tuple[str, Article]]:
        """Articles that are pinned, ended or have pending changes, with that mark. One query."""
        pinned = Article.objects.pinned(self.now).values("pk")[:PINS]
        last = Article.objects.ended(self.now).order_by("-expires_at", "-pk").values("pk")[:PINS]
        pins: Any = Article.objects.filter(pk__in=pinned)
        ended: Any = Article.objects.filter(pk__in=last)
        changes: Any = PendingRevision.objects.newest(PINS)
        first, *others = (
            rows.order_by().values_list(Value(mark), *(f"{to}{name}" for name in _MARKED))
            for mark, to, rows in (
                ("pinned", "", pins),
                ("changes", "article__", changes),
                (str(ENDED), "", ended),
            )
        )
        return [
            (mark, Article(**dict(zip(_MARKED, values, strict=True))))
            for mark, *values in first.union(*others, all=True)
        ]

    def _by_translation(self, filters: AdminFilters) -> list[tuple[str, Article]]:
        """Articles by the state of their translations, with that mark: five queries for a choice,
        once for all counts of a page."""
        if filters.translation not in self._translated:
            ids = articles_with(filters.translation) if filters.translation else ()
            rows = Article.objects.filter(pk__in=ids).values_list(*_MARKED) if ids else ()
            self._translated[filters.translation] = [
                ("translation", Article(**dict(zip(_MARKED, values, strict=True))))
                for values in rows
            ]
        return self._translated[filters.translation]

    @cached_property
    def _source_spellings(self) -> list[tuple[int, list[list[str]]]]:
        rows = self._sources_read
        if rows is None:
            rows = list(Source.objects.values_list("pk", "key", "name"))
        return [(pk, [tokenize(spelling) for spelling in spellings]) for pk, *spellings in rows]


def _positions(rows: Iterable[tuple[dt.datetime, int]]) -> Iterator[int]:
    return (position_of(moment, pk) for moment, pk in rows)
