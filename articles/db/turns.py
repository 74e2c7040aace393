"""Lets transactions that must not run at the same time take turns."""

from django.db import connection


def take_turn(key: int) -> None:
    """Wait until no other transaction has the turn of this key, and keep it up to the end of this
    one.

    SQLite's transactions take turns anyway: they begin with the lock of all writing. On PostgreSQL
    it is an advisory lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
