"""Less memory for each of the many connections that a web process has to SQLite.

An import or a worker has one, and writes more quickly with a larger cache.
"""

from typing import Any

from django.db.backends.signals import connection_created

# Each thread of each process has a connection; the system caches the file for all of them.
KILOBYTES = 512


def keep_caches_small() -> None:
    """Give every connection to SQLite that is made from now on a cache of KILOBYTES."""
    connection_created.connect(_shrink, dispatch_uid="articles.db.web_caches")


def _shrink(connection: Any, **kwargs: object) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{KILOBYTES}")
