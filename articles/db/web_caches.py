"""Less memory for each of the many connections that a web process has to SQLite.

An import or a worker has one, and writes more quickly with larger caches.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.signals import connection_created

# Each thread of each process has a connection; the system caches the file for all of them.
KILOBYTES = 512
# Prepared statements that a connection keeps, of which Python's own number is 128. With 128 each of
# two processes with eight threads had 15 MB of SQLite after 2,600 pages, with 16 it has 8 MB
# (`sqlite3_memory_used()`). Cold pages cost the same processor time.
STATEMENTS = 16


def keep_caches_small() -> None:
    """Give every connection to SQLite that is made from now on caches of KILOBYTES and of
    STATEMENTS."""
    connection_created.connect(_shrink, dispatch_uid="articles.db.web_caches")
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        # An argument of sqlite3.connect(); no statement can change it later.
        options = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"]
        options.setdefault("cached_statements", STATEMENTS)


def _shrink(connection: Any, **kwargs: object) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{KILOBYTES}")
