"""Search in PostgreSQL: a `tsvector` and its GIN index.

A GIN index gives matches in no order, and all of them. So that the newest can be had without
the others, every entry also holds keys for its week and for its 4, 16 and 64 weeks: a search
looks into the newest weeks first, and further back only while it has too few. Each step is an
intersection inside the index.

The vector is made from words that articles/search/words.py made, not by PostgreSQL's parser and
dictionaries, so that no locale of a server changes an answer. Triggers on the table of articles
keep it true in the transaction of every change. Only published articles are in the index.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from articles.search.place import ID_BITS, ID_MASK, LAST_SECOND, first_place
from articles.search.query import Term
from articles.search.question import Entry, Question

WEEK = 7 * 24 * 3600
# Weeks in a span, from the shortest; the last step looks at everything.
SPANS = (1, 4, 16, 64)

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
    "lang", "status", "published_at", "category_id", "source_id",
    "words_title", "words_lead", "words_body",
)  # fmt: skip


def _second(row: str) -> str:
    second = f"floor(extract(epoch FROM {row}.published_at))::bigint"
    return f"least(greatest({second}, 0), {LAST_SECOND})"


def _place(row: str) -> str:
    return f"(({_second(row)} << {ID_BITS}) | {row}.id)"


def _document(row: str) -> str:
    spans = ", ".join(f"'={span}.' || {_second(row)} / {span * WEEK}" for span in SPANS)
    # Two blanks keep a phrase from running from the title into the text.
    return f"""
        SELECT {_place(row)}, {row}.words_title, {row}.words_lead, articles_search_vector(
            {row}.words_title || '  ' || {row}.words_lead || '  ' || {row}.words_body,
            array_remove(ARRAY['=l' || replace(lower({row}.lang), '-', ''),
                '=c' || {row}.category_id, '=s' || {row}.source_id, {spans}], NULL)
        )
    """


def _words(row: str, rows: str = "") -> str:
    # No unique index: two writers who learn the same word must not wait for each other.
    words = f"string_to_array({row}.words_title || ' ' || {row}.words_lead, ' ')"
    return f"""
        INSERT INTO articles_search_vocabulary (word, mirror)
        SELECT DISTINCT w.word, reverse(right(w.word, 6)) FROM {rows} unnest({words}) w(word)
        WHERE length(w.word) BETWEEN 4 AND 24 AND NOT EXISTS
            (SELECT 1 FROM articles_search_vocabulary k WHERE k.word = w.word COLLATE "C")
    """


# What a tag is asked of each match; a small tag comes as places instead.
_TAGS = f"""
    NOT EXISTS (SELECT 1 FROM unnest(tags) AS tag WHERE NOT EXISTS (
        SELECT 1 FROM articles_taggedarticle l
        WHERE l.content_object_id = (s.place & {ID_MASK}) AND l.tag_id = tag))
    AND NOT EXISTS (
        SELECT 1 FROM articles_taggedarticle l
        WHERE l.content_object_id = (s.place & {ID_MASK}) AND l.tag_id = ANY(refused))
"""
# Dollar quotes: these are the bodies of functions.
_FUNCTIONS = (
    """
    CREATE FUNCTION articles_search_vector(words text, keys text[]) RETURNS tsvector
    LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(string_agg(w.word || ':' || w.number, ' '), '')::tsvector
            || array_to_tsvector(keys)
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS w(word, number)
        WHERE w.word <> ''
    $$
    """,
    f"""
    CREATE FUNCTION articles_search_sync() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND OLD.status = 'published' THEN
            DELETE FROM articles_search WHERE place = {_place("OLD")};
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.status = 'published' THEN
            INSERT INTO articles_search (place, title, lead, words) {_document("NEW")};
            {_words("NEW")};
        END IF;
        RETURN NULL;
    END $$
    """,
    # The planner does not know what it costs to unpack a vector, and would rather look into those
    # of all rows than ask the index. `place + 0` keeps it from walking the places.
    f"""
    CREATE FUNCTION articles_search_newest(
        asked text, spans text[], starts bigint[], since bigint, until bigint,
        within bigint[], tags bigint[], refused bigint[], most integer
    ) RETURNS TABLE (place bigint, title text, lead text)
    LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
    #variable_conflict use_column
    DECLARE
        found integer;
    BEGIN
        IF within IS NOT NULL THEN
            RETURN QUERY
            WITH s AS MATERIALIZED (SELECT * FROM articles_search WHERE place = ANY(within))
            SELECT s.place, s.title, s.lead FROM s
            WHERE s.words @@ asked::tsquery AND s.place >= since AND s.place < until AND {_TAGS}
            ORDER BY s.place DESC LIMIT most;
            RETURN;
        END IF;
        FOR step IN 1 .. array_length(spans, 1) LOOP
            RETURN QUERY SELECT s.place, s.title, s.lead FROM articles_search s
            WHERE s.words @@ (asked || spans[step])::tsquery
                AND s.place + 0 >= since AND s.place + 0 < until AND {_TAGS}
            ORDER BY s.place + 0 DESC LIMIT most;
            GET DIAGNOSTICS found = ROW_COUNT;
            most := most - found;
            until := least(until, starts[step]);
            EXIT WHEN most <= 0 OR until <= since;
        END LOOP;
    END $$
    """,
    """
    CREATE FUNCTION articles_search_empty() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM articles_search;
        DELETE FROM articles_search_vocabulary;
        RETURN NULL;
    END $$
    """,
)  # fmt: skip
_WATCHED = ", ".join(_COLUMNS)
_CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _COLUMNS)
_SYNC = "FOR EACH ROW {when}EXECUTE FUNCTION articles_search_sync()"
_TRIGGERS = {
    "articles_search_insert": "AFTER INSERT OR DELETE ON articles_article " + _SYNC.format(when=""),
    "articles_search_update": f"AFTER UPDATE OF {_WATCHED} ON articles_article "
    + _SYNC.format(when=f"WHEN ({_CHANGED}) "),
    "articles_search_truncate": "AFTER TRUNCATE ON articles_article "
    "FOR EACH STATEMENT EXECUTE FUNCTION articles_search_empty()",
}


def is_installed() -> bool:
    """Whether the table and all triggers stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'articles_search%%'", [])
        names = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT to_regclass('articles_search') IS NOT NULL")
        (table,) = cursor.fetchone()
    return bool(table and names >= set(_TRIGGERS))


