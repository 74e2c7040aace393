"""Search in SQLite: FTS5.

`articles_search_words` is the index. It keeps no text, and its rowid is the place of the
article (articles/search/index_position.py), so that FTS5's own order, newest rowid first, is
the order of time and the newest matches are read without looking at the others. `articles_search`
keeps the title and lead of each for ranking, side by side in the same order.

Triggers on the table of articles keep both true in the transaction of every change, whoever
makes it: forms, bulk writes, SQL by hand.

Only published articles are in this index, so that a question of readers cannot find another. All
others are in a second one of the same make, `articles_unpublished`, which only the desk asks.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from articles.search.index_position import ID_BITS, ID_MASK, LAST_SECOND
from articles.search.query import SearchTerm
from articles.search.ranking import needle
from articles.search.resolved_query import (
    INDEXES,
    PUBLISHED,
    UNPUBLISHED,
    UNREVIEWED,
    EngineAnswer,
    IndexEntry,
    ResolvedQuery,
    SearchIndex,
)

# Words are made by articles/lib/tokens.py. FTS5 need only split them at blanks: its tokenizer
# `ascii` takes every character beyond ASCII for a letter.
_TABLES = (
    "CREATE TABLE {name} (place INTEGER PRIMARY KEY, title TEXT, lead TEXT)",
    "CREATE VIRTUAL TABLE {name}_words USING fts5("
    "title, lead, body, keys, content='', tokenize='ascii', prefix='3')",
)
# For spelling; of published words alone.
_VOCABULARY = (
    "CREATE TABLE articles_search_vocabulary (word TEXT PRIMARY KEY, mirror TEXT) WITHOUT ROWID",
    "CREATE INDEX articles_search_mirror ON articles_search_vocabulary (mirror)",
)
_COLUMNS = (
    "lang", "status", "published_at", "category_id", "source_id", "risk",
    "words_title", "words_lead", "words_body",
)  # fmt: skip


def _place(index: SearchIndex, row: str) -> str:
    second = f"CAST(strftime('%s', substr({index.moment_of(row)}, 1, 19)) AS INTEGER)"
    return f"((min(max({second}, 0), {LAST_SECOND}) << {ID_BITS}) | {row}.id)"


def _keys_of(index: SearchIndex, row: str) -> str:
    keys = (
        f"'l' || replace(lower({row}.lang), '-', '') "
        f"|| coalesce(' c' || {row}.category_id, '') || coalesce(' s' || {row}.source_id, '') "
        f"|| CASE WHEN {row}.risk > 0 THEN ' {UNREVIEWED}' ELSE '' END"
    )
    if index is UNPUBLISHED:
        keys += f" || ' t' || replace({row}.status, '_', '')"
    return keys


def _document(index: SearchIndex, row: str) -> str:
    words = f"{row}.words_title, {row}.words_lead, {row}.words_body"
    return f"{_place(index, row)}, {words}, {_keys_of(index, row)}"


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


def _learn(index: SearchIndex, row: str) -> str:
    return f"""
        INSERT INTO {index.name} (place, title, lead)
            VALUES ({_place(index, row)}, {row}.words_title, {row}.words_lead);
        INSERT INTO {index.name}_words (rowid, title, lead, body, keys)
            VALUES ({_document(index, row)});
        {_vocabulary(row) + ";" if index is PUBLISHED else ""}
    """


def _forget(index: SearchIndex) -> str:
    # FTS5 forgets a text that it does not keep when it is told the text again.
    return f"""
        DELETE FROM {index.name} WHERE place = {_place(index, "OLD")};
        INSERT INTO {index.name}_words ({index.name}_words, rowid, title, lead, body, keys)
            VALUES ('delete', {_document(index, "OLD")});
    """


_CHANGED = "(" + " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _COLUMNS) + ")"
_WATCHED = ", ".join(_COLUMNS)


def _triggers(index: SearchIndex) -> dict[str, tuple[str, str]]:
    """What was is forgotten before a change, and what is is learnt after it."""
    was, is_now = index.is_in("OLD"), index.is_in("NEW")
    update = f"UPDATE OF {_WATCHED} ON articles_article WHEN {_CHANGED}"
    return {
        f"{index.name}_insert": (
            f"AFTER INSERT ON articles_article WHEN {is_now}",
            _learn(index, "NEW"),
        ),
        f"{index.name}_delete": (
            f"BEFORE DELETE ON articles_article WHEN {was}",
            _forget(index),
        ),
        f"{index.name}_before": (f"BEFORE {update} AND {was}", _forget(index)),
        f"{index.name}_after": (f"AFTER {update} AND {is_now}", _learn(index, "NEW")),
    }


_TRIGGERS = {name: made for index in INDEXES for name, made in _triggers(index).items()}


def is_installed() -> bool:
    """Whether all tables and triggers stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'articles_%'")
        names = {name for (name,) in cursor.fetchall()}
    tables = {name for index in INDEXES for name in (index.name, f"{index.name}_words")}
    return names >= tables | set(_TRIGGERS)


def install() -> None:
    """Make tables and triggers afresh, empty."""
    remove()
    with transaction.atomic(), connection.cursor() as cursor:
        for index in INDEXES:
            for table in _TABLES:
                cursor.execute(table.format(name=index.name))
        for table in _VOCABULARY:
            cursor.execute(table)
        for name, (when, body) in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN {body} END")


