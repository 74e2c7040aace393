"""Version 1 of the search index in PostgreSQL (articles/search/postgres.py says how it works).

Two indexes of one make: `articles_search` holds the published articles, `articles_unpublished` all
others. `<index>_entry` is a view of what an article has in the index, `<index>_newest()` answers a
query, and triggers follow the table of articles.

PostgreSQL changes the type of no column that these views or triggers use. A migration that does
so drops them first, and creates them again at its end
(articles/migrations/search_index/operations.py).
"""

DROP_TRIGGERS = [
    "DROP TRIGGER IF EXISTS articles_search_insert ON articles_article",
    "DROP TRIGGER IF EXISTS articles_search_update ON articles_article",
    "DROP TRIGGER IF EXISTS articles_search_truncate ON articles_article",
    "DROP TRIGGER IF EXISTS articles_unpublished_insert ON articles_article",
    "DROP TRIGGER IF EXISTS articles_unpublished_update ON articles_article",
    "DROP TRIGGER IF EXISTS articles_unpublished_truncate ON articles_article",
    "DROP VIEW IF EXISTS articles_search_entry",
    "DROP VIEW IF EXISTS articles_unpublished_entry",
]

DROP = [
    *DROP_TRIGGERS,
    "DROP FUNCTION IF EXISTS articles_search_sync CASCADE",
    "DROP FUNCTION IF EXISTS articles_search_empty CASCADE",
    "DROP FUNCTION IF EXISTS articles_search_newest",
    "DROP FUNCTION IF EXISTS articles_search_fill",
    "DROP FUNCTION IF EXISTS articles_search_vector",
    "DROP FUNCTION IF EXISTS articles_search_position",
    "DROP FUNCTION IF EXISTS articles_unpublished_sync CASCADE",
    "DROP FUNCTION IF EXISTS articles_unpublished_empty CASCADE",
    "DROP FUNCTION IF EXISTS articles_unpublished_newest",
    "DROP TABLE IF EXISTS articles_search",
    "DROP TABLE IF EXISTS articles_search_vocabulary",
    "DROP TABLE IF EXISTS articles_unpublished",
    "DROP VIEW IF EXISTS articles_search_version",
]

