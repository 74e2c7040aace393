"""Compares the migrations of this release with those that the database has."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def unapplied() -> list[str]:
    """Return the migrations that the database lacks, as `app.name`. Two queries.

    Raises django.db.Error while the database does not answer.
    """
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in _of_release() if (app, name) not in applied]


@cache
def _of_release() -> list[tuple[str, str]]:
    # Read once in a process: the files of a release do not change under it.
    return sorted(key for key in MigrationLoader(None).graph.nodes)
