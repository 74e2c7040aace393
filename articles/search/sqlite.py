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

from django.db import connection

from articles.search.index_position import ID_MASK
from articles.search.query import SearchTerm
from articles.search.ranking import needle
from articles.search.resolved_query import (
    EngineAnswer,
    IndexEntry,
    ResolvedQuery,
    SearchIndex,
    SQLParameters,
)


def newest(query: ResolvedQuery, limit: int, examined: int) -> EngineAnswer:
    """Return the newest `limit` matches. One query, and one more for `query.examines_articles`.

    Then only the newest `examined` entries with the words are examined.
    """
    with connection.cursor() as cursor:
        reached = None
        if query.examines_articles:
            cursor.execute(*_last_of(query, examined))
            (reached,) = cursor.fetchone() or (None,)
        cursor.execute(*statement(query, limit, reached=reached))
        entries = tuple(IndexEntry(*row) for row in cursor.fetchall())
    return EngineAnswer(entries, reached if len(entries) < limit else None)


def statement(
    query: ResolvedQuery,
    limit: int,
    index: SearchIndex = SearchIndex.PUBLISHED,
    reached: int | None = None,
) -> tuple[str, SQLParameters]:
    """Return SQL and parameters of the newest `limit` matches, from the position `reached` on."""
    fts_query = match(query)
    # CROSS JOIN: SQLite reads the left table first, and the others at the positions it gives.
    source, position = f"{index} AS s", "s.position"
    article = f"{index}_entry AS a ON a.id = s.position & {ID_MASK}"
    conditions: list[str] = []
    params: SQLParameters = []
    # FTS5 is slow to begin, so it is not used for one article after the other.
    if query.positions is not None:
        source = (
            f"json_each(%s) AS j CROSS JOIN {source} ON s.position = j.value CROSS JOIN {article}"
        )
        params.append(json.dumps(query.positions))
        conditions += _holds(query, params)
    elif query.leading_tag is not None:
        source = (
            f"articles_taggedarticle AS l CROSS JOIN {index}_entry AS a "
            f"ON a.id = l.content_object_id CROSS JOIN {source} ON s.position = a.position"
        )
        conditions += ["l.tag_id = %s", *_holds(query, params)]
        params.insert(0, query.leading_tag)
    elif fts_query:
        position = "w.rowid"
        source = f"{index}_words AS w CROSS JOIN {source} ON s.position = w.rowid"
        conditions.append(f"w.{index}_words MATCH %s")
        if reached is not None and query.phrases:
            # With the phrase FTS5 would read on to the next match of it, however far.
            source = f"{source} CROSS JOIN {article}"
            params.append(match(query.loose))
            conditions += [_contains(term, params) for term in query.phrases]
        else:
            params.append(fts_query)
    conditions += [f"{position} >= %s", f"{position} < %s"]
    params += [max(query.since, reached or 0), query.until]
    conditions += _tagged(query, position, params)
    sql = (
        f"SELECT s.position, s.title, s.lead FROM {source} "
        f"WHERE {' AND '.join(conditions)} ORDER BY {position} DESC LIMIT %s"
    )
    return sql, [*params, limit]


def _tagged(query: ResolvedQuery, position: str, params: SQLParameters) -> list[str]:
    """Return conditions of the tags that an article has and has not; append their parameters."""
    link = (
        "EXISTS (SELECT 1 FROM articles_taggedarticle AS l "
        f"WHERE l.content_object_id = {position} & {ID_MASK} AND l.tag_id = %s)"
    )
    params += [*query.tags, *query.excluded_tags]
    return [link for _tag in query.tags] + [f"NOT {link}" for _tag in query.excluded_tags]


def _last_of(query: ResolvedQuery, examined: int) -> tuple[str, SQLParameters]:
    """Return SQL and parameters of the position of the last entry that is examined."""
    table = f"{SearchIndex.PUBLISHED}_words"
    sql = (
        f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid >= %s AND rowid < %s "
        "ORDER BY rowid DESC LIMIT 1 OFFSET %s"
    )
    return sql, [match(query.loose), query.since, query.until, examined - 1]


def _holds(query: ResolvedQuery, params: SQLParameters) -> Iterator[str]:
    """Yield the conditions of `match()` on the entry of an article instead of the index."""
    yield from (_contains(term, params) for term in query.terms)
    yield from (f"NOT {_contains(term, params)}" for term in query.excluded)
    excluded = ((key,) for key in query.excluded_keys)
    for keys, negation in (*((k, "") for k in query.keys), *((k, "NOT ") for k in excluded)):
        params += [f" {key} " for key in keys]
        has = "instr(' ' || a.keys || ' ', %s)"
        yield f"{negation}({' OR '.join([has] * len(keys))})"


def _contains(term: SearchTerm, params: SQLParameters) -> str:
    params.append(needle(term))
    # Two blanks keep a phrase from running from the title into the text.
    return "instr(' ' || a.title || '  ' || a.lead || '  ' || a.body || ' ', %s)"


def match(query: ResolvedQuery) -> str:
    """Return the query in the language of FTS5; empty when every entry matches.

    Words are letters and digits, so no text that was typed can be an operator there.
    """
    required = [_text(query.terms, " AND ")] if query.terms else []
    required += [_keys(keys) for keys in query.keys]
    excluded = [_text(query.excluded, " OR ")] if query.excluded else []
    excluded += [_keys(query.excluded_keys)] if query.excluded_keys else []
    fts_query = " AND ".join(required)
    return f"({fts_query}) NOT ({' OR '.join(excluded)})" if excluded else fts_query


def _text(terms: tuple[SearchTerm, ...], between: str) -> str:
    phrases = (f'"{" ".join(term.words)}"' + (" *" if term.prefix else "") for term in terms)
    return f"({{title lead body}} : ({between.join(phrases)}))"


def _keys(keys: tuple[str, ...]) -> str:
    return "(keys : (" + " OR ".join(f'"{key}"' for key in keys) + "))"
