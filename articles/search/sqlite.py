"""Search in SQLite: FTS5.

`articles_search_words` is the index. It keeps no text, and its rowid is the place of the
article (articles/search/place.py), so that FTS5's own order, newest rowid first, is the order of
time and the newest thousand matches are read without looking at the others. `articles_search`
keeps the title and lead of each for ranking, side by side in the same order.

Triggers on the table of articles keep both true in the transaction of every change, whoever
makes it: forms, bulk writes, SQL by hand. Only published articles are in the index.
"""

import json
from typing import Any

from django.db import connection, transaction

from articles.search.place import ID_BITS, ID_MASK, LAST_SECOND
from articles.search.query import Term
from articles.search.question import Entry, Question

# Words are made by articles/search/words.py. FTS5 need only split them at blanks: its tokenizer
# `ascii` takes every character beyond ASCII for a letter.
_TABLES = (
    "CREATE TABLE articles_search (place INTEGER PRIMARY KEY, title TEXT, lead TEXT)",
    "CREATE VIRTUAL TABLE articles_search_words USING fts5("
    "title, lead, body, keys, content='', tokenize='ascii', prefix='3')",
    "CREATE TABLE articles_search_vocabulary (word TEXT PRIMARY KEY, mirror TEXT) WITHOUT ROWID",
    "CREATE INDEX articles_search_mirror ON articles_search_vocabulary (mirror)",
)
_COLUMNS = (
    "lang", "status", "published_at", "category_id", "source_id",
    "words_title", "words_lead", "words_body",
)  # fmt: skip


def _place(row: str) -> str:
    second = f"CAST(strftime('%s', substr({row}.published_at, 1, 19)) AS INTEGER)"
    return f"((min(max({second}, 0), {LAST_SECOND}) << {ID_BITS}) | {row}.id)"


def _document(row: str) -> str:
    keys = (
        f"'l' || replace(lower({row}.lang), '-', '') "
        f"|| coalesce(' c' || {row}.category_id, '') || coalesce(' s' || {row}.source_id, '')"
    )
    return f"{_place(row)}, {row}.words_title, {row}.words_lead, {row}.words_body, {keys}"


def _vocabulary(row: str, rows: str = "") -> str:
    mirror = " || ".join(f"substr(value, {-n}, 1)" for n in range(1, 7))
    listed = (
        f"""'["' || replace({row}.words_title || ' ' || {row}.words_lead, ' ', '","') || '"]'"""
    )
    return (
        "INSERT INTO articles_search_vocabulary (word, mirror) "
        f"SELECT DISTINCT value, {mirror} FROM {rows}json_each({listed}) "
        "WHERE length(value) BETWEEN 4 AND 24 AND NOT EXISTS "
        "(SELECT 1 FROM articles_search_vocabulary AS known WHERE known.word = value)"
    )


def _learn(row: str) -> str:
    return f"""
        INSERT INTO articles_search (place, title, lead)
            VALUES ({_place(row)}, {row}.words_title, {row}.words_lead);
        INSERT INTO articles_search_words (rowid, title, lead, body, keys)
            VALUES ({_document(row)});
        {_vocabulary(row)};
    """


# FTS5 forgets a text that it does not keep when it is told the text again.
_FORGET = f"""
    DELETE FROM articles_search WHERE place = {_place("OLD")};
    INSERT INTO articles_search_words (articles_search_words, rowid, title, lead, body, keys)
        VALUES ('delete', {_document("OLD")});
"""
_CHANGED = "(" + " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _COLUMNS) + ")"
_WATCHED = ", ".join(_COLUMNS)
# What was is forgotten before a change, and what is is learnt after it.
_TRIGGERS = {
    "articles_search_insert": (
        "AFTER INSERT ON articles_article WHEN NEW.status = 'published'",
        _learn("NEW"),
    ),
    "articles_search_delete": (
        "BEFORE DELETE ON articles_article WHEN OLD.status = 'published'",
        _FORGET,
    ),
    "articles_search_before": (
        f"BEFORE UPDATE OF {_WATCHED} ON articles_article "
        f"WHEN OLD.status = 'published' AND {_CHANGED}",
        _FORGET,
    ),
    "articles_search_after": (
        f"AFTER UPDATE OF {_WATCHED} ON articles_article "
        f"WHEN NEW.status = 'published' AND {_CHANGED}",
        _learn("NEW"),
    ),
}


