"""Leaves a copy of the head of the public change log in Redis after each commit.

So other processes see the change at their next answer, also where they ask Redis and not the
database.
"""

from functools import cache

from django.db import connection

from articles.models.public_change_log import changes_committed
from articles.public.page_cache.log_reader import newest_change
from articles.public.page_cache.redis_store import RedisStore, store_of_settings


def connect_head_copy() -> None:
    """Let every commit of this process be copied, where processes ask Redis."""
    if connection.vendor != "sqlite" and _store():
        changes_committed.connect(copy_head)


def copy_head(**kwargs: object) -> None:
    """Receive the signal `changes_committed`: tell Redis of the newest row. One query."""
    store, head = _store(), newest_change()
    if store and head:
        store.raise_head(head)


@cache
def _store() -> RedisStore | None:
    return store_of_settings()
