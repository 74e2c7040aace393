"""Version 1 of the search index in SQLite (articles/search/sqlite.py says how it is searched).

Two indexes of one make: `articles_search` holds the published articles, `articles_unpublished` all
others. `<index>_entry` is a view of what an article has in the index, `<index>` holds the titles
and leads in the order of time, and `<index>_words` is FTS5's. FTS5 keeps no text here (`content=''`),
so an entry is removed by giving it the old text once more, before the article changes.

SQLite changes most columns by making the table anew. That drops the triggers with the old table,
and then fails with "error in view articles_search_entry: no such table". A migration that does this
to `articles_article` drops views and triggers first, and creates them again at its end
(articles/migrations/search_index/operations.py).
"""

DROP_TRIGGERS = [
    "DROP TRIGGER IF EXISTS articles_search_insert",
    "DROP TRIGGER IF EXISTS articles_search_delete",
    "DROP TRIGGER IF EXISTS articles_search_before",
    "DROP TRIGGER IF EXISTS articles_search_after",
    "DROP TRIGGER IF EXISTS articles_unpublished_insert",
    "DROP TRIGGER IF EXISTS articles_unpublished_delete",
    "DROP TRIGGER IF EXISTS articles_unpublished_before",
    "DROP TRIGGER IF EXISTS articles_unpublished_after",
    "DROP VIEW IF EXISTS articles_search_entry",
    "DROP VIEW IF EXISTS articles_unpublished_entry",
]

DROP_TABLES = [
    "DROP TABLE IF EXISTS articles_search",
    "DROP TABLE IF EXISTS articles_search_words",
    "DROP TABLE IF EXISTS articles_search_vocabulary",
    "DROP TABLE IF EXISTS articles_unpublished",
    "DROP TABLE IF EXISTS articles_unpublished_words",
]

DROP = [*DROP_TRIGGERS, *DROP_TABLES, "DROP VIEW IF EXISTS articles_search_version"]

