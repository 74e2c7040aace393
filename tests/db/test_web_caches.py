"""The caches of connections to SQLite: small in a web process, larger in a command."""

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from articles.db.web_caches import KILOBYTES, keep_caches_small

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the cache of SQLite")


def cache_of(fresh) -> int:
    with fresh.cursor() as cursor:
        return cursor.execute("PRAGMA cache_size").fetchone()[0]


@pytest.mark.django_db
def test_only_connections_of_a_web_process_have_a_small_cache():
    assert cache_of(connection.copy()) == -2048
    keep_caches_small()
    try:
        assert cache_of(connection.copy()) == -KILOBYTES
    finally:
        connection_created.disconnect(dispatch_uid="articles.db.web_caches")
