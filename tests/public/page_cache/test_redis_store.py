"""Pages and the copy of the head in Redis; and a Redis that is away, silent, or full of other things."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from articles.lib import pause
from articles.public.page_cache import redis_store
from articles.public.page_cache.known_changes import Change
from articles.public.page_cache.redis_store import HeadCopy, RedisStore
from tests.redis_server import RedisServer, needs_redis, running
from tests.servers import PATIENCE

pytestmark = needs_redis

HEAD = Change(7, "list:en", 1_800_000_000.123456)


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def _empty(server: RedisServer, monkeypatch):
    server.client.flushall()
    # A store that failed is asked again at once; a busy machine is no Redis that is away.
    monkeypatch.setattr(pause, "SECONDS", -1.0)
    monkeypatch.setattr(redis_store, "TIMEOUT", float(PATIENCE))


@pytest.fixture
def stores(server):
    """`stores()` is the store of another process."""
    return lambda release="r1": RedisStore(server.url, "newsroom:test", release)


@pytest.fixture
def store(stores) -> RedisStore:
    return stores()


def put(store: RedisStore, address: str, content: bytes = b"page", seconds: float = 60) -> None:
    store.store(address, content, HEAD, seconds)


def test_what_is_stored_is_found_by_another_process(store, stores):
    put(store, "/en/", b"\x00\xffpage")
    other = stores()
    assert other.fetch("/en/") == store.fetch("/en/") == b"\x00\xffpage"
    assert other.fetch("/uk/") is None


def test_a_page_and_the_head_come_in_one_round_trip(store, server):
    put(store, "/en/")
    before = server.client.info("commandstats")["cmdstat_mget"]["calls"]
    copy, content = store.look("/en/")
    assert (copy.head, content) == (HEAD, b"page")
    assert server.client.info("commandstats")["cmdstat_mget"]["calls"] == before + 1


def test_releases_share_the_head_and_no_page(store, stores, server):
    put(store, "/en/")
    new = stores("r2")
    assert new.head() == HEAD
    assert new.fetch("/en/") is None
    other_site = RedisStore(server.url, "newsroom:other", "r1")
    assert other_site.head() is None


def test_pages_end_by_themselves(store, server):
    put(store, "/en/", seconds=60.5)
    names = [name for name in server.client.scan_iter() if b":head" not in name]
    assert 55_000 < server.client.pttl(names[0]) <= 60_500
    put(store, "/uk/", seconds=0.0)


def test_the_head_only_grows(store, stores):
    other = stores()
    for sequence, kept in ((7, 7), (5, 7), (7, 7), (12, 12), (100, 100), (20, 100)):
        store.raise_head(Change(sequence, "list:en", 2.5))
        assert other.head().sequence == kept


def test_many_who_raise_it_at_once_leave_the_highest(stores):
    def use(first: int) -> None:
        store = stores()
        for sequence in range(first, 400, 4):
            store.raise_head(Change(sequence, "x", 1.0))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(use, (1, 2, 3, 4)))
    assert stores().head().sequence == 399


def test_all_is_dropped_for_all(store, stores):
    other = stores()
    for one in (store, other):
        put(one, "/en/")
        assert one.fetch("/en/")
    store.clear()
    assert other.fetch("/en/") is None
    assert store.fetch("/en/") is None
    store.raise_head(HEAD)
    put(other, "/en/", b"new")
    assert other.head() == HEAD
    assert store.fetch("/en/") == b"new"


@pytest.mark.parametrize(
    "damage", [b"", b"nonsense", b"1 2", b"xyz 7 1.0 a", b"ab seven 1.0 a", b"\xff"]
)
def test_a_damaged_copy_is_none_and_is_mended(store, server, damage):
    put(store, "/en/")
    server.client.set("newsroom:test:head", damage)
    assert store.look("/en/") == (None, None)
    store.raise_head(HEAD)
    assert store.head() == HEAD


def test_a_copy_of_another_type_is_none_and_is_mended(store, server):
    server.client.rpush("newsroom:test:head", "a")
    assert store.head() is None
    store.raise_head(HEAD)
    assert store.head() == HEAD


def test_a_page_of_another_type_is_none_and_is_replaced(store, server):
    put(store, "/en/")
    (name,) = [name for name in server.client.scan_iter() if b":head" not in name]
    server.client.delete(name)
    server.client.rpush(name, "a")
    assert store.fetch("/en/") is None
    put(store, "/en/", b"new")
    assert store.fetch("/en/") == b"new"


def test_a_redis_that_was_emptied_fills_again(store, server):
    put(store, "/en/")
    server.client.flushall()
    assert store.look("/en/") == (None, None)
    store.raise_head(HEAD)
    put(store, "/en/", b"new")
    assert store.fetch("/en/") == b"new"


def test_a_full_redis_stores_nothing_and_still_answers(store, server, caplog):
    put(store, "/en/")
    server.client.config_set("maxmemory", "1")
    try:
        put(store, "/uk/")
        assert store.fetch("/en/") == b"page"
        assert store.fetch("/uk/") is None
    finally:
        server.client.config_set("maxmemory", "0")
    assert [record.levelname for record in caplog.records][:1] == ["WARNING"]


def nothing_works(store: RedisStore) -> None:
    assert store.look("/en/") == (None, None)
    assert store.fetch("/en/") is None
    assert store.head() is None
    store.raise_head(HEAD)
    put(store, "/en/")


def test_a_redis_that_is_away_and_comes_back(store, server, caplog):
    put(store, "/en/")
    server.stop()
    nothing_works(store)
    # Told once.
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    server.start()
    assert store.fetch("/en/") is None
    put(store, "/en/")
    assert store.fetch("/en/") == b"page"


def test_a_redis_that_was_started_again_is_a_cold_cache_at_the_next_look(store, server, caplog):
    """The connection of each thread is dead then, and nobody was told."""
    put(store, "/en/")
    with ThreadPoolExecutor(1) as other_thread:
        assert other_thread.submit(store.fetch, "/en/").result() == b"page"
        server.stop()
        server.start()
        assert store.look("/en/") == (None, None)
        put(store, "/en/", b"new")
        assert other_thread.submit(store.look, "/en/").result() == (
            HeadCopy(store._generation, HEAD),
            b"new",
        )
    assert not caplog.records


def test_threads_have_a_connection_each_and_keep_it(store):
    put(store, "/en/")
    with ThreadPoolExecutor(1) as other_thread:
        numbers = [
            ask(lambda: store._client().client_id())
            for _each in range(2)
            for ask in (lambda work: work(), lambda work: other_thread.submit(work).result())
        ]
    assert numbers[:2] == numbers[2:]
    assert len(set(numbers)) == 2


def test_a_child_opens_a_connection_of_its_own(store):
    put(store, "/en/")
    mine = store._client().client_id()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            found = store.fetch("/en/") or b""
            put(store, "/child/", b"from the child")
            os.write(writer, b"%d %s" % (store._client().client_id(), found))
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    number, found = os.read(reader, 100).split()
    assert (int(number) != mine, found) == (True, b"page")
    # The child ended, and with it no connection of this process.
    assert store.fetch("/child/") == b"from the child"
    assert store._client().client_id() == mine
    os.close(reader)


def test_a_redis_that_was_never_there():
    nothing_works(RedisStore("redis://127.0.0.1:1/0", "newsroom:test", "r1"))


def test_a_redis_that_takes_requests_and_answers_none(server, stores, monkeypatch):
    monkeypatch.setattr(redis_store, "TIMEOUT", 0.05)
    store = stores()
    put(store, "/en/")
    server.freeze()
    try:
        nothing_works(store)
    finally:
        server.thaw()
    monkeypatch.setattr(redis_store, "TIMEOUT", float(PATIENCE))
    assert stores().head() == HEAD


def test_a_store_that_failed_is_left_alone_for_a_while(stores, server, monkeypatch):
    """Only the first request waits."""
    monkeypatch.setattr(pause, "SECONDS", 3600.0)
    monkeypatch.setattr(redis_store, "TIMEOUT", 0.05)
    store = stores()
    put(store, "/en/")
    server.freeze()
    try:
        assert store.fetch("/en/") is None
    finally:
        server.thaw()
    assert store.fetch("/en/") is None
    nothing_works(store)


def test_what_was_to_be_dropped_while_redis_was_away_is_dropped_later(server, stores, monkeypatch):
    monkeypatch.setattr(redis_store, "TIMEOUT", 0.05)
    store = stores()
    monkeypatch.setattr(redis_store, "TIMEOUT", float(PATIENCE))
    other = stores()
    put(other, "/en/")
    server.freeze()
    store.clear()
    server.thaw()
    assert store._is_broken
    while store._is_broken:
        store.fetch("/uk/")
    assert other.fetch("/en/") is None


def test_the_copy_says_which_pages_are_of_use(store):
    put(store, "/en/")
    copy, _content = store.look()
    assert isinstance(copy, HeadCopy)
    assert copy.generation == store._generation