def is_installed() -> bool:
    """Whether all tables and triggers stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'articles_search%'")
        names = {name for (name,) in cursor.fetchall()}
    return names >= {"articles_search", "articles_search_words", *_TRIGGERS}


def install() -> None:
    """Make tables and triggers afresh, empty."""
    remove()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(table)
        for name, (when, body) in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN {body} END")


def remove() -> None:
    """Take tables and triggers away."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        for name in ("articles_search", "articles_search_words", "articles_search_vocabulary"):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


def rebuild() -> None:
    """Fill the index from the articles, from nothing."""
    published = "articles_article AS a WHERE a.status = 'published' ORDER BY a.published_at, a.id"
    with transaction.atomic(), connection.cursor() as cursor:
        install()
        cursor.execute(
            "INSERT INTO articles_search (place, title, lead) "
            f"SELECT {_place('a')}, a.words_title, a.words_lead FROM {published}"
        )
        cursor.execute(
            "INSERT INTO articles_search_words (rowid, title, lead, body, keys) "
            f"SELECT {_document('a')} FROM {published}"
        )
        entries = "(SELECT title AS words_title, lead AS words_lead FROM articles_search) AS a, "
        cursor.execute(_vocabulary("a", entries))
        cursor.execute(
            "INSERT INTO articles_search_words (articles_search_words) VALUES ('optimize')"
        )


def newest(question: Question, limit: int) -> list[Entry]:
    """The newest `limit` matches, newest first."""
    sql, params = statement(question, limit)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Entry(*row) for row in cursor.fetchall()]


def statement(question: Question, limit: int) -> tuple[str, list[Any]]:
    """The SQL and parameters of `newest()`."""
    conditions = ["w.articles_search_words MATCH %s", "w.rowid >= %s", "w.rowid < %s"]
    params: list[Any] = [match(question), question.since, question.until]
    if question.places is not None:
        conditions.append("w.rowid IN (SELECT value FROM json_each(%s))")
        params.append(json.dumps(question.places))
    for tag, negation in (
        *((tag, "") for tag in question.tags),
        *((tag, "NOT ") for tag in question.excluded_tags),
    ):
        conditions.append(
            f"{negation}EXISTS (SELECT 1 FROM articles_taggedarticle AS l "
            f"WHERE l.content_object_id = w.rowid & {ID_MASK} AND l.tag_id = %s)"
        )
        params.append(tag)
    # CROSS JOIN: the index leads; the other table is read at the places it gives.
    sql = (
        "SELECT s.place, s.title, s.lead "
        "FROM articles_search_words AS w CROSS JOIN articles_search AS s ON s.place = w.rowid "
        f"WHERE {' AND '.join(conditions)} ORDER BY w.rowid DESC LIMIT %s"
    )
    return sql, [*params, limit]


def match(question: Question) -> str:
    """The question in the language of FTS5. Words are letters and digits, so nothing of what
    was typed can mean more than itself there."""
    wanted = [_text(question.terms, " AND ")] if question.terms else []
    wanted += [_keys(keys) for keys in question.keys]
    refused = [_text(question.excluded, " OR ")] if question.excluded else []
    refused += [_keys(question.excluded_keys)] if question.excluded_keys else []
    asked = " AND ".join(wanted)
    return f"({asked}) NOT ({' OR '.join(refused)})" if refused else asked


def _text(terms: tuple[Term, ...], between: str) -> str:
    phrases = (f'"{" ".join(term.words)}"' + (" *" if term.prefix else "") for term in terms)
    return f"({{title lead body}} : ({between.join(phrases)}))"


def _keys(keys: tuple[str, ...]) -> str:
    return "(keys : (" + " OR ".join(f'"{key}"' for key in keys) + "))"
