"""How the desk finds stories: in every state, newest first, from any position on.

A list of the desk is one question to both indexes, whatever its filters: each filter is one more
word there, so every page of every list costs the same. Readers' questions never come here.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from articles.db.compiled_queries import instance
from articles.lib.tokens import tokenize
from articles.models import Article, Category, PendingRevision, Source
from articles.querysets import EMPTY, ArticleQuerySet
from articles.search.engine import engine
from articles.search.index_position import first_position, position_of, second_of
from articles.search.name_lookup import (
    ids_by_name,
    midnight,
    query_languages,
    tag_id_by_name,
    with_tags,
)
from articles.search.query import SearchQuery, parse
from articles.search.resolved_query import (
    UNREVIEWED,
    ResolvedQuery,
    SearchIndex,
    category_key,
    language_key,
    source_key,
    status_key,
)
from articles.workflow import Status

LIVE, SCHEDULED = "live", "scheduled"
STATES = (
    str(Status.IN_REVIEW),
    str(Status.DRAFT),
    SCHEDULED,
    LIVE,
    str(Status.RETRACTED),
)
# More pins, or changes that wait, than these are no choice of an editor.
PINS = 1000
# Where a story stands in time: when it is or was published, and before that when it was made.
MOMENT = Coalesce("published_at", "created_at")
# What tells whether a story with a mark fits a list.
_MARKED = (
    "id", "published_at", "created_at", "status", "lang", "category_id", "source_id", "risk",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AdminFilters:
    """What a list of the desk is asked for; everything that is given must hold.

    `text` is in the language of `articles.search.query`. `state` is one of STATES. `changes`:
    live, with a newer text that readers do not see yet. `unreviewed`: a machine's text that
    nobody answers for.
    """

    text: str = ""
    state: str = ""
    pinned: bool = False
    changes: bool = False
    unreviewed: bool = False
    lang: str = ""
    category: int | None = None
    source: int | None = None

    @property
    def marks(self) -> list[str]:
        """What is asked for that only few stories have."""
        return [name for name in ("pinned", "changes") if getattr(self, name)]


class AdminSearch:
    """Questions of one request, at one moment.

    `publishers`: (id, key, name) of all, where the caller knows them.
    """

    def __init__(
        self, now: dt.datetime, publishers: Sequence[tuple[int, str, str]] | None = None
    ) -> None:
        self.now = now
        self._known = publishers

    def positions(self, wanted: AdminFilters, limit: int, before: int | None = None) -> list[int]:
        """The positions of the newest `limit` stories, newest first, of those before `before`.

        One query, and one more each for marks, names and what may be an id.
        """
        if wanted.marks and not wanted.text:
            marked = self._positions_of_marks(wanted)
            return sorted((p for p in marked if before is None or p < before), reverse=True)[:limit]
        parts: list[str] = []
        params: list[Any] = []
        for index, question in self._questions(wanted):
            if before is not None:
                question = replace(question, until=min(question.until, before))
            if question.since < question.until and question.positions != ():
                sql, given = engine().statement(question, limit, index)
                parts.append(f"SELECT position FROM ({sql}) AS part{len(parts)}")
                params += given
        found = self._called(wanted, before)
        if parts:
            together = " UNION ".join(parts)
            sql = f"SELECT position FROM ({together}) AS found ORDER BY position DESC LIMIT %s"
            with connection.cursor() as cursor:
                cursor.execute(sql, [*params, limit])
                found |= {position for (position,) in cursor.fetchall()}
        return sorted(found, reverse=True)[:limit]

    def counts(self, wanted: Sequence[AdminFilters], most: int) -> list[int]:
        """How many stories each finds, counted up to `most`. One query, and one for marks."""
        columns: list[str] = []
        params: list[Any] = []
        for one in wanted:
            if one.marks and not one.text:
                columns.append(str(len(self._positions_of_marks(one))))
                continue
            sums = ["0"]
            for index, question in self._questions(one):
                if question.since < question.until and question.positions != ():
                    sql, given = engine().statement(question, most, index)
                    sums.append(f"(SELECT count(*) FROM ({sql}) AS counted)")
                    params += given
            columns.append(" + ".join(sums))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(columns)}", params)
            return [min(count, most) for count in cursor.fetchone()]

    # --- the question -----------------------------------------------------------------------

    def _questions(self, wanted: AdminFilters) -> Iterator[tuple[SearchIndex, ResolvedQuery]]:
        query = parse(wanted.text)
        for question in self._alternatives(query, wanted):
            if wanted.state in ("", LIVE, SCHEDULED):
                yield SearchIndex.PUBLISHED, self._in_time(question, wanted.state)
            if wanted.state not in (LIVE, SCHEDULED):
                keys = ((status_key(wanted.state),),) if wanted.state else ()
                yield SearchIndex.UNPUBLISHED, replace(question, keys=(*question.keys, *keys))

    def _in_time(self, question: ResolvedQuery, state: str) -> ResolvedQuery:
        now = first_position(second_of(self.now) + 1)
        if state == LIVE:
            return replace(question, until=min(question.until, now))
        return replace(question, since=max(question.since, now)) if state else question

    def _alternatives(self, query: SearchQuery, wanted: AdminFilters) -> Iterator[ResolvedQuery]:
        """The question itself; and where it is the name of a publisher, all of its stories."""
        question = self._question(query, wanted)
        if question is None:
            return
        yield question
        plain = [word for term in query.terms for word in term.words]
        if plain and not query.excluded:
            for pk, spellings in self._publishers:
                if plain in spellings:
                    keys = (*question.keys, (source_key(pk),))
                    yield replace(question, keys=keys, terms=())

    def _question(self, query: SearchQuery, wanted: AdminFilters) -> ResolvedQuery | None:
        tags = [tag_id_by_name(name) for name in query.tags]
        categories, sources = (
            ids_by_name(Category, query.categories),
            ids_by_name(Source, query.sources),
        )
        if None in tags or (query.categories and not categories):
            return None
        if query.sources and not sources:
            return None
        spoken = query_languages(query, wanted.lang) if query.langs or query.excluded_langs else []
        refused = (
            *map(category_key, ids_by_name(Category, query.excluded_categories)),
            *map(source_key, ids_by_name(Source, query.excluded_sources)),
        )
        groups = [
            tuple(map(language_key, spoken)),
            tuple(map(category_key, categories)),
            tuple(map(source_key, sources)),
            (language_key(wanted.lang),) if wanted.lang else (),
            (category_key(wanted.category),) if wanted.category else (),
            (source_key(wanted.source),) if wanted.source else (),
            (UNREVIEWED,) if wanted.unreviewed else (),
        ]
        keys = tuple(group for group in groups if group)
        if (query.excluded or refused) and not keys and not query.terms:
            # "Without" must be said of something.
            keys = (tuple(map(language_key, settings.SITE_LANGUAGES)),)
        question = ResolvedQuery(
            keys=keys,
            terms=query.terms,
            excluded=query.excluded,
            excluded_keys=refused,
            excluded_tags=tuple(pk for name in query.excluded_tags if (pk := tag_id_by_name(name))),
        )
        if query.after:
            question = replace(question, since=first_position(midnight(query.after)))
        if query.before:
            question = replace(question, until=first_position(midnight(query.before)))
        if wanted.marks:
            question = replace(question, positions=tuple(sorted(self._positions_of_marks(wanted))))
        return with_tags(question, [tag for tag in tags if tag])

    def _called(self, wanted: AdminFilters, before: int | None) -> set[int]:
        """Stories whose external id, address or word of address was pasted."""
        text = wanted.text.strip()
        if not text or any(char.isspace() for char in text):
            return set()
        slug = text.rstrip("/").rsplit("/", 1)[-1]
        # The second condition is that of the index.
        by_id = Q(external_id=text) & ~Q(external_id=EMPTY)
        called = by_id | Q(lang__in=settings.SITE_LANGUAGES, slug=slug)
        rows = _filtered(Article.objects.filter(called), wanted, self.now)
        positions = _positions(rows.values_list(MOMENT, "pk")[:100])
        return {position for position in positions if before is None or position < before}

    def _positions_of_marks(self, wanted: AdminFilters) -> set[int]:
        """Of the stories with all marks that are asked for: of few rows, the index is not."""
        found = [
            {
                position_of(article.published_at or article.created_at, article.pk)
                for name, article in self._marked
                if name == mark and _fits(article, wanted)
            }
            for mark in wanted.marks
        ]
        return set.intersection(*found)

    @cached_property
    def _marked(self) -> list[tuple[str, Article]]:
        """Pins, and stories with changes that wait, each with its mark. One query."""
        pinned = Article.objects.pinned(self.now).values("pk")[:PINS]
        # From the newest changes to their stories, never from all live stories to their changes.
        newest = PendingRevision.objects.order_by("-pk").values("pk")[:PINS]
        pins: Any = Article.objects.filter(pk__in=pinned)
        changes: Any = PendingRevision.objects.filter(pk__in=newest)
        first, second = (
            rows.order_by().values_list(Value(mark), *(f"{to}{name}" for name in _MARKED))
            for mark, to, rows in (("pinned", "", pins), ("changes", "article__", changes))
        )
        return [
            (mark, instance(Article, dict(zip(_MARKED, values, strict=True))))
            for mark, *values in first.union(second, all=True)
        ]

    @cached_property
    def _publishers(self) -> list[tuple[int, list[list[str]]]]:
        rows = self._known
        if rows is None:
            rows = list(Source.objects.values_list("pk", "key", "name"))
        return [(pk, [tokenize(spelt) for spelt in spellings]) for pk, *spellings in rows]


def _fits(article: Article, wanted: AdminFilters) -> bool:
    """As `_filtered`, of a story with a mark."""
    state = LIVE if article.is_live else SCHEDULED if article.is_scheduled else article.status
    return (
        wanted.state in ("", state)
        and wanted.lang in ("", article.lang)
        and wanted.category in (None, article.category_id)
        and wanted.source in (None, article.source_id)
        and (article.risk > 0 or not wanted.unreviewed)
        and (article.is_live or not wanted.changes)
    )


def _filtered(rows: ArticleQuerySet, wanted: AdminFilters, now: dt.datetime) -> ArticleQuerySet:
    if wanted.state == LIVE:
        rows = rows.live(now)
    elif wanted.state == SCHEDULED:
        rows = rows.scheduled(now)
    elif wanted.state:
        rows = rows.filter(status=wanted.state)
    if wanted.pinned:
        rows = rows.pinned(now)
    if wanted.changes:
        rows = rows.live(now).filter(pending__isnull=False)
    if wanted.unreviewed:
        rows = rows.filter(risk__gt=0)
    columns = {"lang": wanted.lang, "category": wanted.category, "source": wanted.source}
    return rows.filter(**{name: value for name, value in columns.items() if value})


def _positions(rows: Iterable[Any]) -> Iterator[int]:
    return (position_of(moment, pk) for moment, pk in rows)