CREATE_TRIGGERS = [
    # Keys of weeks and of 4, 16 and 64 weeks, each also with the language.
    """
    CREATE VIEW articles_search_entry AS
    SELECT
        a.id,
        articles_search_position(a.published_at, a.id) AS position,
        a.words_title AS title,
        a.words_lead AS lead,
        a.words_body AS body,
        array_remove(ARRAY[
            '=' || m.lang,
            '=c' || a.category_id,
            '=s' || a.source_id,
            CASE WHEN a.risk > 0 THEN '=m' END,
            '=1.' || m.second / 604800,
            '=4.' || m.second / 2419200,
            '=16.' || m.second / 9676800,
            '=64.' || m.second / 38707200,
            '=1.' || m.second / 604800 || m.lang,
            '=4.' || m.second / 2419200 || m.lang,
            '=16.' || m.second / 9676800 || m.lang,
            '=64.' || m.second / 38707200 || m.lang
        ], NULL) AS keys
    FROM articles_article a, LATERAL (
        SELECT
            articles_search_position(a.published_at, 0) >> 31 AS second,
            'l' || replace(lower(a.lang), '-', '') AS lang
    ) m
    WHERE a.status = 'published'
    """,
    """
    CREATE VIEW articles_unpublished_entry AS
    SELECT
        a.id,
        articles_search_position(coalesce(a.published_at, a.created_at), a.id) AS position,
        a.words_title AS title,
        a.words_lead AS lead,
        a.words_body AS body,
        array_remove(ARRAY[
            '=' || m.lang,
            '=c' || a.category_id,
            '=s' || a.source_id,
            CASE WHEN a.risk > 0 THEN '=m' END,
            '=1.' || m.second / 604800,
            '=4.' || m.second / 2419200,
            '=16.' || m.second / 9676800,
            '=64.' || m.second / 38707200,
            '=1.' || m.second / 604800 || m.lang,
            '=4.' || m.second / 2419200 || m.lang,
            '=16.' || m.second / 9676800 || m.lang,
            '=64.' || m.second / 38707200 || m.lang,
            '=t' || replace(a.status, '_', '')
        ], NULL) AS keys
    FROM articles_article a, LATERAL (
        SELECT
            articles_search_position(coalesce(a.published_at, a.created_at), 0) >> 31 AS second,
            'l' || replace(lower(a.lang), '-', '') AS lang
    ) m
    WHERE a.status <> 'published'
    """,
    """
    CREATE TRIGGER articles_search_insert AFTER INSERT OR DELETE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION articles_search_sync()
    """,
    """
    CREATE TRIGGER articles_search_update AFTER UPDATE OF
        lang, status, published_at, category_id, source_id, risk,
        words_title, words_lead, words_body
    ON articles_article FOR EACH ROW
    WHEN (
        (OLD.status = 'published' OR NEW.status = 'published')
        AND (
            OLD.lang IS DISTINCT FROM NEW.lang
            OR OLD.status IS DISTINCT FROM NEW.status
            OR OLD.published_at IS DISTINCT FROM NEW.published_at
            OR OLD.category_id IS DISTINCT FROM NEW.category_id
            OR OLD.source_id IS DISTINCT FROM NEW.source_id
            OR OLD.risk IS DISTINCT FROM NEW.risk
            OR OLD.words_title IS DISTINCT FROM NEW.words_title
            OR OLD.words_lead IS DISTINCT FROM NEW.words_lead
            OR OLD.words_body IS DISTINCT FROM NEW.words_body
        )
    )
    EXECUTE FUNCTION articles_search_sync()
    """,
    """
    CREATE TRIGGER articles_search_truncate AFTER TRUNCATE ON articles_article
    FOR EACH STATEMENT EXECUTE FUNCTION articles_search_empty()
    """,
    """
    CREATE TRIGGER articles_unpublished_insert AFTER INSERT OR DELETE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION articles_unpublished_sync()
    """,
    """
    CREATE TRIGGER articles_unpublished_update AFTER UPDATE OF
        lang, status, published_at, category_id, source_id, risk,
        words_title, words_lead, words_body
    ON articles_article FOR EACH ROW
    WHEN (
        (OLD.status <> 'published' OR NEW.status <> 'published')
        AND (
            OLD.lang IS DISTINCT FROM NEW.lang
            OR OLD.status IS DISTINCT FROM NEW.status
            OR OLD.published_at IS DISTINCT FROM NEW.published_at
            OR OLD.category_id IS DISTINCT FROM NEW.category_id
            OR OLD.source_id IS DISTINCT FROM NEW.source_id
            OR OLD.risk IS DISTINCT FROM NEW.risk
            OR OLD.words_title IS DISTINCT FROM NEW.words_title
            OR OLD.words_lead IS DISTINCT FROM NEW.words_lead
            OR OLD.words_body IS DISTINCT FROM NEW.words_body
        )
    )
    EXECUTE FUNCTION articles_unpublished_sync()
    """,
    """
    CREATE TRIGGER articles_unpublished_truncate AFTER TRUNCATE ON articles_article
    FOR EACH STATEMENT EXECUTE FUNCTION articles_unpublished_empty()
    """,
]

