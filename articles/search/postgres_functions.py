"""The functions of search in PostgreSQL, as SQL (articles/search/postgres.py says how it works)."""

from articles.search.index_position import ID_BITS, ID_MASK, LAST_SECOND
from articles.search.resolved_query import PUBLISHED, UNPUBLISHED, UNREVIEWED, SearchIndex

WEEK = 7 * 24 * 3600
# Weeks in a span, from the shortest.
SPANS = (1, 4, 16, 64)
# How many times the span of a step may be that of the one before it.
GROWTH = 16
# A step that reads fewer stories than these is not worth while; one that reads more than these is
# for nobody.
FEWEST, MOST = 120, 1000


def _second(index: SearchIndex, row: str) -> str:
    second = f"floor(extract(epoch FROM {index.moment_of(row)}))::bigint"
    return f"least(greatest({second}, 0), {LAST_SECOND})"


def _place(index: SearchIndex, row: str) -> str:
    return f"(({_second(index, row)} << {ID_BITS}) | {row}.id)"


def document(index: SearchIndex, row: str) -> str:
    """The entry of a row."""
    language = f"'l' || replace(lower({row}.lang), '-', '')"
    weeks = [f"'={span}.' || {_second(index, row)} / {span * WEEK}" for span in SPANS]
    keys = [
        f"'=' || {language}",
        f"'=c' || {row}.category_id",
        f"'=s' || {row}.source_id",
        f"CASE WHEN {row}.risk > 0 THEN '={UNREVIEWED}' END",
        *weeks,
        *(f"{week} || {language}" for week in weeks),
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


# What is asked of each story: a count is one look at an index, which the planner cannot turn into
# a look at all stories of a tag.
_LINKS = f"""
    SELECT count(*) FROM articles_taggedarticle l
    WHERE l.content_object_id = (s.place & {ID_MASK}) AND l.tag_id = ANY
"""
_FITS = f"""
    (each = '' OR s.words @@ each::tsquery)
    AND (tags = '{{}}' OR ({_LINKS}(tags)) = cardinality(tags))
    AND (refused = '{{}}' OR ({_LINKS}(refused)) = 0)
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


def sync(index: SearchIndex) -> str:
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


# What the function of `matches()` is called with.
TAKES = (
    "asked text, weekly text, each text, since bigint, until bigint, within bigint[], led bigint, "
    "tags bigint[], refused bigint[], most integer, looks integer"
)


def matches(index: SearchIndex) -> str:
    """The newest matches of a question: the `most` newest of the `looks` newest that `asked` gives
    which are as `each` and the tags say. `weekly` is the same with blanks for the span of a step,
    its number and that of the one before it. A row without a title tells that there may be more
    before its place."""
    # The planner does not know what it costs to unpack a vector, and would rather look into those
    # of all rows than ask the index. `place + 0` keeps it from walking the places. So there
    # is one good plan, and it is made once: to plan a step costs as much as the step itself.
    return f"""
        CREATE FUNCTION {index.name}_newest({TAKES})
        RETURNS TABLE (place bigint, title text, lead text)
        LANGUAGE plpgsql STABLE SET enable_seqscan = off
        SET plan_cache_mode = force_generic_plan AS $$
        #variable_conflict use_column
        DECLARE
            story record;
            wanted tsquery;
            span integer := 1;
            back integer := 0;
            seen integer := 0;
            top bigint;
            last bigint;
            begun bigint;
            weeks float;
        BEGIN
            IF led IS NOT NULL THEN
                -- One by one, which the planner would not do for a join.
                SELECT coalesce(array_agg((
                    SELECT {_place(index, "a")} FROM articles_article a
                    WHERE a.id = l.content_object_id AND {index.is_in("a")}
                )), '{{}}') INTO within FROM articles_taggedarticle l WHERE l.tag_id = led;
            END IF;
            IF within IS NOT NULL THEN
                RETURN QUERY
                WITH s AS MATERIALIZED (SELECT * FROM {index.name} WHERE place = ANY(within))
                SELECT s.place, s.title, s.lead FROM s
                WHERE (asked = '' OR s.words @@ asked::tsquery)
                    AND s.place >= since AND s.place < until AND {_FITS}
                ORDER BY s.place DESC LIMIT most;
                RETURN;
            END IF;
            IF asked = '' THEN
                RETURN QUERY SELECT s.place, s.title, s.lead FROM {index.name} s
                WHERE s.place >= since AND s.place < until AND {_FITS}
                ORDER BY s.place DESC LIMIT most;
                RETURN;
            END IF;
            LOOP
                -- From the newest that is left, over what may be years without a story.
                SELECT max(s.place) INTO top FROM {index.name} s WHERE s.place < until;
                IF top IS NULL OR top < since THEN
                    RETURN;
                END IF;
                top := top >> {ID_BITS};
                last := top / (span * {WEEK});
                wanted := format(weekly, span, last, last - back);
                -- The stories are read in their order, and no more of them than are needed.
                FOR story IN SELECT s.place, s.title, s.lead, {_FITS} AS fits FROM (
                    SELECT * FROM {index.name} n
                    WHERE n.words @@ wanted AND n.place + 0 >= since AND n.place + 0 < until
                    ORDER BY n.place + 0 DESC LIMIT looks
                ) s LOOP
                    place := story.place;
                    IF story.fits THEN
                        title := story.title;
                        lead := story.lead;
                        RETURN NEXT;
                        most := most - 1;
                    END IF;
                    seen := seen + 1;
                    looks := looks - 1;
                    IF most = 0 THEN
                        RETURN;
                    ELSIF looks = 0 THEN
                        -- A place without a story: there may be more before it.
                        title := NULL;
                        lead := NULL;
                        RETURN NEXT;
                        RETURN;
                    END IF;
                END LOOP;
                until := least(until, greatest(last - back, 0) * span * {WEEK} << {ID_BITS});
                IF until <= since THEN
                    RETURN;
                END IF;
                -- A span may have only begun: from the second step on, the one before it is looked
                -- at, too.
                back := 1;
                -- So many weeks gave so many stories; the few that are dated ahead tell nothing.
                IF until >> {ID_BITS} < extract(epoch FROM now()) THEN
                    begun := coalesce(begun, least(top, extract(epoch FROM now())::bigint));
                    weeks := (begun - (until >> {ID_BITS})) / {WEEK}::float;
                    SELECT coalesce(max(s), 1) INTO span FROM unnest(ARRAY{list(SPANS)}) s
                    WHERE s <= {GROWTH} * span
                        AND s * (seen + 1) <= greatest(least(looks, {MOST}), {FEWEST}) * weeks;
                END IF;
            END LOOP;
        END $$
    """


def empty(index: SearchIndex) -> str:
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
