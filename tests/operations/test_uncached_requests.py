"""Whatever is asked of pages that nobody keeps, threads are free for those that are kept."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from articles.operations import uncached_requests
from articles.operations.error_pages import RETRY_AFTER_BUSY
from articles.operations.uncached_requests import (
    MOST_WAITING,
    is_uncached,
    uncached_requests_take_turns,
)
from tests.servers import PATIENCE

UNCACHED = [
    "/en/search/", "/en/search/?q=a", "/en/?after=1.1", "/en/tag/a/feed.rss?x=1",
    "/api/v1/articles?q=a", "/api/v1/articles?modified_after=2026-01-01", "/api/v1/articles?limit=3",
    "/en/after/1.1/", "/preview/abc/",
]  # fmt: skip
KEPT = [
    "/", "/en/", "/en/articles/a/", "/en/articles/a.md", "/en/tag/a/", "/en/feed.rss",
    "/sitemap.xml", "/sitemap-0.xml", "/robots.txt", "/api/v1/articles", "/nothing/",
    "/static/a.css?v=1", "/media/a.jpg?v=1", "/admin/", "/admin/articles/article/?q=a",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr(uncached_requests, "PATIENCE", PATIENCE)


class Views:
    """A view that answers when it is told to, and how many of its requests are under way."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.started = threading.Semaphore(0)
        self.most = self.now = 0
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.started.release()
        assert self.go_on.wait(PATIENCE)
        with self._lock:
            self.now -= 1
        return HttpResponse(request.path)


@pytest.fixture
def views() -> Iterator[Views]:
    views = Views()
    yield views
    views.go_on.set()


def get(url: str, **headers: str) -> HttpRequest:
    return RequestFactory().get(url, **headers)


def test_what_is_rendered_for_one_reader_is_uncached():
    assert [url for url in UNCACHED if not is_uncached(get(url))] == []


def test_what_is_kept_or_has_limits_of_its_own_is_not():
    assert [url for url in KEPT if is_uncached(get(url))] == []


@pytest.mark.parametrize("header", ["HTTP_COOKIE", "HTTP_AUTHORIZATION"])
def test_a_page_that_is_rendered_anew_for_a_cookie_is_uncached(header):
    assert is_uncached(get("/en/", **{header: "sessionid=a"}))


def test_one_is_answered_while_another_waits_and_the_rest_come_again(views):
    middleware = uncached_requests_take_turns(views)
    with ThreadPoolExecutor(8 + MOST_WAITING) as pool:
        answers: list[Future] = [pool.submit(middleware, get("/en/search/?q=a"))]
        assert views.started.acquire(timeout=PATIENCE)
        answers += [
            pool.submit(middleware, get("/en/search/?q=a")) for _ in range(7 + MOST_WAITING)
        ]
        refused = [
            answer.result(PATIENCE)
            for answer in answers[1:]
            if answer not in waiting(answers, 1 + MOST_WAITING)
        ]
        assert {answer.status_code for answer in refused} == {503}
        assert {answer["Retry-After"] for answer in refused} == {str(RETRY_AFTER_BUSY)}
        views.go_on.set()
    statuses = [answer.result().status_code for answer in answers]
    assert statuses.count(200) == 1 + MOST_WAITING
    assert views.most == 1


def waiting(answers: list[Future], most: int) -> list[Future]:
    """Those that have no answer, once there are no more than `most`."""
    pause = threading.Event()
    for _ in range(PATIENCE * 100):
        left = [answer for answer in answers if not answer.done()]
        if len(left) <= most:
            return left
        pause.wait(0.01)
    raise AssertionError(f"{len(left)} requests hold threads")


def test_other_pages_are_answered_meanwhile(views):
    middleware = uncached_requests_take_turns(views)
    with ThreadPoolExecutor(2) as pool:
        uncached = pool.submit(middleware, get("/en/search/?q=a"))
        assert views.started.acquire(timeout=PATIENCE)
        kept = pool.submit(middleware, get("/en/"))
        assert views.started.acquire(timeout=PATIENCE)
        views.go_on.set()
        assert {uncached.result().status_code, kept.result().status_code} == {200}
    assert views.most == 2


def test_who_waited_long_enough_comes_again(views, monkeypatch):
    monkeypatch.setattr(uncached_requests, "PATIENCE", 0.01)
    middleware = uncached_requests_take_turns(views)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(middleware, get("/en/search/?q=a"))
        assert views.started.acquire(timeout=PATIENCE)
        for _ in range(3):
            assert middleware(get("/en/search/?q=b")).status_code == 503
        views.go_on.set()


def test_a_view_that_fails_gives_its_turn_on():
    def fail(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    middleware = uncached_requests_take_turns(fail)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            middleware(get("/en/search/?q=a"))


@pytest.mark.parametrize(
    ("url", "kind", "words"),
    [
        ("/en/search/?q=a", "text/html", "The site has many questions"),
        ("/api/v1/articles?q=a", "application/problem+json", "Ask again in a moment"),
    ],
)
def test_the_refusal_says_what_to_do_next(views, monkeypatch, url, kind, words):
    monkeypatch.setattr(uncached_requests, "PATIENCE", 0.01)
    middleware = uncached_requests_take_turns(views)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(middleware, get(url))
        assert views.started.acquire(timeout=PATIENCE)
        answer = middleware(get(url))
        views.go_on.set()
    assert answer.status_code == 503
    assert answer["Content-Type"].startswith(kind)
    assert answer["Cache-Control"] == "no-store"
    assert words in answer.content.decode()


def test_the_server_has_threads_for_kept_pages_besides():
    configuration = Path("newsroom/gunicorn.conf.py").read_text()
    threads = re.search(r"^threads = (\d+)$", configuration, re.MULTILINE)
    assert threads
    assert int(threads[1]) >= 1 + MOST_WAITING + 2
