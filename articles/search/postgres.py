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
from typing import Any

from django.db import connection

from articles.search.query import SearchTerm
from articles.search.resolved_query import EngineAnswer, IndexEntry, ResolvedQuery, SearchIndex

# Of the type that the function takes.
_NO_LIMIT = (1 << 31) - 1


def newest(question: ResolvedQuery, limit: int, examined: int) -> EngineAnswer:
    """The newest `limit` matches; where each story must be looked at, of the newest `examined`."""
    sql, params = statement(question, limit, examined=examined)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    # A position without a story says how far the search went.
    reached = rows.pop()[0] if rows and rows[-1][1] is None else None
    return EngineAnswer(tuple(IndexEntry(*row) for row in rows), reached)


def statement(
    question: ResolvedQuery,
    limit: int,
    index: SearchIndex = SearchIndex.PUBLISHED,
    examined: int = _NO_LIMIT,
) -> tuple[str, list[Any]]:
    """The SQL and parameters of the newest `limit` matches, and of one row more without a title
    where no more than `examined` stories were to be looked at."""
    phrases = " & ".join(map(_text, question.phrases))
    params = [
        tsquery(question.loose),
        tsquery(_weekly(question.loose)),
        phrases,
        question.since,
        question.until,
        None if question.positions is None else list(question.positions),
        question.leading_tag,
        list(question.tags),
        list(question.excluded_tags),
        limit,
        examined if question.examines_articles else limit,
    ]
    placeholders = ", ".join(["%s"] * len(params))
    return (
        f"SELECT at_position AS position, title, lead FROM {index}_newest({placeholders})",
        params,
    )


def _weekly(question: ResolvedQuery) -> ResolvedQuery:
    """The question of one step, with blanks for its weeks: their keys hold the languages, too."""
    spoken = next((keys for keys in question.keys if keys[0].startswith("l")), ("",))
    others = tuple(keys for keys in question.keys if keys is not spoken)
    weeks = tuple(f"%1$s.%{number}$s{key}" for key in spoken for number in (2, 3))
    return replace(question, keys=(*others, weeks))


def tsquery(question: ResolvedQuery) -> str:
    """The question in the language of `tsquery`; empty when it asks for all. Words are letters
    and digits, so nothing of what was typed can mean more than itself there."""
    wanted = [_text(term) for term in question.terms]
    wanted += [_keys(keys) for keys in question.keys]
    wanted += [f"!({_text(term)})" for term in question.excluded]
    wanted += [f"!{_keys((key,))}" for key in question.excluded_keys]
    return " & ".join(wanted)


def _text(term: SearchTerm) -> str:
    words = " <-> ".join(f"'{word}'" for word in term.words)
    return f"({words}{':*' if term.prefix else ''})"


def _keys(keys: tuple[str, ...]) -> str:
    return "(" + " | ".join(f"'={key}'" for key in keys) + ")"