CREATE_TRIGGERS = [
    # The position is the second of the time, 1970 to 2106, above 31 bits for the id.
    """
    CREATE VIEW articles_search_entry AS
    SELECT
        a.id,
        (min(max(CAST(strftime('%s', substr(a.published_at, 1, 19)) AS INTEGER), 0), 4294967295)
            << 31) | a.id AS position,
        a.words_title AS title,
        a.words_lead AS lead,
        a.words_body AS body,
        'l' || replace(lower(a.lang), '-', '')
            || coalesce(' c' || a.category_id, '')
            || coalesce(' s' || a.source_id, '')
            || CASE WHEN a.risk > 0 THEN ' m' ELSE '' END AS keys
    FROM articles_article AS a
    WHERE a.status = 'published'
    """,
    """
    CREATE VIEW articles_unpublished_entry AS
    SELECT
        a.id,
        (min(max(CAST(strftime('%s', substr(coalesce(a.published_at, a.created_at), 1, 19))
            AS INTEGER), 0), 4294967295) << 31) | a.id AS position,
        a.words_title AS title,
        a.words_lead AS lead,
        a.words_body AS body,
        'l' || replace(lower(a.lang), '-', '')
            || coalesce(' c' || a.category_id, '')
            || coalesce(' s' || a.source_id, '')
            || CASE WHEN a.risk > 0 THEN ' m' ELSE '' END
            || ' t' || replace(a.status, '_', '') AS keys
    FROM articles_article AS a
    WHERE a.status <> 'published'
    """,
    """
    CREATE TRIGGER articles_search_insert AFTER INSERT ON articles_article
    WHEN NEW.status = 'published'
    BEGIN
        INSERT INTO articles_search (position, title, lead)
            SELECT position, title, lead FROM articles_search_entry WHERE id = NEW.id;
        INSERT INTO articles_search_words (rowid, title, lead, body, keys)
            SELECT position, title, lead, body, keys FROM articles_search_entry WHERE id = NEW.id;
        INSERT INTO articles_search_vocabulary (word, mirror)
            SELECT DISTINCT value, substr(value, -1, 1) || substr(value, -2, 1)
                || substr(value, -3, 1) || substr(value, -4, 1) || substr(value, -5, 1)
                || substr(value, -6, 1)
            FROM json_each(
                '["' || replace(NEW.words_title || ' ' || NEW.words_lead, ' ', '","') || '"]'
            )
            WHERE length(value) BETWEEN 4 AND 24 AND NOT EXISTS
                (SELECT 1 FROM articles_search_vocabulary AS known WHERE known.word = value);
    END
    """,
    """
    CREATE TRIGGER articles_search_delete BEFORE DELETE ON articles_article
    WHEN OLD.status = 'published'
    BEGIN
        DELETE FROM articles_search
            WHERE position = (SELECT position FROM articles_search_entry WHERE id = OLD.id);
        INSERT INTO articles_search_words
            (articles_search_words, rowid, title, lead, body, keys)
            SELECT 'delete', position, title, lead, body, keys
            FROM articles_search_entry WHERE id = OLD.id;
    END
    """,
    """
    CREATE TRIGGER articles_search_before BEFORE UPDATE OF
        lang, status, published_at, category_id, source_id, risk,
        words_title, words_lead, words_body
    ON articles_article
    WHEN (
        OLD.lang IS NOT NEW.lang
        OR OLD.status IS NOT NEW.status
        OR OLD.published_at IS NOT NEW.published_at
        OR OLD.category_id IS NOT NEW.category_id
        OR OLD.source_id IS NOT NEW.source_id
        OR OLD.risk IS NOT NEW.risk
        OR OLD.words_title IS NOT NEW.words_title
        OR OLD.words_lead IS NOT NEW.words_lead
        OR OLD.words_body IS NOT NEW.words_body
    ) AND OLD.status = 'published'
    BEGIN
        DELETE FROM articles_search
            WHERE position = (SELECT position FROM articles_search_entry WHERE id = OLD.id);
        INSERT INTO articles_search_words
            (articles_search_words, rowid, title, lead, body, keys)
            SELECT 'delete', position, title, lead, body, keys
            FROM articles_search_entry WHERE id = OLD.id;
    END
    """,
    """
    CREATE TRIGGER articles_search_after AFTER UPDATE OF
        lang, status, published_at, category_id, source_id, risk,
        words_title, words_lead, words_body
    ON articles_article
    WHEN (
        OLD.lang IS NOT NEW.lang
        OR OLD.status IS NOT NEW.status
        OR OLD.published_at IS NOT NEW.published_at
        OR OLD.category_id IS NOT NEW.category_id
        OR OLD.source_id IS NOT NEW.source_id
        OR OLD.risk IS NOT NEW.risk
        OR OLD.words_title IS NOT NEW.words_title
        OR OLD.words_lead IS NOT NEW.words_lead
        OR OLD.words_body IS NOT NEW.words_body
    ) AND NEW.status = 'published'
    BEGIN
        INSERT INTO articles_search (position, title, lead)
            SELECT position, title, lead FROM articles_search_entry WHERE id = NEW.id;
        INSERT INTO articles_search_words (rowid, title, lead, body, keys)
            SELECT position, title, lead, body, keys FROM articles_search_entry WHERE id = NEW.id;
        INSERT INTO articles_search_vocabulary (word, mirror)
            SELECT DISTINCT value, substr(value, -1, 1) || substr(value, -2, 1)
                || substr(value, -3, 1) || substr(value, -4, 1) || substr(value, -5, 1)
                || substr(value, -6, 1)
            FROM json_each(
                '["' || replace(NEW.words_title || ' ' || NEW.words_lead, ' ', '","') || '"]'
            )
            WHERE length(value) BETWEEN 4 AND 24 AND NOT EXISTS
                (SELECT 1 FROM articles_search_vocabulary AS known WHERE known.word = value);
    END
    """,
    """
    CREATE TRIGGER articles_unpublished_insert AFTER INSERT ON articles_article
    WHEN NEW.status <> 'published'
    BEGIN
        INSERT INTO articles_unpublished (position, title, lead)
            SELECT position, title, lead FROM articles_unpublished_entry WHERE id = NEW.id;
        INSERT INTO articles_unpublished_words (rowid, title, lead, body, keys)
            SELECT position, title, lead, body, keys
            FROM articles_unpublished_entry WHERE id = NEW.id;
    END
    """,
    """
    CREATE TRIGGER articles_unpublished_delete BEFORE DELETE ON articles_article
    WHEN OLD.status <> 'published'
    BEGIN
        DELETE FROM articles_unpublished
            WHERE position = (SELECT position FROM articles_unpublished_entry WHERE id = OLD.id);
        INSERT INTO articles_unpublished_words
            (articles_unpublished_words, rowid, title, lead, body, keys)
            SELECT 'delete', position, title, lead, body, keys
            FROM articles_unpublished_entry WHERE id = OLD.id;
    END
    """,
    """
    CREATE TRIGGER articles_unpublished_before BEFORE UPDATE OF
        lang, status, published_at, category_id, source_id, risk,
        words_title, words_lead, words_body
    ON articles_article
    WHEN (
        OLD.lang IS NOT NEW.lang
        OR OLD.status IS NOT NEW.status
        OR OLD.published_at IS NOT NEW.published_at
        OR OLD.category_id IS NOT NEW.category_id
        OR OLD.source_id IS NOT NEW.source_id
        OR OLD.risk IS NOT NEW.risk
        OR OLD.words_title IS NOT NEW.words_title
        OR OLD.words_lead IS NOT NEW.words_lead
        OR OLD.words_body IS NOT NEW.words_body
    ) AND OLD.status <> 'published'
    BEGIN
        DELETE FROM articles_unpublished
            WHERE position = (SELECT position FROM articles_unpublished_entry WHERE id = OLD.id);
        INSERT INTO articles_unpublished_words
            (articles_unpublished_words, rowid, title, lead, body, keys)
            SELECT 'delete', position, title, lead, body, keys
            FROM articles_unpublished_entry WHERE id = OLD.id;
    END
    """,
    """
    CREATE TRIGGER articles_unpublished_after AFTER UPDATE OF
        lang, status, published_at, category_id, source_id, risk,
        words_title, words_lead, words_body
    ON articles_article
    WHEN (
        OLD.lang IS NOT NEW.lang
        OR OLD.status IS NOT NEW.status
        OR OLD.published_at IS NOT NEW.published_at
        OR OLD.category_id IS NOT NEW.category_id
        OR OLD.source_id IS NOT NEW.source_id
        OR OLD.risk IS NOT NEW.risk
        OR OLD.words_title IS NOT NEW.words_title
        OR OLD.words_lead IS NOT NEW.words_lead
        OR OLD.words_body IS NOT NEW.words_body
    ) AND NEW.status <> 'published'
    BEGIN
        INSERT INTO articles_unpublished (position, title, lead)
            SELECT position, title, lead FROM articles_unpublished_entry WHERE id = NEW.id;
        INSERT INTO articles_unpublished_words (rowid, title, lead, body, keys)
            SELECT position, title, lead, body, keys
            FROM articles_unpublished_entry WHERE id = NEW.id;
    END
    """,
]

