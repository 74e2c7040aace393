"""Search in SQLite: FTS5.

`articles_search_words` is the index. It keeps no text, and its rowid is the position of the
article (articles/search/index_position.py), so that FTS5's own order, newest rowid first, is
the order of time and the newest matches are read without looking at the others. `articles_search`
keeps the title and lead of each for ranking, side by side in the same order.

Triggers on the table of articles keep both true in the transaction of every change, whoever
makes it: forms, bulk writes, SQL by hand. `articles/migrations/search_index/` makes them.

Only published articles are in this index, so that a reader's query cannot find another. All
others are in a second one of the same make, `articles_unpublished`, which only the admin searches.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from articles.search.index_position import ID_MASK
from articles.search.query import SearchTerm
from articles.search.ranking import needle
from articles.search.resolved_query import (
    EngineAnswer,
    IndexEntry,
    ResolvedQuery,
    SearchIndex,
)


def newest(question: ResolvedQuery, limit: int, examined: int) -> EngineAnswer:
    """The newest `limit` matches; where each story must be looked at, of the newest `examined`."""
    with connection.cursor() as cursor:
        reached = None
        if question.examines_articles:
            cursor.execute(*_last_of(question, examined))
            (reached,) = cursor.fetchone() or (None,)
        cursor.execute(*statement(question, limit, reached=reached))
        entries = tuple(IndexEntry(*row) for row in cursor.fetchall())
    return EngineAnswer(entries, reached if len(entries) < limit else None)


def statement(
    question: ResolvedQuery,
    limit: int,
    index: SearchIndex = SearchIndex.PUBLISHED,
    reached: int | None = None,
) -> tuple[str, list[Any]]:
    """The SQL and parameters of the newest `limit` matches, from the position `reached` on."""
    asked = match(question)
    # CROSS JOIN: what is on the left leads; the others are read at the places it gives.
    source, position = f"{index} AS s", "s.position"
    article = f"{index}_entry AS a ON a.id = s.position & {ID_MASK}"
    conditions: list[str] = []
    params: list[Any] = []
    # FTS5 is slow to begin, so it is not asked for one story after the other.
    if question.positions is not None:
        source = (
            f"json_each(%s) AS j CROSS JOIN {source} ON s.position = j.value CROSS JOIN {article}"
        )
        params.append(json.dumps(question.positions))
        conditions += _holds(question, params)
    elif question.leading_tag is not None:
        source = (
            f"articles_taggedarticle AS l CROSS JOIN {index}_entry AS a "
            f"ON a.id = l.content_object_id CROSS JOIN {source} ON s.position = a.position"
        )
        conditions += ["l.tag_id = %s", *_holds(question, params)]
        params.insert(0, question.leading_tag)
    elif asked:
        position = "w.rowid"
        source = f"{index}_words AS w CROSS JOIN {source} ON s.position = w.rowid"
        conditions.append(f"w.{index}_words MATCH %s")
        if reached is not None and question.phrases:
            # FTS5 goes on to the next position where words stand side by side, however far.
            source = f"{source} CROSS JOIN {article}"
            params.append(match(question.loose))
            conditions += [_says(term, params) for term in question.phrases]
        else:
            params.append(asked)
    conditions += [f"{position} >= %s", f"{position} < %s"]
    params += [max(question.since, reached or 0), question.until]
    for tag, negation in (
        *((tag, "") for tag in question.tags),
        *((tag, "NOT ") for tag in question.excluded_tags),
    ):
        conditions.append(
            f"{negation}EXISTS (SELECT 1 FROM articles_taggedarticle AS l "
            f"WHERE l.content_object_id = {position} & {ID_MASK} AND l.tag_id = %s)"
        )
        params.append(tag)
    sql = (
        f"SELECT s.position, s.title, s.lead FROM {source} "
        f"WHERE {' AND '.join(conditions)} ORDER BY {position} DESC LIMIT %s"
    )
    return sql, [*params, limit]


def _last_of(question: ResolvedQuery, examined: int) -> tuple[str, list[Any]]:
    """The position of the last story that is looked at; none where there are fewer."""
    table = f"{SearchIndex.PUBLISHED}_words"
    sql = (
        f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid >= %s AND rowid < %s "
        "ORDER BY rowid DESC LIMIT 1 OFFSET %s"
    )
    return sql, [match(question.loose), question.since, question.until, examined - 1]


def _holds(question: ResolvedQuery, params: list[Any]) -> Iterator[str]:
    """What `match()` asks of the index, as conditions on the article itself."""
    yield from (_says(term, params) for term in question.terms)
    yield from (f"NOT {_says(term, params)}" for term in question.excluded)
    refused = ((key,) for key in question.excluded_keys)
    for keys, negation in (*((k, "") for k in question.keys), *((k, "NOT ") for k in refused)):
        params += [f" {key} " for key in keys]
        has = "instr(' ' || a.keys || ' ', %s)"
        yield f"{negation}({' OR '.join([has] * len(keys))})"


def _says(term: SearchTerm, params: list[Any]) -> str:
    params.append(needle(term))
    # Two blanks keep a phrase from running from the title into the text.
    return "instr(' ' || a.title || '  ' || a.lead || '  ' || a.body || ' ', %s)"


def match(question: ResolvedQuery) -> str:
    """The question in the language of FTS5; empty when it asks for all. Words are letters and
    digits, so nothing of what was typed can mean more than itself there."""
    wanted = [_text(question.terms, " AND ")] if question.terms else []
    wanted += [_keys(keys) for keys in question.keys]
    refused = [_text(question.excluded, " OR ")] if question.excluded else []
    refused += [_keys(question.excluded_keys)] if question.excluded_keys else []
    asked = " AND ".join(wanted)
    return f"({asked}) NOT ({' OR '.join(refused)})" if refused else asked


def _text(terms: tuple[SearchTerm, ...], between: str) -> str:
    phrases = (f'"{" ".join(term.words)}"' + (" *" if term.prefix else "") for term in terms)
    return f"({{title lead body}} : ({between.join(phrases)}))"


def _keys(keys: tuple[str, ...]) -> str:
    return "(keys : (" + " OR ".join(f'"{key}"' for key in keys) + "))"
