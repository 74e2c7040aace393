"""Processes of the site: each answers requests by the WSGI application that a server would load."""

import datetime as dt
import io
import multiprocessing
import traceback
from collections.abc import Callable, Iterable, Mapping
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import time_machine

from tests.public.page_cache import wsgi
from tests.public.page_cache.oracle.site import start_django

# How long a busy machine may take for a batch of answers.
PATIENCE = 120
# What a process says when it holds a slow answer.
HELD = "held"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Request(NamedTuple):
    """A request; `path` with its query string."""

    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Reply(NamedTuple):
    """An answer; `rendered` says whether Django was entered for it. Status 0: `body` says what
    exception there was."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    rendered: bool = True

    def header(self, name: str) -> str:
        return {key.lower(): value for key, value in self.headers}.get(name.lower(), "")


def environ_of(request: Request) -> dict[str, Any]:
    """The environ of a request, as a server would make it."""
    environ = wsgi.environ_of(request.path, request.method)
    environ["wsgi.input"] = io.BytesIO(request.body)
    if request.body:
        environ["CONTENT_LENGTH"] = str(len(request.body))
    for name, value in request.headers:
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ


def answer(application: Application, environ: dict[str, Any]) -> Reply:
    """The answer of a WSGI application."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        started.append((status, headers))

    result = application(environ, start_response)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    status, headers = started[-1]
    return Reply(int(status[:3]), tuple(headers), body)


class ThisProcess:
    """This process in place of one of the site's: without a cache, for the reference alone."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._replies: list[Reply] = []

    def send(self, now: dt.datetime, requests: list[Request]) -> None:
        self._replies = [answer(self._application, environ_of(request)) for request in requests]

    def receive(self) -> list[Reply]:
        return self._replies

    def kill(self) -> None:
        pass


class SiteProcess:
    """A process of the site; ask with `send()`, then take the answers with `receive()`."""

    def __init__(
        self, values: Mapping[str, str], mutation: str, start: dt.datetime, name: str
    ) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        arguments = (theirs, dict(values), mutation, start)
        self._process = context.Process(target=_serve, args=arguments, name=name, daemon=True)
        self._process.start()
        self._answered: list[Reply] = []
        theirs.close()

    def send(self, now: dt.datetime, requests: list[Request], slow: bool = False) -> None:
        """Send a batch. A `slow` one is held after Django rendered its first answer."""
        self._pipe.send((now, requests, slow))

    def is_held(self) -> bool:
        """Whether the slow request was rendered, and waits for `go_on()`; otherwise it was answered
        without a rendering."""
        taken = self._take()
        self._answered = [] if taken == HELD else taken
        return bool(taken == HELD)

    def go_on(self, now: dt.datetime) -> None:
        self._pipe.send(now)

    def receive(self) -> list[Reply]:
        replies: list[Reply] = self._answered or self._take()
        self._answered = []
        for reply in replies:
            if reply.status == 0:
                raise AssertionError(f"{self._process.name}:\n{reply.body.decode()}")
        return replies

    def _take(self) -> Any:
        if not self._pipe.poll(PATIENCE):
            raise TimeoutError(f"{self._process.name} does not answer")
        return self._pipe.recv()

    def kill(self) -> None:
        """End the process as a power cut would."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection, values: dict[str, str], mutation: str, start: dt.datetime) -> None:
    with time_machine.travel(start, tick=False) as clock:
        start_django(values)
        from tests.public.page_cache.oracle.mutations import mutate

        mutate(mutation)
        django = _WatchedDjango(pipe, clock.move_to)
        from newsroom.wsgi import application

        while True:
            try:
                now, requests, django.is_slow = pipe.recv()
            except EOFError:
                return
            clock.move_to(now)
            replies = []
            for request in requests:
                django.was_entered = False
                try:
                    reply = answer(application, environ_of(request))
                except Exception:  # noqa: BLE001 - told to the oracle, which fails with it
                    reply = Reply(0, (), traceback.format_exc().encode())
                replies.append(reply._replace(rendered=django.was_entered))
            pipe.send(replies)


class _WatchedDjango:
    """Notes each entry into Django, and holds an answer of a slow request after its rendering,
    while somebody else changes what it shows."""

    def __init__(self, pipe: Connection, move_clock: Callable[[dt.datetime], None]) -> None:
        from django.core.handlers.wsgi import WSGIHandler

        self.was_entered = self.is_slow = False
        original = WSGIHandler.__call__

        def call(handler: WSGIHandler, environ: Any, start_response: Any) -> Any:
            self.was_entered = True
            response = original(handler, environ, start_response)
            if self.is_slow:
                self.is_slow = False
                pipe.send(HELD)
                move_clock(pipe.recv())
            return response

        WSGIHandler.__call__ = call
