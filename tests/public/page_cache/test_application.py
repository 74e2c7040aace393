"""Answers from kept pages: the same as Django's, and never what is not true any more."""

import datetime as dt
import random
import string
import threading
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
import time_machine
from django.db import OperationalError

from articles.models import PublicChange
from articles.public.page_cache import application as application_module
from articles.public.page_cache import flights, log_reader
from articles.public.page_cache.application import PageCache
from articles.public.page_cache.file_store import FileStore
from articles.public.page_cache.log_reader import LogReader
from articles.public.page_cache.lookout import Lookout
from articles.public.page_cache.memory import ProcessMemory
from tests.public.page_cache.wsgi import CountedSite, ask, environ_of
from tests.servers import PATIENCE

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    """Noon, until a test moves it."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def site() -> CountedSite:
    return CountedSite()


@pytest.fixture
def processes(site, tmp_path):
    """`processes()` is a new process with the site, beside those that there are."""

    def start(limit: int = 10_000_000) -> PageCache:
        store = FileStore(tmp_path, "pages", "r1", 10_000_000)
        memory = ProcessMemory(limit)
        log = LogReader(store.head, lambda: (memory.clear(), store.clear()))
        return PageCache(site, memory, store, Lookout(log, store))

    return start


@pytest.fixture
def cache(processes) -> PageCache:
    return processes()


def change(*keys: str, when: dt.datetime = NOON) -> None:
    PublicChange.append({when: keys})


def test_a_page_is_rendered_once(site, cache):
    first, second = ask(cache, "/en/"), ask(cache, "/en/")
    assert first == second
    assert first.body == site.say(environ_of("/en/")).encode()
    assert len(site.asked) == 1


def test_the_answer_is_djangos(site, cache):
    site.headers += [("Content-Language", "en"), ("X-Frame-Options", "DENY")]
    bare, kept = ask(site, "/en/"), ask(cache, "/en/")
    assert (kept.status, kept.body) == (bare.status, bare.body)
    assert bare.headers.items() <= kept.headers.items()
    added = {"cache-control", "content-length", "etag", "vary"}
    assert set(kept.headers) - set(bare.headers) == added
    assert kept.headers["cache-control"] == (
        "public, max-age=0, s-maxage=60, stale-while-revalidate=30"
    )
    assert kept.headers["vary"] == "Accept-Encoding"
    assert "age" not in kept.headers


def test_what_views_say_about_caching_is_replaced(site, cache):
    site.headers += [
        ("Cache-Control", "public, no-cache"), ("ETag", '"x"'), ("Vary", "accept, Accept-Encoding"),
        ("Last-Modified", "Fri, 20 Nov 2026 10:00:00 GMT"), ("Expires", "0"),
    ]  # fmt: skip
    kept = ask(cache, "/en/articles/x/")
    assert kept.headers["cache-control"].startswith("public, max-age=0")
    assert kept.headers["etag"] != '"x"'
    assert kept.headers["vary"] == "Accept-Encoding, Accept"
    assert not {"expires", "last-modified"} & set(kept.headers)


def test_a_page_of_which_only_the_frame_is_declared_is_rendered_each_time(site, processes):
    site.keys, site.is_of_content = {"menu:en"}, False
    one, two = processes(), processes()
    for cache in (one, one, two):
        assert ask(cache, "/en/").status == 200
    assert len(site.asked) == 3


def test_a_page_is_shared_with_other_processes_and_outlives_them(site, processes):
    first = ask(processes(), "/en/")
    assert ask(processes(), "/en/") == first
    assert len(site.asked) == 1


def test_a_later_page_is_shared_only_if_pages_link_to_it(site, processes):
    one, two = processes(), processes()
    ask(one, "/en/after/1.2/")
    ask(two, "/en/after/1.2/")
    assert len(site.asked) == 2
    site.is_linked = True
    ask(one, "/en/after/3.4/")
    ask(two, "/en/after/3.4/")
    assert len(site.asked) == 3


def test_a_change_is_seen_by_every_process_at_its_next_answer(site, processes):
    one, two = processes(), processes()
    for process in (one, two):
        ask(process, "/en/")
    site.say = lambda environ: "new"
    change("menu:uk")
    assert ask(one, "/en/").body != b"new"
    change("list:en")
    assert ask(one, "/en/").body == b"new"
    assert ask(two, "/en/").body == b"new"
    assert len(site.asked) == 2


def test_a_change_while_a_page_is_rendered_ends_it(site, cache):
    def say(environ):
        change("list:en")
        return f"rendered {len(site.asked)}"

    site.say = say
    assert ask(cache, "/en/").body == b"rendered 1"
    assert ask(cache, "/en/").body == b"rendered 2"


def test_a_change_ahead_shows_at_its_moment(site, cache, clock):
    change("list:en", when=NOON + dt.timedelta(seconds=60))
    for seconds, asked in ((0, 1), (59, 1), (60, 2), (61, 2)):
        clock.move_to(NOON + dt.timedelta(seconds=seconds))
        ask(cache, "/en/")
        assert len(site.asked) == asked


def test_a_page_ends_at_the_time_that_its_view_names(site, processes, clock):
    site.until = NOON + dt.timedelta(seconds=60)
    for seconds, asked in ((0, 1), (59.9, 1), (60, 2), (60, 3)):
        clock.move_to(NOON + dt.timedelta(seconds=seconds))
        ask(processes(), "/en/")
        # A page that is old when it is rendered is not kept.
        assert len(site.asked) == asked


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("UTC", dt.datetime(2026, 11, 21, tzinfo=dt.UTC)),
        ("Europe/Kyiv", dt.datetime(2026, 11, 20, 22, tzinfo=dt.UTC)),
        ("America/New_York", dt.datetime(2026, 11, 21, 5, tzinfo=dt.UTC)),
    ],
)
def test_a_page_ends_with_the_day(site, cache, clock, settings, zone, midnight):
    settings.TIME_ZONE = zone
    ask(cache, "/en/")
    clock.move_to(midnight - dt.timedelta(microseconds=1))
    ask(cache, "/en/")
    assert len(site.asked) == 1
    clock.move_to(midnight)
    ask(cache, "/en/")
    assert len(site.asked) == 2


NOT_KEPT = {
    "nothing declared": {"keys": set()},
    "server error": {"status": "500 Internal Server Error"},
    "refused": {"status": "403 Forbidden"},
    "bad request": {"status": "400 Bad Request"},
    "too many": {"status": "429 Too Many Requests"},
    "temporary redirect": {"status": "302 Found"},
    "unavailable": {"status": "503 Service Unavailable"},
    "cookie": {"headers": [("Set-Cookie", "a=b")]},
    "private": {"headers": [("Cache-Control", "max-age=1, Private")]},
    "no-store": {"headers": [("Cache-Control", "no-store")]},
    "varies": {"headers": [("Vary", "Accept, Cookie")]},
    "varies by all": {"headers": [("Vary", "*")]},
    "coded": {"headers": [("Content-Encoding", "gzip")]},
}


@pytest.mark.parametrize("values", NOT_KEPT.values(), ids=NOT_KEPT.keys())
def test_what_is_not_for_everybody_is_never_kept(site, processes, values):
    for name, value in values.items():
        setattr(site, name, value)
    answers = [ask(processes(), "/en/") for _ in range(3)]
    assert answers == [ask(site, "/en/")] * 3
    assert len(site.asked) == 4


@pytest.mark.parametrize(
    "status", ["404 Not Found", "301 Moved Permanently", "308 Permanent Redirect"]
)
def test_that_nothing_is_there_is_kept_for_seconds_and_by_one_process(
    site, processes, clock, status
):
    site.status, site.keys = status, {"any"}
    one, two = processes(), processes()
    ask(one, "/nothing/")
    answer = ask(one, "/nothing/")
    assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=10"
    assert len(site.asked) == 1
    ask(two, "/nothing/")
    assert len(site.asked) == 2
    clock.move_to(NOON + dt.timedelta(seconds=10))
    ask(one, "/nothing/")
    assert len(site.asked) == 3
    change("corrections:uk")
    ask(one, "/nothing/")
    assert len(site.asked) == 4


def test_a_retracted_article_is_kept_as_any_other(site, processes):
    site.status = "410 Gone"
    assert ask(processes(), "/en/articles/x/").status == 410
    assert ask(processes(), "/en/articles/x/").status == 410
    assert len(site.asked) == 1


def test_a_page_that_comes_where_nothing_was_is_found_and_goes_again(site, cache):
    for status, key in (
        ("404 Not Found", "a"),
        ("200 OK", "b"),
        ("404 Not Found", "c"),
        ("410 Gone", "d"),
    ):
        site.status, site.keys = status, {"any", "list:en"}
        change("list:en")
        for _ in range(2):
            assert ask(cache, "/en/articles/x/").status == int(status[:3]), key
    assert len(site.asked) == 4


def test_a_head_request_fills_the_page_and_has_no_body(site, cache):
    head = ask(cache, "/en/", "HEAD")
    got = ask(cache, "/en/")
    assert len(site.asked) == 1
    assert site.asked[0]["REQUEST_METHOD"] == "GET"
    assert head == got._replace(body=b"")


def test_the_first_reader_gets_what_was_asked_for_too(site, cache):
    whole = ask(site, "/en/").body
    first = ask(cache, "/en/", Range="bytes=3-7", Accept_Encoding="br", Cookie="a=b")
    assert first.status == 206
    again = ask(cache, "/en/", Accept_Encoding="br")
    assert brotli.decompress(again.body) == whole
    assert again.body[3:8] == first.body
    assert (
        ask(cache, "/en/", If_None_Match=again.headers["etag"], Accept_Encoding="br").status == 304
    )
    assert "HTTP_COOKIE" not in site.asked[-1]


def test_who_is_signed_in_neither_reads_nor_fills(site, processes):
    for headers in ({"Cookie": "sessionid=abc"}, {"Authorization": "Basic x"}):
        cache = processes()
        ask(cache, "/en/")
        asked = len(site.asked)
        ask(cache, "/en/", **headers)
        assert len(site.asked) == asked + 1
        # Django sees all of the request.
        assert f"HTTP_{next(iter(headers)).upper()}" in site.asked[-1]
    fresh = processes()
    ask(fresh, "/uk/", Cookie="sessionid=abc")
    asked = len(site.asked)
    ask(fresh, "/uk/")
    assert len(site.asked) == asked + 1


def test_other_methods_reach_django(site, cache):
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        ask(cache, "/en/", method)
        assert site.asked[-1]["REQUEST_METHOD"] == method
    assert len(site.asked) == 4


def test_a_route_that_is_never_kept_reaches_django_as_it_was_asked(site, cache):
    ask(cache, "/healthz?x=1", Range="bytes=0-1")
    assert site.asked[-1]["QUERY_STRING"] == "x=1"
    assert "HTTP_RANGE" in site.asked[-1]
    ask(cache, "/healthz?x=1")
    assert len(site.asked) == 2


def test_a_database_that_does_not_answer_leaves_all_to_django(site, cache, monkeypatch):
    ask(cache, "/en/")

    def fail():
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(log_reader, "read_head", fail)
    for _ in range(2):
        assert ask(cache, "/en/", Cookie="a=b").status == 200
    assert len(site.asked) == 3
    assert "HTTP_COOKIE" in site.asked[-1]
    monkeypatch.undo()
    ask(cache, "/en/")
    assert len(site.asked) == 3


def test_a_log_that_was_set_back_forgets_pages_in_all_places(site, processes):
    change("menu:uk")
    change("menu:uk")
    one = processes()
    ask(one, "/en/")
    PublicChange.objects.filter(pk=PublicChange.objects.head()).delete()
    ask(one, "/en/")
    assert len(site.asked) == 2
    # The store of a database that was there before a process began.
    change("menu:uk")
    ask(one, "/uk/")
    PublicChange.objects.all().delete()
    change("menu:uk", when=NOON + dt.timedelta(seconds=-5))
    asked = len(site.asked)
    ask(processes(), "/uk/")
    assert len(site.asked) == asked + 1


def test_five_thousand_random_addresses_are_few_pages(site, processes):
    random.seed(15)
    letters = string.ascii_letters + string.digits + "/&=?%.-"
    cache = processes(limit=400_000)
    site.status = "404 Not Found"
    for number in range(2500):
        ask(cache, "/" + "".join(random.choices(letters, k=random.randrange(1, 60))))
        if number == 100:
            site.status = "200 OK"
    for number in range(2500):
        ask(cache, f"/en/?after={number}.{number}&x={number}")
        ask(cache, f"/en/after/{number}.{number}/")
    assert cache._memory.size <= 400_000
    asked = len(site.asked)
    for number in range(500):
        ask(cache, f"/en/articles/x/?{''.join(random.choices(letters, k=20))}={number}")
    assert len(site.asked) == asked + 1


class SlowSite(CountedSite):
    """A site that renders when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.entered = threading.Semaphore(0)
        self.may_go_on = threading.Event()
        self.error: BaseException | None = None

    def __call__(self, environ, start_response):
        self.entered.release()
        assert self.may_go_on.wait(PATIENCE)
        if self.error:
            raise self.error
        return super().__call__(environ, start_response)


