"""The caches of connections to SQLite: small in a web process, larger in a command."""

import pytest
from django.db import connection, connections
from django.db.backends.signals import connection_created

from articles.db.web_caches import KILOBYTES, STATEMENTS, keep_caches_small

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the cache of SQLite")


def cache_of(fresh) -> int:
    with fresh.cursor() as cursor:
        return cursor.execute("PRAGMA cache_size").fetchone()[0]


@pytest.fixture
def options(monkeypatch):
    """The options of the database, which are as they were when the test ends."""
    settings = connections.settings["default"]
    monkeypatch.setitem(settings, "OPTIONS", {**settings["OPTIONS"]})
    yield settings["OPTIONS"]
    connection_created.disconnect(dispatch_uid="articles.db.web_caches")


@pytest.mark.django_db
def test_only_connections_of_a_web_process_have_small_caches(options):
    assert cache_of(connection.copy()) == -2048
    assert "cached_statements" not in options
    keep_caches_small()
    fresh = connections.create_connection("default")
    assert cache_of(fresh) == -KILOBYTES
    assert fresh.get_connection_params()["cached_statements"] == STATEMENTS
    fresh.close()


def test_a_number_of_statements_in_the_settings_stays(options):
    options["cached_statements"] = 64
    keep_caches_small()
    assert options["cached_statements"] == 64
