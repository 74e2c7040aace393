"""Processes that ask Redis for the head see a change at once, and one that Redis missed in a second."""

import datetime as dt

import pytest

from articles.lib import pause
from articles.models import PublicChange
from articles.public.page_cache import head_copy, log_reader, redis_store
from articles.public.page_cache.kept_page import KeptPage
from articles.public.page_cache.log_reader import LogReader, newest_change
from articles.public.page_cache.lookout import CopyLookout
from articles.public.page_cache.redis_store import RedisStore
from tests.redis_server import needs_redis, running
from tests.servers import PATIENCE

pytestmark = [needs_redis, pytest.mark.django_db]

START = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
NOW = START.timestamp()


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def _patience(server, monkeypatch):
    server.client.flushall()
    monkeypatch.setattr(pause, "SECONDS", -1.0)
    monkeypatch.setattr(redis_store, "TIMEOUT", float(PATIENCE))


@pytest.fixture
def asked(monkeypatch) -> list[None]:
    """Grows with each question to the database."""
    asked: list[None] = []
    original = log_reader.read_head

    def read_head():
        asked.append(None)
        return original()

    monkeypatch.setattr(log_reader, "read_head", read_head)
    return asked


@pytest.fixture
def processes(server):
    def start() -> CopyLookout:
        store = RedisStore(server.url, "newsroom:test", "r1")
        return CopyLookout(LogReader(store.head, store.clear), store)

    return start


def append(*keys: str, copied: bool = True, server=None) -> None:
    """A commit, after which its process tells Redis, or is killed before."""
    PublicChange.append({START: keys})
    if copied:
        store = RedisStore(server.url, "newsroom:test", "")
        store.raise_head(newest_change())


def page(lookout: CopyLookout, now: float = NOW) -> KeptPage:
    return KeptPage.of(
        b"", status_line="200 OK", headers=(), keys="list:en", sequence=lookout.log.head.sequence,
        rendered_at=now, until=NOW + 86_400,
    )  # fmt: skip


def test_a_change_is_seen_at_once_and_the_database_asked_once_a_second(server, processes, asked):
    append("menu:uk", server=server)
    lookout = processes()
    lookout.look(NOW)
    kept = page(lookout)
    assert len(asked) == 1
    for tenth in range(10):
        lookout.look(NOW + tenth / 10)
        assert lookout.log.holds(kept, NOW)
    assert len(asked) == 1
    append("list:en", server=server)
    lookout.look(NOW + 0.95)
    assert not lookout.log.holds(kept, NOW)
    assert len(asked) == 1
    lookout.look(NOW + 1.0)
    assert len(asked) == 2


def test_a_commit_that_redis_was_not_told_of_is_seen_within_a_second_by_all(
    server, processes, asked
):
    append("menu:uk", server=server)
    one, two = processes(), processes()
    one.look(NOW)
    two.look(NOW + 0.5)
    kept = page(one), page(two)
    append("list:en", copied=False)
    one.look(NOW + 0.9)
    assert one.log.holds(kept[0], NOW)
    one.look(NOW + 1.0)
    assert not one.log.holds(kept[0], NOW)
    # And mended for the other.
    before = len(asked)
    two.look(NOW + 1.1)
    assert not two.log.holds(kept[1], NOW)
    assert len(asked) == before


def test_a_copy_that_is_behind_is_mended(server, processes, asked):
    append("menu:uk", server=server)
    lookout = processes()
    lookout.look(NOW)
    copy = server.client.get("newsroom:test:head")
    append("list:en", server=server)
    lookout.look(NOW + 0.1)
    server.client.set("newsroom:test:head", copy)
    for _ in range(2):
        lookout.look(NOW + 0.2)
        assert lookout.log.head == newest_change()
    assert len(asked) == 2


def test_a_lost_copy_is_made_again(server, processes, asked):
    append("menu:uk", server=server)
    lookout = processes()
    lookout.look(NOW)
    server.client.flushall()
    for _ in range(3):
        lookout.look(NOW + 0.1)
    assert len(asked) == 2
    assert processes().log.head.sequence == 0
    assert RedisStore(server.url, "newsroom:test", "r1").head() == newest_change()


def test_without_redis_the_database_is_asked_each_time(server, processes, asked):
    lookout = processes()
    lookout.look(NOW)
    kept = page(lookout)
    server.stop()
    try:
        lookout.look(NOW + 0.1)
        assert lookout.log.holds(kept, NOW)
        append("list:en", copied=False)
        lookout.look(NOW + 0.2)
        assert not lookout.log.holds(kept, NOW)
    finally:
        server.start()
    lookout.look(NOW + 0.3)
    before = len(asked)
    lookout.look(NOW + 0.4)
    assert len(asked) == before


def test_the_page_comes_with_the_head(server, processes):
    append("menu:uk", server=server)
    one, two = processes(), processes()
    one.look(NOW)
    two.look(NOW)
    one._redis.store("/en/", b"page", one.log.head, 60)
    assert two.look(NOW + 0.1, "/en/") == b"page"
    assert two.look(NOW + 2.0, "/en/") == b"page"
    assert two.look(NOW + 2.1) is None


def test_a_database_that_was_set_back_drops_the_pages_of_all(server, processes):
    append("menu:uk", "menu:en", server=server)
    one, two = processes(), processes()
    for lookout in (one, two):
        lookout.look(NOW)
    kept = page(two)
    two._redis.store("/en/", b"page", two.log.head, 60)
    PublicChange.objects.filter(pk=PublicChange.objects.head()).delete()
    one.look(NOW + 1.0)
    assert two.look(NOW + 1.0, "/en/") is None
    assert not two.log.holds(kept, NOW)
    assert processes().look(NOW + 1.0, "/en/") is None
    assert RedisStore(server.url, "newsroom:test", "r1").head() == newest_change()


def test_every_commit_is_copied(server, settings, monkeypatch, django_capture_on_commit_callbacks):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": [server.url],
        }
    }
    head_copy._store.cache_clear()
    monkeypatch.setattr(head_copy, "connection", type("C", (), {"vendor": "postgresql"}))
    head_copy.connect_head_copy()
    try:
        with django_capture_on_commit_callbacks(execute=True):
            PublicChange.append({START: ["list:en"]})
        assert redis_store.store_of_settings().head() == newest_change()
    finally:
        head_copy.changes_committed.disconnect(head_copy.copy_head)
        head_copy._store.cache_clear()


def test_sites_without_redis_copy_nothing():
    head_copy._store.cache_clear()
    head_copy.connect_head_copy()
    assert head_copy.copy_head not in [
        receiver[1]() for receiver in head_copy.changes_committed.receivers
    ]
    head_copy._store.cache_clear()
