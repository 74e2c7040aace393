"""`manage.py move_database`: a newsroom from SQLite to PostgreSQL, wholly or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import environ
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from articles.models import PublicChange
from articles.operations.move.exceptions import CannotMove
from articles.operations.move.table_contents import (
    TableChecksum,
    checksum,
    table_columns,
    table_rows,
)
from articles.search.rebuild import rebuild_index

# The old database while it is read; the new one is the default meanwhile, as it will be.
SOURCE = "moved_from"
# Filled by the move itself: what migrations were run, and what triggers and `FILL` derive.
_OWN = ("django_migrations", "sqlite_", "articles_search", "articles_unpublished")


class MovedDatabase(NamedTuple):
    """The number of rows of each table that was moved, and tables of no installed app."""

    rows: dict[str, int]
    left: list[str]


def move_database(
    url: str,
    begin: Callable[[int], object] = lambda rows: None,
    each: Callable[[str], object] = lambda table: None,
) -> MovedDatabase:
    """Carry every row of the default database, which is SQLite, to the empty PostgreSQL at `url`.

    Ids stay. All of it is one transaction, in which every table is read back and compared by the
    number and a checksum of its rows before it is committed; nobody can write to the source
    meanwhile. What was cut off leaves the target without rows, and is run again. Calls `begin` with
    the number of rows, and `each` with the table of every row that was written.

    Raises CannotMove before anything is written, and where a row does not arrive as it was.
    """
    if connection.vendor != "sqlite":
        raise CannotMove("DATABASE_URL names no SQLite: there is nothing to move")
    if not url.startswith(("postgres://", "postgresql://")):
        raise CannotMove("--to names no PostgreSQL: postgres://user:password@host:5432/name")
    if _waiting_migrations():
        raise CannotMove("the old database waits for migrations: run manage.py migrate first")
    with _default_database(url):
        _refuse_full()
        call_command("migrate", interactive=False, verbosity=0)
        # The lock of a writer: what others want to write waits, or fails, but is not left behind.
        with transaction.atomic(using=SOURCE), transaction.atomic():
            moved = _move(begin, each)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return moved


def _move(begin: Callable[[int], object], each: Callable[[str], object]) -> MovedDatabase:
    tables = {model._meta.db_table: model for model in _models()}
    begin(sum(models.QuerySet(model, using=SOURCE).count() for model in tables.values()))
    with connection.cursor() as cursor, _without_triggers(cursor, list(tables)):
        sums = {name: _copy(cursor, name, model, each) for name, model in tables.items()}
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables.values())):
            cursor.execute(statement)
    for name, model in tables.items():
        if checksum(model, DEFAULT_DB_ALIAS) != sums[name]:
            raise CannotMove(f"{name} did not arrive as it was")
    rebuild_index()
    PublicChange.begin_anew()
    present = connections[SOURCE].introspection.table_names()
    left = [name for name in present if name not in tables and not name.startswith(_OWN)]
    return MovedDatabase({name: one.rows for name, one in sums.items()}, left)


def _copy(
    cursor: Any, table: str, model: type[models.Model], each: Callable[[str], object]
) -> TableChecksum:
    fields = table_columns(model)
    names = ", ".join(f'"{field.column}"' for field in fields)
    prepare = [field.get_db_prep_save for field in fields]
    sum_of_rows = TableChecksum()
    statement = f'COPY "{table}" ({names}) FROM STDIN'
    # Django knows no `copy()`, and leaves the errors of psycopg what they are.
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in table_rows(model, SOURCE):
            sum_of_rows.add(row)
            pairs = zip(prepare, row, strict=True)
            copy.write_row([to_database(value, connection) for to_database, value in pairs])
            each(table)
    return sum_of_rows


@contextmanager
def _without_triggers(cursor: Any, tables: list[str]) -> Iterator[None]:
    """Empty the tables, and let no trigger of ours see what comes into them.

    Keys to other tables are checked at the end, before the triggers are there again.
    """
    names = ", ".join(f'"{table}"' for table in tables)
    for table in tables:
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    # Migrations have written pages, groups and permissions, under ids of their own.
    cursor.execute(f"TRUNCATE {names}")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _models() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _refuse_full() -> None:
    """Raise CannotMove where the target holds more than what migrations write."""
    present = set(connection.introspection.table_names())
    recorded = MigrationRecorder.Migration._meta.db_table
    if present and recorded not in present:
        raise CannotMove(f"the new database is not empty (it has {min(present)}): name a new one")
    for model in (apps.get_model("articles.Article"), apps.get_model("auth.User")):
        if model._meta.db_table in present and model._base_manager.exists():
            raise CannotMove("the new database holds a newsroom already: name a new one")


def _waiting_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _default_database(url: str) -> Iterator[None]:
    """Make the database at `url` the default one of this process, and the present one SOURCE.

    Migrations and models then write to the new one without being told.
    """
    old = connections.settings
    new = environ.Env.db_url_config(url)
    databases = {**old, SOURCE: old[DEFAULT_DB_ALIAS], DEFAULT_DB_ALIAS: new}
    connections[DEFAULT_DB_ALIAS].close()
    del connections[DEFAULT_DB_ALIAS]
    connections.settings = connections.configure_settings(databases)
    try:
        yield
    finally:
        for alias in (SOURCE, DEFAULT_DB_ALIAS):
            connections[alias].close()
            del connections[alias]
        connections.settings = old