class StillLog(LogReader):
    """A log in which nothing happens: the threads of a test have no database."""

    def __init__(self) -> None:
        super().__init__(lambda: None, lambda: None)

    def look(self, now):
        self._looked_at = now


@pytest.fixture
def slow() -> SlowSite:
    return SlowSite()


@pytest.fixture
def slow_cache(slow, tmp_path) -> PageCache:
    store = FileStore(tmp_path, "pages", "r1", 10_000_000)
    return PageCache(slow, ProcessMemory(10_000_000), store, Lookout(StillLog(), store))


def waiting(cache: PageCache, number: int, monkeypatch) -> threading.Semaphore:
    """Counts those who begin to wait for another one's page."""
    begun = threading.Semaphore(0)
    original = flights.Flight.wait

    def wait(flight):
        begun.release()
        return original(flight)

    monkeypatch.setattr(flights.Flight, "wait", wait)
    return begun


def test_of_32_that_ask_at_once_one_renders(slow, slow_cache, monkeypatch):
    begun = waiting(slow_cache, 32, monkeypatch)
    with ThreadPoolExecutor(32) as pool:
        answers = [pool.submit(ask, slow_cache, "/en/") for _ in range(32)]
        for _ in range(31):
            assert begun.acquire(timeout=PATIENCE)
        slow.may_go_on.set()
        bodies = {answer.result(PATIENCE).body for answer in answers}
    assert len(bodies) == 1
    assert len(slow.asked) == 1