def install() -> None:
    """Make table, functions and triggers afresh, empty."""
    remove()
    with transaction.atomic(), connection.cursor() as cursor:
        for made in (_TABLE.format(name="articles_search"), *_VOCABULARY, *_FUNCTIONS):
            cursor.execute(made)
        cursor.execute(_INDEX.format(name="articles_search"))
        for name, when in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {when}")


def remove() -> None:
    """Take tables, functions and triggers away."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS articles_search_sync CASCADE")
        cursor.execute("DROP FUNCTION IF EXISTS articles_search_empty CASCADE")
        cursor.execute("DROP FUNCTION IF EXISTS articles_search_vector")
        cursor.execute("DROP FUNCTION IF EXISTS articles_search_newest")
        cursor.execute("DROP TABLE IF EXISTS articles_search, articles_search_vocabulary")


def rebuild() -> None:
    """Fill the index from the articles, from nothing. Readers search in the old one meanwhile;
    writers wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE articles_article IN SHARE MODE")
        cursor.execute(_TABLE.format(name="articles_search_fresh"))
        cursor.execute(
            "INSERT INTO articles_search_fresh SELECT d.* FROM articles_article a, "
            f"LATERAL ({_document('a')}) d WHERE a.status = 'published' ORDER BY 1"
        )
        cursor.execute(_INDEX.format(name="articles_search_fresh"))
        cursor.execute("DELETE FROM articles_search_vocabulary")
        entries = "(SELECT title AS words_title, lead AS words_lead FROM articles_search_fresh) a,"
        cursor.execute(_words("a", entries))
        cursor.execute("DROP TABLE articles_search")
        cursor.execute("ALTER TABLE articles_search_fresh RENAME TO articles_search")
        cursor.execute("ANALYZE articles_search")


def newest(question: Question, limit: int) -> list[Entry]:
    """The newest `limit` matches, newest first."""
    sql, params = statement(question, limit)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Entry(*row) for row in cursor.fetchall()]


def statement(question: Question, limit: int) -> tuple[str, list[Any]]:
    """The SQL and parameters of `newest()`."""
    spans, starts = zip(*_spans(question), strict=True)
    return "SELECT * FROM articles_search_newest(%s, %s, %s, %s, %s, %s, %s, %s, %s)", [
        tsquery(question),
        list(spans),
        list(starts),
        question.since,
        question.until,
        None if question.places is None else list(question.places),
        list(question.tags),
        list(question.excluded_tags),
        limit,
    ]


def _spans(question: Question) -> Iterator[tuple[str, int]]:
    """Where to look, step by step: what is added to the question, and the place from which on
    nothing is left to find then.

    Each span is the last two of its length before the end of the question, for the last may
    have only begun. At the end comes everything.
    """
    week = max((question.until - 1) >> ID_BITS, 0) // WEEK
    for span in SPANS:
        last = week // span
        start = first_place(max(last - 1, 0) * span * WEEK)
        yield f" & ('={span}.{last}' | '={span}.{last - 1}')", start
    yield "", 0


def tsquery(question: Question) -> str:
    """The question in the language of `tsquery`. Words are letters and digits, so nothing of
    what was typed can mean more than itself there."""
    wanted = [_text(term) for term in question.terms]
    wanted += [_keys(keys) for keys in question.keys]
    wanted += [f"!({_text(term)})" for term in question.excluded]
    wanted += [f"!{_keys((key,))}" for key in question.excluded_keys]
    return " & ".join(wanted)


def _text(term: Term) -> str:
    words = " <-> ".join(f"'{word}'" for word in term.words)
    return f"({words}{':*' if term.prefix else ''})"


def _keys(keys: tuple[str, ...]) -> str:
    return "(" + " | ".join(f"'={key}'" for key in keys) + ")"
