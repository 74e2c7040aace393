"""The search index in migrations: its tables, and the triggers that follow the articles."""

DROP = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS articles_search_insert",
        "DROP TRIGGER IF EXISTS articles_search_delete",
        "DROP TRIGGER IF EXISTS articles_search_before",
        "DROP TRIGGER IF EXISTS articles_search_after",
        "DROP TRIGGER IF EXISTS articles_unpublished_insert",
        "DROP TRIGGER IF EXISTS articles_unpublished_delete",
        "DROP TRIGGER IF EXISTS articles_unpublished_before",
        "DROP TRIGGER IF EXISTS articles_unpublished_after",
        "DROP TABLE IF EXISTS articles_search",
        "DROP TABLE IF EXISTS articles_search_words",
        "DROP TABLE IF EXISTS articles_search_vocabulary",
        "DROP TABLE IF EXISTS articles_unpublished",
        "DROP TABLE IF EXISTS articles_unpublished_words",
    ],
    # The triggers go with the functions that they execute.
    "postgresql": [
        "DROP FUNCTION IF EXISTS articles_search_sync CASCADE",
        "DROP FUNCTION IF EXISTS articles_search_empty CASCADE",
        "DROP FUNCTION IF EXISTS articles_search_newest",
        "DROP FUNCTION IF EXISTS articles_unpublished_sync CASCADE",
        "DROP FUNCTION IF EXISTS articles_unpublished_empty CASCADE",
        "DROP FUNCTION IF EXISTS articles_unpublished_newest",
        "DROP TABLE IF EXISTS articles_search",
        "DROP TABLE IF EXISTS articles_search_vocabulary",
        "DROP TABLE IF EXISTS articles_unpublished",
        "DROP FUNCTION IF EXISTS articles_search_vector",
    ],
}


def drop_index(apps, schema_editor):
    """Drop the search index of any earlier release, in a migration that changes its columns.

    SQLite drops no column that a trigger names.
    """
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
