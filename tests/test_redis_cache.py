"""A Redis that is away is an empty cache: no page of the admin and no answer of the API is an error."""

import pytest
from django.core.cache import caches

from articles.lib import pause
from newsroom import redis_cache
from tests.redis_server import needs_redis, running
from tests.servers import PATIENCE

pytestmark = needs_redis


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    """A Redis that failed is asked again at once."""
    monkeypatch.setattr(pause, "SECONDS", -1.0)


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


@pytest.fixture
def make_cache(server, settings):
    """A new cache, as a process begins with."""

    def make():
        settings.CACHES = {
            "default": {
                "BACKEND": "newsroom.redis_cache.ForgivingRedisCache",
                "LOCATION": server.url,
            }
        }
        return caches["default"]

    return make


@pytest.fixture
def cache(make_cache, monkeypatch):
    monkeypatch.setattr(redis_cache, "TIMEOUT", float(PATIENCE))
    return make_cache()


def is_empty(cache) -> None:
    assert cache.get("a") is None
    assert cache.get("a", "default") == "default"
    assert cache.add("a", 1)
    cache.set("a", 1)
    assert not cache.touch("a")
    assert not cache.delete("a")
    assert cache.get_many(["a"]) == {}
    assert "a" not in cache
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
    assert cache.set_many({"a": 1}) == []
    cache.delete_many(["a"])
    cache.clear()


def test_it_is_the_cache_of_django_while_redis_answers(cache):
    assert cache.add("n", 1, 60)
    assert not cache.add("n", 1, 60)
    assert cache.incr("n") == 2
    cache.set("text", "значення")
    assert cache.get_many(["n", "text", "x"]) == {"n": 2, "text": "значення"}
    assert cache.touch("n", 60)
    assert cache.delete("n")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("n")


def test_a_redis_that_is_away_is_an_empty_cache(cache, server, caplog):
    cache.set("a", 1)
    server.stop()
    try:
        is_empty(cache)
    finally:
        server.start()
    # Told once.
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    cache.set("a", 2)
    assert cache.get("a") == 2


def test_a_redis_that_does_not_answer_is_an_empty_cache(make_cache, server, monkeypatch):
    monkeypatch.setattr(redis_cache, "TIMEOUT", 0.02)
    cache = make_cache()
    server.freeze()
    try:
        is_empty(cache)
    finally:
        server.thaw()


@pytest.mark.django_db
def test_the_admin_and_the_api_go_on_without_redis(cache, server, client, make_user):
    client.force_login(make_user("Editors"))
    server.stop()
    try:
        for path in ("/admin/", "/admin/articles/article/", "/api/v1/articles"):
            for _ in range(2):
                assert client.get(path).status_code == 200
    finally:
        server.start()