CREATE = ["CREATE VIEW articles_search_version AS SELECT 1 AS version", *CREATE_TRIGGERS]

# Words are made by articles/lib/tokens.py, and FTS5 need only split them at blanks: its tokenizer
# `ascii` takes every character beyond ASCII for a letter.
FILL = [
    *DROP_TABLES,
    "CREATE TABLE articles_search (position INTEGER PRIMARY KEY, title TEXT, lead TEXT)",
    """
    CREATE VIRTUAL TABLE articles_search_words USING fts5(
        title, lead, body, keys, content='', tokenize='ascii', prefix='3'
    )
    """,
    """
    INSERT INTO articles_search (position, title, lead)
    SELECT position, title, lead FROM articles_search_entry ORDER BY position
    """,
    """
    INSERT INTO articles_search_words (rowid, title, lead, body, keys)
    SELECT position, title, lead, body, keys FROM articles_search_entry ORDER BY position
    """,
    "INSERT INTO articles_search_words (articles_search_words) VALUES ('optimize')",
    # For spelling: the words of published titles and leads, and their last letters backwards.
    """
    CREATE TABLE articles_search_vocabulary (word TEXT PRIMARY KEY, mirror TEXT) WITHOUT ROWID
    """,
    "CREATE INDEX articles_search_mirror ON articles_search_vocabulary (mirror)",
    """
    INSERT INTO articles_search_vocabulary (word, mirror)
    SELECT DISTINCT value, substr(value, -1, 1) || substr(value, -2, 1)
        || substr(value, -3, 1) || substr(value, -4, 1) || substr(value, -5, 1)
        || substr(value, -6, 1)
    FROM articles_search AS s,
        json_each('["' || replace(s.title || ' ' || s.lead, ' ', '","') || '"]')
    WHERE length(value) BETWEEN 4 AND 24
    """,
    "CREATE TABLE articles_unpublished (position INTEGER PRIMARY KEY, title TEXT, lead TEXT)",
    """
    CREATE VIRTUAL TABLE articles_unpublished_words USING fts5(
        title, lead, body, keys, content='', tokenize='ascii', prefix='3'
    )
    """,
    """
    INSERT INTO articles_unpublished (position, title, lead)
    SELECT position, title, lead FROM articles_unpublished_entry ORDER BY position
    """,
    """
    INSERT INTO articles_unpublished_words (rowid, title, lead, body, keys)
    SELECT position, title, lead, body, keys FROM articles_unpublished_entry ORDER BY position
    """,
    "INSERT INTO articles_unpublished_words (articles_unpublished_words) VALUES ('optimize')",
]
