"""The functions of search in PostgreSQL, as SQL (articles/search/postgres.py says how it works)."""

from articles.search.place import ID_BITS, ID_MASK, LAST_SECOND
from articles.search.question import PUBLISHED, UNPUBLISHED, UNREVIEWED, Index

WEEK = 7 * 24 * 3600
# Weeks in a span, from the shortest; the last step looks at everything.
SPANS = (1, 4, 16, 64)
# How far each step looks; the first are for the few stories that are dated ahead.
STEPS = (1, 1, 1, 4, 4, 16, 64)


def _second(index: Index, row: str) -> str:
    second = f"floor(extract(epoch FROM {index.moment_of(row)}))::bigint"
    return f"least(greatest({second}, 0), {LAST_SECOND})"


def _place(index: Index, row: str) -> str:
    return f"(({_second(index, row)} << {ID_BITS}) | {row}.id)"


def document(index: Index, row: str) -> str:
    """The entry of a row."""
    keys = [
        f"'=l' || replace(lower({row}.lang), '-', '')",
        f"'=c' || {row}.category_id",
        f"'=s' || {row}.source_id",
        f"CASE WHEN {row}.risk > 0 THEN '={UNREVIEWED}' END",
        *(f"'={span}.' || {_second(index, row)} / {span * WEEK}" for span in SPANS),
    ]
    if index is UNPUBLISHED:
        keys.append(f"'=t' || replace({row}.status, '_', '')")
    # Two blanks keep a phrase from running from the title into the text.
    return f"""
        SELECT {_place(index, row)}, {row}.words_title, {row}.words_lead, articles_search_vector(
            {row}.words_title || '  ' || {row}.words_lead || '  ' || {row}.words_body,
            array_remove(ARRAY[{", ".join(keys)}], NULL)
        )
    """


def vocabulary(row: str, rows: str = "") -> str:
    """Learns the words of a row for spelling."""
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
VECTOR = """
    CREATE FUNCTION articles_search_vector(words text, keys text[]) RETURNS tsvector
    LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(string_agg(w.word || ':' || w.number, ' '), '')::tsvector
            || array_to_tsvector(keys)
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS w(word, number)
        WHERE w.word <> ''
    $$
"""


def sync(index: Index) -> str:
    """The trigger that follows a change."""
    learn = f"{vocabulary('NEW')};" if index is PUBLISHED else ""
    return f"""
        CREATE FUNCTION {index.name}_sync() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' AND {index.is_in("OLD")} THEN
                DELETE FROM {index.name} WHERE place = {_place(index, "OLD")};
            END IF;
            IF TG_OP <> 'DELETE' AND {index.is_in("NEW")} THEN
                INSERT INTO {index.name} (place, title, lead, words) {document(index, "NEW")};
                {learn}
            END IF;
            RETURN NULL;
        END $$
    """


def matches(index: Index) -> str:
    """The newest matches of a question."""
    # The planner does not know what it costs to unpack a vector, and would rather look into those
    # of all rows than ask the index. `place + 0` keeps it from walking the places.
    return f"""
        CREATE FUNCTION {index.name}_newest(
            asked text, since bigint, until bigint,
            within bigint[], tags bigint[], refused bigint[], most integer
        ) RETURNS TABLE (place bigint, title text, lead text)
        LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
        #variable_conflict use_column
        DECLARE
            found integer;
            span integer;
            last bigint;
        BEGIN
            IF within IS NOT NULL THEN
                RETURN QUERY
                WITH s AS MATERIALIZED (SELECT * FROM {index.name} WHERE place = ANY(within))
                SELECT s.place, s.title, s.lead FROM s
                WHERE (asked = '' OR s.words @@ asked::tsquery)
                    AND s.place >= since AND s.place < until AND {_TAGS}
                ORDER BY s.place DESC LIMIT most;
                RETURN;
            END IF;
            IF asked = '' THEN
                RETURN QUERY SELECT s.place, s.title, s.lead FROM {index.name} s
                WHERE s.place >= since AND s.place < until AND {_TAGS}
                ORDER BY s.place DESC LIMIT most;
                RETURN;
            END IF;
            FOREACH span IN ARRAY ARRAY[{", ".join(map(str, STEPS))}] LOOP
                -- From the newest that is left: a story of next year is a step of its own.
                SELECT max(s.place) INTO last FROM {index.name} s WHERE s.place < until;
                IF last IS NULL OR last < since THEN
                    RETURN;
                END IF;
                last := (last >> {ID_BITS}) / (span * {WEEK});
                RETURN QUERY SELECT s.place, s.title, s.lead FROM {index.name} s
                WHERE s.words @@ format(
                        '%s & (''=%s.%s'' | ''=%s.%s'')', asked, span, last, span, last - 1
                    )::tsquery
                    AND s.place + 0 >= since AND s.place + 0 < until AND {_TAGS}
                ORDER BY s.place + 0 DESC LIMIT most;
                GET DIAGNOSTICS found = ROW_COUNT;
                most := most - found;
                -- The last span may have only begun, so the one before it was looked at, too.
                until := least(until, greatest(last - 1, 0) * span * {WEEK} << {ID_BITS});
                IF most <= 0 OR until <= since THEN
                    RETURN;
                END IF;
            END LOOP;
            RETURN QUERY SELECT s.place, s.title, s.lead FROM {index.name} s
            WHERE s.words @@ asked::tsquery
                AND s.place + 0 >= since AND s.place + 0 < until AND {_TAGS}
            ORDER BY s.place + 0 DESC LIMIT most;
        END $$
    """


def empty(index: Index) -> str:
    """The trigger that follows a TRUNCATE."""
    forget = "DELETE FROM articles_search_vocabulary;" if index is PUBLISHED else ""
    return f"""
        CREATE FUNCTION {index.name}_empty() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM {index.name};
            {forget}
            RETURN NULL;
        END $$
    """