def remove() -> None:
    """Take tables and triggers away."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        for index in INDEXES:
            cursor.execute(f"DROP TABLE IF EXISTS {index.name}")
            cursor.execute(f"DROP TABLE IF EXISTS {index.name}_words")
        cursor.execute("DROP TABLE IF EXISTS articles_search_vocabulary")


def rebuild() -> None:
    """Fill the indexes from the articles, from nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        install()
        for index in INDEXES:
            rows = f"articles_article AS a WHERE {index.is_in('a')} ORDER BY {_place(index, 'a')}"
            cursor.execute(
                f"INSERT INTO {index.name} (place, title, lead) "
                f"SELECT {_place(index, 'a')}, a.words_title, a.words_lead FROM {rows}"
            )
            cursor.execute(
                f"INSERT INTO {index.name}_words (rowid, title, lead, body, keys) "
                f"SELECT {_document(index, 'a')} FROM {rows}"
            )
            cursor.execute(
                f"INSERT INTO {index.name}_words ({index.name}_words) VALUES ('optimize')"
            )
        entries = "(SELECT title AS words_title, lead AS words_lead FROM articles_search) AS a, "
        cursor.execute(_vocabulary("a", entries))


def newest(question: ResolvedQuery, limit: int, looked_at: int) -> EngineAnswer:
    """The newest `limit` matches; where each story must be looked at, of the newest `looked_at`."""
    with connection.cursor() as cursor:
        reached = None
        if question.looks:
            cursor.execute(*_last_of(question, looked_at))
            (reached,) = cursor.fetchone() or (None,)
        cursor.execute(*statement(question, limit, reached=reached))
        entries = tuple(IndexEntry(*row) for row in cursor.fetchall())
    return EngineAnswer(entries, reached if len(entries) < limit else None)


def statement(
    question: ResolvedQuery, limit: int, index: SearchIndex = PUBLISHED, reached: int | None = None
) -> tuple[str, list[Any]]:
    """The SQL and parameters of the newest `limit` matches, from the place `reached` on."""
    asked = match(question)
    # CROSS JOIN: what is on the left leads; the others are read at the places it gives.
    source, place = f"{index.name} AS s", "s.place"
    article = f"articles_article AS a ON a.id = s.place & {ID_MASK}"
    conditions: list[str] = []
    params: list[Any] = []
    # FTS5 is slow to begin, so it is not asked for one story after the other.
    if question.places is not None:
        source = f"json_each(%s) AS j CROSS JOIN {source} ON s.place = j.value CROSS JOIN {article}"
        params.append(json.dumps(question.places))
        conditions += _holds(index, question, params)
    elif question.led_by is not None:
        at = _place(index, "a").replace("%", "%%")
        source = (
            "articles_taggedarticle AS l CROSS JOIN articles_article AS a "
            f"ON a.id = l.content_object_id CROSS JOIN {source} ON s.place = {at}"
        )
        conditions += ["l.tag_id = %s", *_holds(index, question, params)]
        params.insert(0, question.led_by)
    elif asked:
        place = "w.rowid"
        source = f"{index.name}_words AS w CROSS JOIN {source} ON s.place = w.rowid"
        conditions.append(f"w.{index.name}_words MATCH %s")
        if reached is not None and question.phrases:
            # FTS5 goes on to the next place where words stand side by side, however far.
            source = f"{source} CROSS JOIN {article}"
            params.append(match(question.loose))
            conditions += [_says(term, params) for term in question.phrases]
        else:
            params.append(asked)
    conditions += [f"{place} >= %s", f"{place} < %s"]
    params += [max(question.since, reached or 0), question.until]
    for tag, negation in (
        *((tag, "") for tag in question.tags),
        *((tag, "NOT ") for tag in question.excluded_tags),
    ):
        conditions.append(
            f"{negation}EXISTS (SELECT 1 FROM articles_taggedarticle AS l "
            f"WHERE l.content_object_id = {place} & {ID_MASK} AND l.tag_id = %s)"
        )
        params.append(tag)
    sql = (
        f"SELECT s.place, s.title, s.lead FROM {source} "
        f"WHERE {' AND '.join(conditions)} ORDER BY {place} DESC LIMIT %s"
    )
    return sql, [*params, limit]


def _last_of(question: ResolvedQuery, looked_at: int) -> tuple[str, list[Any]]:
    """The place of the last story that is looked at; none where there are fewer."""
    table = f"{PUBLISHED.name}_words"
    sql = (
        f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid >= %s AND rowid < %s "
        "ORDER BY rowid DESC LIMIT 1 OFFSET %s"
    )
    return sql, [match(question.loose), question.since, question.until, looked_at - 1]


def _holds(index: SearchIndex, question: ResolvedQuery, params: list[Any]) -> Iterator[str]:
    """What `match()` asks of the index, as conditions on the article itself."""
    yield from (_says(term, params) for term in question.terms)
    yield from (f"NOT {_says(term, params)}" for term in question.excluded)
    refused = ((key,) for key in question.excluded_keys)
    for keys, negation in (*((k, "") for k in question.keys), *((k, "NOT ") for k in refused)):
        params += [f" {key} " for key in keys]
        has = f"instr(' ' || {_keys_of(index, 'a')} || ' ', %s)"
        yield f"{negation}({' OR '.join([has] * len(keys))})"


def _says(term: SearchTerm, params: list[Any]) -> str:
    params.append(needle(term))
    # Two blanks keep a phrase from running from the title into the text.
    return "instr(' ' || a.words_title || '  ' || a.words_lead || '  ' || a.words_body || ' ', %s)"


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
