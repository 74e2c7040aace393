"""The lock that allows one import at a time, and what it says when it cannot be had."""

import pytest
from django.db import OperationalError, connection, connections

from articles.import_export.exceptions import ImportBusy
from articles.import_export.lock import import_lock


def never_entered() -> None:
    with import_lock():
        pytest.fail("the lock was had")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a database that cannot do this")
@pytest.mark.django_db(transaction=True)
def test_a_database_that_fails_is_not_another_import(monkeypatch):
    """SQLite refuses what PostgreSQL is asked, as a broken server refuses it."""
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(OperationalError):
        never_entered()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the lock of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_another_import_is_told_from_a_database_that_fails():
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [0x6E657773])
        with pytest.raises(ImportBusy):
            never_entered()
    finally:
        other.close()
    with import_lock():
        pass
