"""Django's cache in Redis, for a Redis that may be away: then it is an empty cache, and no error.

What is in it can be done without: counts of the API's clients, and when the admin last looked for
changes that are due.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from articles.lib.pause import Pause

# Seconds that a request waits for Redis.
TIMEOUT = 0.1

_pause = Pause("The cache in Redis")


def _forgiving(method: Callable[..., Any], answer: Any) -> Callable[..., Any]:
    """The `method` of a client, which returns `answer` where Redis does not."""

    @wraps(method)
    def forgiving(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _pause.is_on:
            return answer
        try:
            result = method(self, *args, **kwargs)
        except self._lib.RedisError as error:
            _pause.begin(error)
            return answer
        _pause.end()
        return result

    return forgiving


class ForgivingRedisClient(RedisCacheClient):
    """Answers as for a key that is not there, and as if a new one had been stored."""

    add = _forgiving(RedisCacheClient.add, True)
    set = _forgiving(RedisCacheClient.set, None)
    touch = _forgiving(RedisCacheClient.touch, False)
    delete = _forgiving(RedisCacheClient.delete, False)
    get_many = _forgiving(RedisCacheClient.get_many, {})
    has_key = _forgiving(RedisCacheClient.has_key, False)
    set_many = _forgiving(RedisCacheClient.set_many, None)
    delete_many = _forgiving(RedisCacheClient.delete_many, None)
    clear = _forgiving(RedisCacheClient.clear, False)

    def get(self, key: Any, default: Any) -> Any:
        """Return the value of `key`, or `default`."""
        return _forgiving(RedisCacheClient.get, default)(self, key, default)

    def incr(self, key: Any, delta: int) -> int:
        """Return the raised number. Raises ValueError where there is none, as in every cache."""
        number = _forgiving(RedisCacheClient.incr, None)(self, key, delta)
        if number is None:
            raise ValueError(f"Key {key!r} not found.")
        return int(number)


class ForgivingRedisCache(RedisCache):
    """The backend in `settings.CACHES` where CACHE_URL names a Redis."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        # A tenth of a second to import, for sites that have a Redis.
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        patience = {
            "socket_timeout": TIMEOUT,
            "socket_connect_timeout": TIMEOUT,
            "retry": Retry(NoBackoff(), 0),
        }
        super().__init__(server, params | {"OPTIONS": patience | params.get("OPTIONS", {})})
        self._class = ForgivingRedisClient
