"""Search in PostgreSQL: a `tsvector` and its GIN index.

A GIN index gives matches in no order, and all of them. To read the newest without the others,
every entry also holds keys for its week and for its 4, 16 and 64 weeks: a search looks into the
newest weeks first, and further back only while it has too few matches. Each step is an
intersection inside the index, and its span follows from the number of matches so far.

For every entry of a rare word GIN looks up each other key, which is quick only where that key has
no entries nearby: a key of a span has some within the span, one of a language everywhere, at every
step. So the keys of spans are there a second time with the language, and a step asks for those.

The vector is made from words that articles/lib/tokens.py made, not by PostgreSQL's parser and
dictionaries, so that no locale of a server changes an answer. Triggers on the table of articles
keep it true in the transaction of every change. `articles/migrations/search_index/` makes them,
and the function `<index>_newest()`, which takes the steps.

Only published articles are in this index, so that a reader's query cannot find another. All
others are in a second one of the same make, `articles_unpublished`, which only the admin searches.
"""

from dataclasses import replace

from django.db import connection

from articles.search.query import SearchTerm
from articles.search.resolved_query import (
    EngineAnswer,
    IndexEntry,
    ResolvedQuery,
    SearchIndex,
    SQLParameters,
)

# Of the type that the function takes.
_NO_LIMIT = (1 << 31) - 1


def newest(query: ResolvedQuery, limit: int, examined: int) -> EngineAnswer:
    """Return the newest `limit` matches. One query.

    Where `query.examines_articles`, only the newest `examined` entries with the words are examined.
    """
    sql, params = statement(query, limit, examined=examined)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    # A position without a title says how far the search went.
    reached = rows.pop()[0] if rows and rows[-1][1] is None else None
    return EngineAnswer(tuple(IndexEntry(*row) for row in rows), reached)


def statement(
    query: ResolvedQuery,
    limit: int,
    index: SearchIndex = SearchIndex.PUBLISHED,
    examined: int = _NO_LIMIT,
) -> tuple[str, SQLParameters]:
    """Return SQL and parameters of the newest `limit` matches.

    The last row has no title where the search ended after `examined` entries.
    """
    phrases = " & ".join(map(_text, query.phrases))
    params: SQLParameters = [
        tsquery(query.loose),
        tsquery(_weekly(query.loose)),
        phrases,
        query.since,
        query.until,
        None if query.positions is None else list(query.positions),
        query.leading_tag,
        list(query.tags),
        list(query.excluded_tags),
        limit,
        examined if query.examines_articles else limit,
    ]
    placeholders = ", ".join(["%s"] * len(params))
    return (
        f"SELECT at_position AS position, title, lead FROM {index}_newest({placeholders})",
        params,
    )


def _weekly(query: ResolvedQuery) -> ResolvedQuery:
    """Return the query of one step, with blanks for its weeks; their keys hold the languages."""
    languages = next((keys for keys in query.keys if keys[0].startswith("l")), ("",))
    others = tuple(keys for keys in query.keys if keys is not languages)
    weeks = tuple(f"%1$s.%{number}$s{key}" for key in languages for number in (2, 3))
    return replace(query, keys=(*others, weeks))


def tsquery(query: ResolvedQuery) -> str:
    """Return the query in the language of `tsquery`; empty when every entry matches.

    Words are letters and digits, so no text that was typed can be an operator there.
    """
    required = [_text(term) for term in query.terms]
    required += [_keys(keys) for keys in query.keys]
    required += [f"!({_text(term)})" for term in query.excluded]
    required += [f"!{_keys((key,))}" for key in query.excluded_keys]
    return " & ".join(required)


def _text(term: SearchTerm) -> str:
    words = " <-> ".join(f"'{word}'" for word in term.words)
    return f"({words}{':*' if term.prefix else ''})"


def _keys(keys: tuple[str, ...]) -> str:
    return "(" + " | ".join(f"'={key}'" for key in keys) + ")"