def test_few_wait_for_a_page_at_an_address_that_anybody_can_invent(slow, slow_cache):
    """They hold threads besides those that wait for their turn to render one."""
    few = application_module.MOST_INVENTED_WAITS
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(ask, slow_cache, "/en/after/1.2/") for _ in range(4)]
        for _ in range(4 - few):
            assert slow.entered.acquire(timeout=PATIENCE)
        slow.may_go_on.set()
        assert {answer.result(PATIENCE).status for answer in answers} == {200}
    assert len(slow.asked) == 4 - few


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(1), KeyboardInterrupt()], ids=repr)
def test_one_that_fails_leaves_nobody_waiting(slow, slow_cache, monkeypatch, error):
    begun = waiting(slow_cache, 4, monkeypatch)
    slow.error = error
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(ask, slow_cache, "/en/") for _ in range(4)]
        for _ in range(3):
            assert begun.acquire(timeout=PATIENCE)
        slow.may_go_on.set()
        assert [type(answer.exception(PATIENCE)) for answer in answers] == [type(error)] * 4
    slow.error = None
    assert ask(slow_cache, "/en/").status == 200
    assert not slow_cache._flights._under_way


def test_what_cannot_be_kept_is_rendered_side_by_side(slow, slow_cache, monkeypatch):
    """Those who waited once do not wait for each other."""
    begun = waiting(slow_cache, 4, monkeypatch)
    slow.keys = set()
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(ask, slow_cache, "/en/") for _ in range(4)]
        for _ in range(3):
            assert begun.acquire(timeout=PATIENCE)
        slow.may_go_on.set()
        assert {answer.result(PATIENCE).status for answer in answers} == {200}
    assert len(slow.asked) == 4


