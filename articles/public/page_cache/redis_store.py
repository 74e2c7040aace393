"""Kept pages in Redis, for processes of many machines, and a copy of the head of the change log.

Redis holds nothing that could not be made again. Every error means that a page is not found, or not
stored, and that the database is asked for the head.
"""

import hashlib
import os
import re
import secrets
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeVar

from django.conf import settings

from articles.lib.pause import Pause
from articles.public.page_cache.known_changes import Change
from articles.public.page_cache.release import site_name

T = TypeVar("T")

# Seconds that a request waits for Redis.
TIMEOUT = 0.1
_COPY = re.compile(rb"([0-9a-f]+) ([0-9]{1,18}) ([0-9]+\.[0-9]+) (.*)", re.DOTALL)
# Sets the copy of the head where there is none, or an older one; returns it. Other kinds of values,
# and texts that are no head, count as none.
_RAISE = """
local copy = redis.pcall('GET', KEYS[1])
if type(copy) == 'string' then
    local generation, sequence = string.match(copy, '^(%x+) (%d+) %d+%.%d+ ')
    if generation then
        if tonumber(sequence) >= tonumber(ARGV[2]) then return copy end
        ARGV[1] = generation
    end
end
copy = ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. ARGV[3]
redis.call('SET', KEYS[1], copy)
return copy
"""


class HeadCopy(NamedTuple):
    """The copy in Redis: which pages there are of use (`generation`), and the head of the log."""

    generation: str
    head: Change


def store_of_settings(release: str = "") -> "RedisStore | None":
    """Return the store in the Redis that CACHE_URL names, for the pages of one release; None where
    it names none."""
    cache = settings.CACHES["default"]
    if not cache["BACKEND"].endswith("RedisCache"):
        return None
    # Of several the first one is the one to write to.
    url = cache["LOCATION"] if isinstance(cache["LOCATION"], str) else cache["LOCATION"][0]
    return RedisStore(url, f"newsroom:{site_name()}", release)


class RedisStore:
    """Pages at the Redis of `url`, below names that begin with `prefix`; those of one `release`.

    Threads and processes may share it.
    """

    def __init__(self, url: str, prefix: str, release: str) -> None:
        # A tenth of a second to import, for sites that have a Redis.
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        self._connected: Callable[[], Any] = partial(
            redis.Redis.from_url,
            url,
            single_connection_client=True,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            # What a Redis closed that was started again is opened once more.
            retry=Retry(NoBackoff(), 1, (redis.ConnectionError,)),
        )
        self._of_thread = threading.local()
        self._unreachable = (redis.ConnectionError, redis.TimeoutError)
        self._refused = redis.ResponseError
        self._head_name = f"{prefix}:head"
        self._page_prefix = f"{prefix}:{release}"
        self._generation = ""
        # Whether all pages are to be dropped and Redis was not told yet.
        self._is_broken = False
        self._pause = Pause("Redis")

    def look(self, address: str = "") -> tuple[HeadCopy | None, bytes | None]:
        """Return the copy of the head, and what was stored at `address`, in one round trip."""
        generation = self._generation
        names = [self._head_name, self._name(address, generation)]
        values = self._run(
            lambda client: client.mget(names) if address else [client.get(self._head_name)]
        )
        if values is None:
            return None, None
        copy = _read_copy(values[0])
        found = copy.generation if copy else ""
        if found != generation:
            # At the first look of a process, and after all pages were dropped.
            self._generation = found
            return self.look(address) if copy and address else (copy, None)
        return copy, values[1] if copy and address else None

    def fetch(self, address: str) -> bytes | None:
        """Return what was stored at `address`, or None."""
        return self.look(address)[1]

    def head(self) -> Change | None:
        """Return the newest row of the log that any process told Redis of, None if none did."""
        copy, _ = self.look()
        return copy.head if copy else None

    def raise_head(self, head: Change) -> None:
        """Tell Redis, after a commit, that the log has the row `head`, or a newer one."""
        generation = self._generation or secrets.token_hex(4)
        values = (generation, head.sequence, f"{head.moment!r} {head.key}")
        copy = self._run(lambda client: client.eval(_RAISE, 1, self._head_name, *values))
        if (read := _read_copy(copy)) is not None:
            self._generation = read.generation

    def store(self, address: str, content: bytes, head: Change, seconds: float) -> None:
        """Store `content` at `address` for so many `seconds`; `head` is the newest known row of the
        public change log."""
        if not self._generation:
            self.raise_head(head)
        if generation := self._generation:
            name, milliseconds = self._name(address, generation), max(1, int(seconds * 1000))
            self._run(lambda client: client.set(name, content, px=milliseconds))

    def clear(self) -> None:
        """Drop all pages, whatever process stored them, now or as soon as Redis answers."""
        self._is_broken = True
        self._run(lambda client: None)

    def _run(self, work: Callable[[Any], T]) -> T | None:
        """Return what `work` does with the client; None where Redis is away or refuses."""
        if self._pause.is_on:
            return None
        try:
            if self._is_broken:
                # Pages of another generation are never asked for, and end by themselves.
                generation = secrets.token_hex(4)
                self._client().set(self._head_name, f"{generation} 0 0.0 ")
                self._generation, self._is_broken = generation, False
            result = work(self._client())
        except self._unreachable as error:
            self._pause.begin(error)
            return None
        except self._refused as error:
            self._pause.tell(error)
            return None
        self._pause.end()
        return result

    def _client(self) -> Any:
        """A client with one connection that only this thread of this process uses.

        To take one out of a pool, and to put it back, would cost as much as the round trip.
        Raises redis.ConnectionError and redis.TimeoutError.
        """
        mine = self._of_thread
        if getattr(mine, "process", None) != os.getpid():
            mine.client, mine.process = self._connected(), os.getpid()
        return mine.client

    def _name(self, address: str, generation: str) -> str:
        digest = hashlib.blake2b(address.encode(), digest_size=16).hexdigest()
        return f"{self._page_prefix}:{generation}:{digest}"


def _read_copy(value: object) -> HeadCopy | None:
    match = _COPY.fullmatch(value) if isinstance(value, bytes) else None
    if match is None:
        return None
    generation, sequence, moment, key = (part.decode(errors="replace") for part in match.groups())
    return HeadCopy(generation, Change(int(sequence), key, float(moment)))