# Answers a query: the `most` newest of the `looks` newest entries that match `asked`, and that have
# what `each` and the tags ask for. `weekly` is `asked` with blanks for the span of a step, the
# number of the span and that of the one before it. A row without a title says that there may be
# more matches before its position.
#
# The planner does not know what it costs to unpack a vector, and would rather look into those of
# all rows than ask the index; `position + 0` keeps it from walking the places. So there is one good
# plan, and it is made once: to plan a step costs as much as the step itself.
_NEWEST = """
    CREATE FUNCTION articles_search_newest(
        asked text, weekly text, each text, since bigint, until bigint, within bigint[],
        led bigint, tags bigint[], refused bigint[], most integer, looks integer
    )
    RETURNS TABLE (at_position bigint, title text, lead text)
    LANGUAGE plpgsql STABLE SET enable_seqscan = off
    SET plan_cache_mode = force_generic_plan AS $$
    #variable_conflict use_column
    DECLARE
        entry record;
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
                SELECT e.position FROM articles_search_entry e WHERE e.id = l.content_object_id
            )), '{}') INTO within FROM articles_taggedarticle l WHERE l.tag_id = led;
        END IF;
        IF within IS NOT NULL THEN
            RETURN QUERY
            WITH s AS MATERIALIZED (SELECT * FROM articles_search WHERE position = ANY(within))
            SELECT s.position, s.title, s.lead FROM s
            WHERE (asked = '' OR s.words @@ asked::tsquery)
                AND s.position >= since AND s.position < until
                AND (each = '' OR s.words @@ each::tsquery)
                AND (tags = '{}' OR (
                    SELECT count(*) FROM articles_taggedarticle l
                    WHERE l.content_object_id = (s.position & 2147483647) AND l.tag_id = ANY (tags)
                ) = cardinality(tags))
                AND (refused = '{}' OR (
                    SELECT count(*) FROM articles_taggedarticle l
                    WHERE l.content_object_id = (s.position & 2147483647) AND l.tag_id = ANY (refused)
                ) = 0)
            ORDER BY s.position DESC LIMIT most;
            RETURN;
        END IF;
        IF asked = '' THEN
            RETURN QUERY
            SELECT s.position, s.title, s.lead FROM articles_search s
            WHERE s.position >= since AND s.position < until
                AND (each = '' OR s.words @@ each::tsquery)
                AND (tags = '{}' OR (
                    SELECT count(*) FROM articles_taggedarticle l
                    WHERE l.content_object_id = (s.position & 2147483647) AND l.tag_id = ANY (tags)
                ) = cardinality(tags))
                AND (refused = '{}' OR (
                    SELECT count(*) FROM articles_taggedarticle l
                    WHERE l.content_object_id = (s.position & 2147483647) AND l.tag_id = ANY (refused)
                ) = 0)
            ORDER BY s.position DESC LIMIT most;
            RETURN;
        END IF;
        LOOP
            -- From the newest that is left, over what may be years without an article.
            SELECT max(s.position) INTO top FROM articles_search s WHERE s.position < until;
            IF top IS NULL OR top < since THEN
                RETURN;
            END IF;
            top := top >> 31;
            last := top / (span * 604800);
            wanted := format(weekly, span, last, last - back);
            -- The entries are read in their order, and no more of them than are needed.
            FOR entry IN
                SELECT s.position, s.title, s.lead,
                    -- A count is one look at an index, which the planner cannot turn into a look
                    -- at all articles of a tag.
                    (each = '' OR s.words @@ each::tsquery)
                    AND (tags = '{}' OR (
                        SELECT count(*) FROM articles_taggedarticle l
                        WHERE l.content_object_id = (s.position & 2147483647)
                            AND l.tag_id = ANY (tags)
                    ) = cardinality(tags))
                    AND (refused = '{}' OR (
                        SELECT count(*) FROM articles_taggedarticle l
                        WHERE l.content_object_id = (s.position & 2147483647)
                            AND l.tag_id = ANY (refused)
                    ) = 0) AS fits
                FROM (
                    SELECT * FROM articles_search n
                    WHERE n.words @@ wanted AND n.position + 0 >= since AND n.position + 0 < until
                    ORDER BY n.position + 0 DESC LIMIT looks
                ) s
            LOOP
                at_position := entry.position;
                IF entry.fits THEN
                    title := entry.title;
                    lead := entry.lead;
                    RETURN NEXT;
                    most := most - 1;
                END IF;
                seen := seen + 1;
                looks := looks - 1;
                IF most = 0 THEN
                    RETURN;
                ELSIF looks = 0 THEN
                    -- A position without an entry: there may be more before it.
                    title := NULL;
                    lead := NULL;
                    RETURN NEXT;
                    RETURN;
                END IF;
            END LOOP;
            until := least(until, greatest(last - back, 0) * span * 604800 << 31);
            IF until <= since THEN
                RETURN;
            END IF;
            -- A span may have only begun: from the second step on, the one before it is looked at,
            -- too.
            back := 1;
            -- The next span, of at most 16 times the weeks, follows from the number of entries so
            -- far: one that would give fewer than 120 is not worth a step, and more than 1,000 are
            -- for nobody. The few articles that are dated ahead say nothing about it.
            IF until >> 31 < extract(epoch FROM now()) THEN
                begun := coalesce(begun, least(top, extract(epoch FROM now())::bigint));
                weeks := (begun - (until >> 31)) / 604800::float;
                SELECT coalesce(max(s), 1) INTO span FROM unnest(ARRAY[1, 4, 16, 64]) s
                WHERE s <= 16 * span
                    AND s * (seen + 1) <= greatest(least(looks, 1000), 120) * weeks;
            END IF;
        END LOOP;
    END $$
"""

