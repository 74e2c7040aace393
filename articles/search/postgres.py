"""Search in PostgreSQL: a `tsvector` and its GIN index.

A GIN index gives matches in no order, and all of them. So that the newest can be had without
the others, every entry also holds keys for its week and for its 4, 16 and 64 weeks: a search
looks into the newest weeks first, and further back only while it has too few. Each step is an
intersection inside the index, and reaches as far as those before it tell that it must.

For every story of a rare word GIN looks up each other key, and that is quick only where it has no
stories around it: a key of a span has some within the span, one of a language everywhere, at every
step. So the keys of spans are there a second time with the language, and a step asks for those.

The vector is made from words that articles/lib/tokens.py made, not by PostgreSQL's parser and
dictionaries, so that no locale of a server changes an answer. Triggers on the table of articles
keep it true in the transaction of every change.

Only published articles are in this index, so that a question of readers cannot find another. All
others are in a second one of the same make, `articles_unpublished`, which only the desk asks.
"""

from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from articles.search.postgres_functions import (
    TAKES,
    VECTOR,
    document,
    empty,
    matches,
    sync,
    vocabulary,
)
from articles.search.query import SearchTerm
from articles.search.resolved_query import (
    INDEXES,
    PUBLISHED,
    EngineAnswer,
    IndexEntry,
    ResolvedQuery,
    SearchIndex,
)

_TABLE = (
    "CREATE TABLE {name} (place bigint PRIMARY KEY, title text NOT NULL, lead text NOT NULL, "
    "words tsvector NOT NULL)"
)
# What is written waits in a list that every search must read: it is kept short.
_INDEX = "CREATE INDEX ON {name} USING gin (words) WITH (gin_pending_list_limit = 256)"
_VOCABULARY = (
    'CREATE TABLE articles_search_vocabulary (word text COLLATE "C", mirror text COLLATE "C")',
    "CREATE INDEX ON articles_search_vocabulary (word)",
    "CREATE INDEX ON articles_search_vocabulary (mirror)",
)
_COLUMNS = (
    "lang", "status", "published_at", "category_id", "source_id", "risk",
    "words_title", "words_lead", "words_body",
)  # fmt: skip
_NEWEST_TAKES = [parameter.split()[1] for parameter in TAKES.split(", ")]
# Of the type that the function takes.
_NO_LIMIT = (1 << 31) - 1
_WATCHED = ", ".join(_COLUMNS)
_CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _COLUMNS)


def _triggers(index: SearchIndex) -> dict[str, str]:
    follow = f"EXECUTE FUNCTION {index.name}_sync()"
    return {
        f"{index.name}_insert": f"AFTER INSERT OR DELETE ON articles_article FOR EACH ROW {follow}",
        f"{index.name}_update": f"AFTER UPDATE OF {_WATCHED} ON articles_article "
        f"FOR EACH ROW WHEN (({index.is_in('OLD')} OR {index.is_in('NEW')}) AND ({_CHANGED})) "
        f"{follow}",
        f"{index.name}_truncate": "AFTER TRUNCATE ON articles_article "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {index.name}_empty()",
    }


_TRIGGERS = {name: when for index in INDEXES for name, when in _triggers(index).items()}


def is_installed() -> bool:
    """Whether all tables, triggers and functions stand, and are of today's make."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'articles_%%'", [])
        names = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT to_regclass(name) IS NOT NULL "
            "AND to_regprocedure(name || '_newest(' || %s || ')') IS NOT NULL "
            "FROM unnest(%s::text[]) AS name",
            [", ".join(_NEWEST_TAKES), [index.name for index in INDEXES]],
        )
        stand = all(stands for (stands,) in cursor.fetchall())
    return stand and names >= set(_TRIGGERS)


def install() -> None:
    """Make tables, functions and triggers afresh, empty."""
    remove()
    with transaction.atomic(), connection.cursor() as cursor:
        for made in (*_VOCABULARY, VECTOR):
            cursor.execute(made)
        for index in INDEXES:
            made_of = (sync(index), matches(index), empty(index))
            for made in (_TABLE.format(name=index.name), *made_of):
                cursor.execute(made)
            cursor.execute(_INDEX.format(name=index.name))
        for name, when in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {when}")


def remove() -> None:
    """Take tables, functions and triggers away."""
    with transaction.atomic(), connection.cursor() as cursor:
        for index in INDEXES:
            for function in ("sync", "empty", "newest"):
                cursor.execute(f"DROP FUNCTION IF EXISTS {index.name}_{function} CASCADE")
            cursor.execute(f"DROP TABLE IF EXISTS {index.name}")
        cursor.execute("DROP FUNCTION IF EXISTS articles_search_vector")
        cursor.execute("DROP TABLE IF EXISTS articles_search_vocabulary")


def rebuild() -> None:
    """Fill the indexes from the articles, from nothing. Readers search in the old one meanwhile;
    writers wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE articles_article IN SHARE MODE")
        for index in INDEXES:
            fresh = f"{index.name}_fresh"
            cursor.execute(_TABLE.format(name=fresh))
            cursor.execute(
                f"INSERT INTO {fresh} SELECT d.* FROM articles_article a, "
                f"LATERAL ({document(index, 'a')}) d WHERE {index.is_in('a')} ORDER BY 1"
            )
            cursor.execute(_INDEX.format(name=fresh))
        cursor.execute("DELETE FROM articles_search_vocabulary")
        entries = "(SELECT title AS words_title, lead AS words_lead FROM articles_search_fresh) a,"
        cursor.execute(vocabulary("a", entries))
        for index in INDEXES:
            cursor.execute(f"DROP TABLE {index.name}")
            cursor.execute(f"ALTER TABLE {index.name}_fresh RENAME TO {index.name}")
            cursor.execute(f"ANALYZE {index.name}")


def newest(question: ResolvedQuery, limit: int, looked_at: int) -> EngineAnswer:
    """The newest `limit` matches; where each story must be looked at, of the newest `looked_at`."""
    sql, params = statement(question, limit, looked_at=looked_at)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    # A place without a story says how far the search went.
    reached = rows.pop()[0] if rows and rows[-1][1] is None else None
    return EngineAnswer(tuple(IndexEntry(*row) for row in rows), reached)


def statement(
    question: ResolvedQuery, limit: int, index: SearchIndex = PUBLISHED, looked_at: int = _NO_LIMIT
) -> tuple[str, list[Any]]:
    """The SQL and parameters of the newest `limit` matches, and of one row more without a title
    where no more than `looked_at` stories were to be looked at."""
    phrases = " & ".join(map(_text, question.phrases))
    places = ", ".join(["%s"] * len(_NEWEST_TAKES))
    return f"SELECT place, title, lead FROM {index.name}_newest({places})", [
        tsquery(question.loose),
        tsquery(_weekly(question.loose)),
        phrases,
        question.since,
        question.until,
        None if question.places is None else list(question.places),
        question.led_by,
        list(question.tags),
        list(question.excluded_tags),
        limit,
        looked_at if question.looks else limit,
    ]


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
