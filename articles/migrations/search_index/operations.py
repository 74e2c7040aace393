"""Migration operations of the search index, and the functions that `rebuild_search` runs.

A migration that changes a column of `Article` which SQLite can change only by making the table
anew (nearly all of `AlterField`, `RemoveField` of a key, `AddConstraint`, `AddField` that is not
null) stands between the two operations that take views and triggers out of its way:

    operations = [
        DropSearchTriggers(1),
        migrations.AlterField("article", "title", ...),
        CreateSearchTriggers(1),
    ]

Without them it fails on SQLite with "error in view articles_search_entry: no such table".
"""

from django.db import router, transaction
from django.db.migrations.operations.base import Operation

from articles.migrations.search_index import postgresql_1, sqlite_1

VERSIONS = {1: {"sqlite": sqlite_1, "postgresql": postgresql_1}}
CURRENT = max(VERSIONS)


def sql_of(connection, version=CURRENT):
    """The module of SQL for this database. Raises KeyError for a database without a search."""
    return VERSIONS[version][connection.vendor]


def create(connection):
    """Drop what stands of the index, make the current version of it, and fill it."""
    sql = sql_of(connection)
    _execute(connection, [*sql.DROP, *sql.CREATE, *sql.FILL])


def fill(connection):
    """Fill the index from the articles, from nothing. Readers find the old entries until the end."""
    _execute(connection, sql_of(connection).FILL)


def drop(apps, schema_editor):
    """For `RunPython` in migrations older than the first version: drop the index of that time."""
    for statement in sql_of(schema_editor.connection, 1).DROP:
        schema_editor.execute(statement)


def _execute(connection, statements):
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class SearchOperation(Operation):
    """SQL on the search index, which no model state knows. `version` is a key of VERSIONS."""

    reduces_to_sql = True

    def __init__(self, version):
        self.version = version

    def forwards(self, sql):
        """The statements of this operation, from a module of one version."""
        raise NotImplementedError

    def backwards(self, sql):
        """The statements that take it back."""
        raise NotImplementedError

    def state_forwards(self, app_label, state):
        """Change no model."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Run the statements of `forwards()`."""
        self._run(
            app_label, schema_editor, self.forwards(sql_of(schema_editor.connection, self.version))
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Run the statements of `backwards()`."""
        self._run(
            app_label, schema_editor, self.backwards(sql_of(schema_editor.connection, self.version))
        )

    def _run(self, app_label, schema_editor, statements):
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            for statement in statements:
                schema_editor.execute(statement, params=None)


class CreateSearchIndex(SearchOperation):
    """Make the index and fill it from the articles, whatever stood there before.

    On the way back the version `before` is made again; without one the index is dropped.
    """

    def __init__(self, version, before=None):
        super().__init__(version)
        self.before = before

    def forwards(self, sql):
        return [*sql.DROP, *sql.CREATE, *sql.FILL]

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Drop this version, and make the one before it."""
        statements = sql_of(schema_editor.connection, self.version).DROP
        if self.before:
            statements = [
                *statements,
                *self.forwards(sql_of(schema_editor.connection, self.before)),
            ]
        self._run(app_label, schema_editor, statements)

    def describe(self):
        return f"Create version {self.version} of the search index"


class DropSearchTriggers(SearchOperation):
    """Take the views and triggers of the index away, before the table of articles changes."""

    def forwards(self, sql):
        return sql.DROP_TRIGGERS

    def backwards(self, sql):
        return [*sql.DROP_TRIGGERS, *sql.CREATE_TRIGGERS, *sql.FILL]

    def describe(self):
        return "Drop the triggers of the search index"


class CreateSearchTriggers(SearchOperation):
    """Make them again, and fill the index with what the articles are now."""

    def forwards(self, sql):
        return [*sql.DROP_TRIGGERS, *sql.CREATE_TRIGGERS, *sql.FILL]

    def backwards(self, sql):
        return sql.DROP_TRIGGERS

    def describe(self):
        return "Create the triggers of the search index"
