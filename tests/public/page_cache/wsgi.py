"""Requests to a WSGI application, and an application that counts what is asked of it."""

import io
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from articles.lib.public_keys import META_KEY, Dependencies


class Reply(NamedTuple):
    """An answer, its header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


def environ_of(url: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    """The environ of a request as a server makes it; `Accept_Encoding="gzip"` is a header."""
    path, _, query = url.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_HOST": "testserver",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}


def ask(application: Any, url: str, method: str = "GET", **headers: str) -> Reply:
    """The answer of `application`."""
    return ask_environ(application, environ_of(url, method, **headers))


def ask_environ(application: Any, environ: dict[str, Any]) -> Reply:
    """The answer of `application` to a request of any kind."""
    started: list[Any] = []

    def start_response(status, headers, exc_info=None):
        started.append((status, headers))

    parts = application(environ, start_response)
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    (status, headers) = started[-1]
    named = {name.lower(): value for name, value in headers}
    # Only cookies may be set by several headers of one name (RFC 6265, section 3).
    once = [name for name, _value in headers if name != "Set-Cookie"]
    assert len(set(once)) == len(once), headers
    return Reply(int(status[:3]), named, body)


class CountedSite:
    """A site whose pages are what `say` says of their path; `asked` are the environs of requests."""

    def __init__(self, keys=("list:en",), until=None):
        self.asked: list[dict[str, Any]] = []
        self.keys = set(keys)
        self.until = until
        # Whether a view declared the keys, and not only the frame of its page.
        self.is_of_content = True
        # Whether a view declared that pages link to the address.
        self.is_linked = False
        self.status = "200 OK"
        self.headers = [("Content-Type", "text/html; charset=utf-8")]
        self.say = lambda environ: f"<p>The page at {environ['PATH_INFO']}.</p>" * 50

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        body = self.say(environ).encode()
        if self.keys:
            environ[META_KEY] = Dependencies(
                set(self.keys), self.until, self.is_of_content, self.is_linked
            )
        start_response(self.status, list(self.headers))
        return [body]