def test_one_that_takes_too_long_is_not_waited_for(slow, slow_cache, monkeypatch):
    monkeypatch.setattr(flights, "PATIENCE", 0.0)
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(ask, slow_cache, "/en/") for _ in range(2)]
        for _ in range(2):
            assert slow.entered.acquire(timeout=PATIENCE)
        slow.may_go_on.set()
        assert {answer.result(PATIENCE).status for answer in answers} == {200}


def test_a_page_that_is_old_when_it_lands_is_rendered_again(slow, slow_cache, monkeypatch):
    begun = waiting(slow_cache, 3, monkeypatch)
    slow.say = lambda environ: f"rendered {len(slow.asked)}"
    stale = []

    def holds(page, now):
        # The first page was overtaken by a change.
        stale[:] = stale or [page.tag]
        return page.tag != stale[0]

    monkeypatch.setattr(slow_cache._lookout.log, "holds", holds)
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(ask, slow_cache, "/en/") for _ in range(4)]
        for _ in range(3):
            assert begun.acquire(timeout=PATIENCE)
        slow.may_go_on.set()
        assert {answer.result(PATIENCE).status for answer in answers} == {200}
    # One for itself, and one for the other three.
    assert len(slow.asked) == 2


def test_how_often_one_waits_is_limited(slow, slow_cache, monkeypatch):
    slow.may_go_on.set()
    monkeypatch.setattr(slow_cache._lookout.log, "holds", lambda page, now: False)
    flight = flights.Flight()
    flight.land(
        ask(slow_cache, "/uk/")
        and slow_cache._memory.get(next(iter(slow_cache._memory._pages._pages)))
    )
    monkeypatch.setattr(slow_cache._flights, "join", lambda address: (flight, False))
    assert ask(slow_cache, "/en/").status == 200
    assert application_module.MOST_WAITS < 10