CREATE = [
    "CREATE VIEW articles_search_version AS SELECT 1 AS version",
    # The second of the time, 1970 to 2106, above 31 bits for the id.
    """
    CREATE FUNCTION articles_search_position(moment timestamptz, id bigint) RETURNS bigint
    LANGUAGE sql STABLE AS $$
        SELECT (least(greatest(floor(extract(epoch FROM moment))::bigint, 0), 4294967295) << 31) | id
    $$
    """,
    """
    CREATE FUNCTION articles_search_vector(words text, keys text[]) RETURNS tsvector
    LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(string_agg(w.word || ':' || w.number, ' '), '')::tsvector
            || array_to_tsvector(keys)
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS w(word, number)
        WHERE w.word <> ''
    $$
    """,
    # Two blanks keep a phrase from running from the title into the text. The vocabulary has no
    # unique index: two writers who learn the same word must not wait for each other.
    """
    CREATE FUNCTION articles_search_sync() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND OLD.status = 'published' THEN
            DELETE FROM articles_search
            WHERE position = articles_search_position(OLD.published_at, OLD.id);
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.status = 'published' THEN
            INSERT INTO articles_search (position, title, lead, words)
            SELECT e.position, e.title, e.lead,
                articles_search_vector(e.title || '  ' || e.lead || '  ' || e.body, e.keys)
            FROM articles_search_entry e WHERE e.id = NEW.id;
            INSERT INTO articles_search_vocabulary (word, mirror)
            SELECT DISTINCT w.word, reverse(right(w.word, 6))
            FROM unnest(string_to_array(NEW.words_title || ' ' || NEW.words_lead, ' ')) w(word)
            WHERE length(w.word) BETWEEN 4 AND 24 AND NOT EXISTS
                (SELECT 1 FROM articles_search_vocabulary k WHERE k.word = w.word COLLATE "C");
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION articles_unpublished_sync() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND OLD.status <> 'published' THEN
            DELETE FROM articles_unpublished
            WHERE position = articles_search_position(coalesce(OLD.published_at, OLD.created_at), OLD.id);
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.status <> 'published' THEN
            INSERT INTO articles_unpublished (position, title, lead, words)
            SELECT e.position, e.title, e.lead,
                articles_search_vector(e.title || '  ' || e.lead || '  ' || e.body, e.keys)
            FROM articles_unpublished_entry e WHERE e.id = NEW.id;
        END IF;
        RETURN NULL;
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
    """
    CREATE FUNCTION articles_unpublished_empty() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM articles_unpublished;
        RETURN NULL;
    END $$
    """,
    _NEWEST,
    _NEWEST.replace("articles_search", "articles_unpublished"),
    # Readers search in the old tables meanwhile; writers wait. What is written to a GIN index waits
    # in a list that every search must read: it is kept short.
    """
    CREATE FUNCTION articles_search_fill() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        LOCK TABLE articles_article IN SHARE MODE;

        CREATE TABLE articles_search_fresh (
            position bigint PRIMARY KEY, title text NOT NULL, lead text NOT NULL,
            words tsvector NOT NULL
        );
        INSERT INTO articles_search_fresh (position, title, lead, words)
        SELECT e.position, e.title, e.lead,
            articles_search_vector(e.title || '  ' || e.lead || '  ' || e.body, e.keys)
        FROM articles_search_entry e ORDER BY e.position;
        CREATE INDEX ON articles_search_fresh
            USING gin (words) WITH (gin_pending_list_limit = 256);

        CREATE TABLE articles_unpublished_fresh (
            position bigint PRIMARY KEY, title text NOT NULL, lead text NOT NULL,
            words tsvector NOT NULL
        );
        INSERT INTO articles_unpublished_fresh (position, title, lead, words)
        SELECT e.position, e.title, e.lead,
            articles_search_vector(e.title || '  ' || e.lead || '  ' || e.body, e.keys)
        FROM articles_unpublished_entry e ORDER BY e.position;
        CREATE INDEX ON articles_unpublished_fresh
            USING gin (words) WITH (gin_pending_list_limit = 256);

        -- For spelling: the words of published titles and leads, and their last letters backwards.
        CREATE TABLE articles_search_vocabulary_fresh (
            word text COLLATE "C", mirror text COLLATE "C"
        );
        INSERT INTO articles_search_vocabulary_fresh (word, mirror)
        SELECT DISTINCT w.word, reverse(right(w.word, 6))
        FROM articles_search_fresh f,
            unnest(string_to_array(f.title || ' ' || f.lead, ' ')) w(word)
        WHERE length(w.word) BETWEEN 4 AND 24;
        CREATE INDEX ON articles_search_vocabulary_fresh (word);
        CREATE INDEX ON articles_search_vocabulary_fresh (mirror);

        DROP TABLE IF EXISTS articles_search, articles_unpublished, articles_search_vocabulary;
        ALTER TABLE articles_search_fresh RENAME TO articles_search;
        ALTER TABLE articles_unpublished_fresh RENAME TO articles_unpublished;
        ALTER TABLE articles_search_vocabulary_fresh RENAME TO articles_search_vocabulary;
        ANALYZE articles_search;
        ANALYZE articles_unpublished;
    END $$
    """,
    *CREATE_TRIGGERS,
]

FILL = ["SELECT articles_search_fill()"]
