"""Looks, before every answer, for what changed: in the database, or in a copy of the log's head."""

from typing import Protocol

from articles.public.page_cache.known_changes import Change
from articles.public.page_cache.log_reader import LogReader
from articles.public.page_cache.redis_store import RedisStore

# Seconds after which the database is asked although there is a copy. A process that was killed
# between its commit and the copy made no more readers wait than these.
_DATABASE_EVERY = 1.0


class Store(Protocol):
    """A place for pages that processes share."""

    def fetch(self, address: str) -> bytes | None:
        """Return what was stored at `address`; None for nothing, and while the store is away."""

    def store(self, address: str, content: bytes, head: Change, seconds: float) -> None:
        """Store `content` at `address` for at most so many seconds, if the store is not away.

        `head` is the newest row of the public change log that is known.
        """

    def head(self) -> Change | None:
        """Return the newest row of the log that the store was told of, None for an empty store."""

    def clear(self) -> None:
        """Drop what is stored, for all processes."""


class NoStore:
    """A store that keeps nothing, where processes share no pages."""

    def fetch(self, address: str) -> bytes | None:
        """Return None."""
        return None

    def store(self, address: str, content: bytes, head: Change, seconds: float) -> None:
        """Do nothing."""

    def head(self) -> Change | None:
        """Return None."""
        return None

    def clear(self) -> None:
        """Do nothing."""


class Lookout:
    """Asks the database each time."""

    def __init__(self, log: LogReader, store: Store) -> None:
        self.log = log
        self._store = store

    def look(self, now: float, address: str = "") -> bytes | None:
        """Learn of all that changed, and return what the store has at `address`, if one is given.

        `now` is in seconds since 1970. Raises django.db.Error while the database does not answer.
        """
        self.log.look(now)
        return self._store.fetch(address) if address else None


class CopyLookout(Lookout):
    """Asks Redis, where each writer leaves a copy of the head, and the database once a second.

    The copy and the page come in one round trip. While Redis is away the database is asked.
    """

    def __init__(self, log: LogReader, store: RedisStore) -> None:
        super().__init__(log, store)
        self._redis = store
        self._asked_at = 0.0

    def look(self, now: float, address: str = "") -> bytes | None:
        """Learn of all that changed, as the database or the copy tells."""
        # The copy first: it never has a row that the database has not.
        copy, content = self._redis.look(address)
        if (
            copy is None
            or copy.head.sequence < self.log.head.sequence
            or not 0 <= now - self._asked_at < _DATABASE_EVERY
        ):
            self.log.look(now)
            self._asked_at = now
            if copy is None or copy.head.sequence < self.log.head.sequence:
                self._redis.raise_head(self.log.head)
        else:
            self.log.learn(copy.head.sequence, now)
        return content
