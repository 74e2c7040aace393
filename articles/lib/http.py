"""Outbound HTTP requests: https to public hosts only, limited in time and size.

Everything that calls another server goes through here. A name is looked up once, each of its
addresses is checked, and the connection is made to a checked address: a name that resolves
differently a moment later (DNS rebinding) cannot lead into the local network.
"""

import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urldefrag, urlencode, urljoin

from django.conf import settings
from django.utils.encoding import iri_to_uri

from articles.lib.ascii_urls import ascii_url, split_url
from articles.lib.inflating import Inflater, InflatingFailed
from articles.lib.public_hosts import is_public_address, is_public_host

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection
    from urllib3.response import BaseHTTPResponse

MAX_BYTES = 1024 * 1024
USER_AGENT = "Newsroom (+{url})"
# Redirects (RFC 9110, section 15.4): all that name an address, and those that are for good.
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
# Headers that are for the first server alone.
_SECRET_HEADERS: Final = frozenset({"authorization", "cookie"})


class RequestRefused(Exception):
    """The URL is not allowed, or there was no complete answer within the time and size limits.

    `code` names the reason for programs: `address` (not allowed), `private` (leads into a local
    network), `redirects` (too many, in a circle, or to http), `too-large`, `too-slow`, `damaged`
    (cannot be decompressed), or `no-answer` for all that a network does.
    """

    def __init__(self, message: str, code: str = "no-answer") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """The answer of a server: its status, which may be an error, its body, and its headers, whose
    names are read in any case.

    Of `get()` besides: `url` is the address that answered, and `moved_to` the one to ask from now
    on, empty where the first redirect was not for good.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)
    url: str = field(default="", compare=False)
    moved_to: str = field(default="", compare=False)


def post_form(url: str, fields: Sequence[tuple[str, str]], *, timeout: float = 10.0) -> HttpAnswer:
    """Send a form to `url` by POST and return the answer; a redirect is one, and not followed.
    `timeout` is in seconds and covers the whole request. Raises RequestRefused."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return send("POST", url, urlencode(fields).encode(), headers, timeout=timeout)


def send(
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    timeout: float = 10.0,
    max_bytes: int = MAX_BYTES,
) -> HttpAnswer:
    """Send a request to `url` and return the answer; a redirect is an answer and is not followed.

    `timeout` is in seconds and covers the whole request. Hosts in the setting
    OUTBOUND_PRIVATE_HOSTS may be private, and reached over http. Raises RequestRefused.
    """
    limits = _Limits(time.monotonic() + timeout, max_bytes)
    headers = {"Accept-Encoding": "identity", **headers}
    with _answering(method, url, body, headers, limits) as response:
        return HttpAnswer(response.status, _read(response, limits), response.headers)


def get(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = 20.0,
    max_bytes: int = MAX_BYTES,
    max_redirects: int = 5,
    allow_http: bool = False,
) -> HttpAnswer:
    """Fetch `url`, follow redirects, and return the last answer, decompressed.

    `timeout` is in seconds and covers all requests; `max_bytes` is what a body may have, compressed
    and decompressed. Each address on the way is judged as the first one: a redirect cannot lead
    into a private network, nor from https to http unless `allow_http`. `Authorization` is for the
    host of `url` alone. Raises RequestRefused.
    """
    limits = _Limits(time.monotonic() + timeout, max_bytes, allow_http)
    sent = {"Accept-Encoding": "gzip, deflate", **(headers or {})}
    url, moved_to, all_permanent, seen = _plain(url), "", True, set[str]()
    while True:
        seen.add(url)
        with _answering("GET", url, None, sent, limits) as response:
            status, target = response.status, response.headers.get("Location", "")
            if status not in _REDIRECTS or not target:
                body = _read(response, limits, response.headers.get("Content-Encoding", ""))
                return HttpAnswer(status, body, response.headers, url, moved_to)
        before, url = url, _target(url, target, allow_http)
        if url in seen:
            raise RequestRefused("the redirects lead in a circle", "redirects")
        if len(seen) > max_redirects:
            raise RequestRefused(f"more than {max_redirects} redirects", "redirects")
        if _origin(before) != _origin(url):
            sent = {k: v for k, v in sent.items() if k.lower() not in _SECRET_HEADERS}
        all_permanent = all_permanent and status in _PERMANENT
        moved_to = url if all_permanent else moved_to


def _target(url: str, location: str, allow_http: bool) -> str:
    """The address that a redirect of `url` names, absolute and in ASCII."""
    with suppress(UnicodeError):
        # Headers are read as Latin-1; what is not ASCII in them is UTF-8 nowadays.
        location = location.encode("latin-1").decode()
    try:
        target = _plain(urljoin(url, location.strip()))
    except ValueError as error:
        raise RequestRefused("a redirect leads to no address", "redirects") from error
    if not allow_http and (_origin(url)[0], _origin(target)[0]) == ("https", "http"):
        raise RequestRefused(f"a redirect leads from https to {target}", "redirects")
    return target


def _plain(url: str) -> str:
    """The address as it is asked for: in ASCII, and without a fragment."""
    try:
        return urldefrag(iri_to_uri(ascii_url(url))).url
    except ValueError as error:
        raise RequestRefused(f"{url} is not an address", "address") from error


def _origin(url: str) -> tuple[str, str]:
    parts = split_url(url)
    return parts.scheme, parts.netloc.lower()


@dataclass(frozen=True, slots=True)
class _Limits:
    """Limits of a call: when it must be over, on the monotonic clock, and its size."""

    deadline: float
    max_bytes: int
    allow_http: bool = False

    def seconds_left(self) -> float:
        """The seconds until the deadline. Raises RequestRefused when there are none."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise RequestRefused("the answer takes too long", "too-slow")
        return seconds


@contextmanager
def _answering(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], limits: _Limits
) -> "Iterator[BaseHTTPResponse]":
    """Send a request, and give its response, of which only the head was read. Whatever is raised
    about the network in the block or before it is RequestRefused."""
    # 30 ms to import, and few processes send requests.
    from urllib3.exceptions import HTTPError

    try:
        connection, own_headers, path = _connection(url, limits)
        try:
            connection.connect()
            # A timeout is of one read; a server may send a byte of its headers now and then.
            watch = threading.Timer(limits.seconds_left(), _shut, [connection])
            watch.daemon = True
            watch.start()
            try:
                connection.request(
                    method,
                    path,
                    body,
                    {**own_headers, **headers},
                    preload_content=False,
                    decode_content=False,
                )
                response = connection.getresponse()
                try:
                    yield response
                finally:
                    # One that was not read to its end holds the socket.
                    response.close()
            finally:
                watch.cancel()
        finally:
            connection.close()
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        limits.seconds_left()
        raise RequestRefused(f"{type(error).__name__}: {error}") from error


def _shut(connection: "HTTPConnection") -> None:
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def require_allowed(url: str, allow_http: bool = False) -> SplitResult:
    """Return the parts of a URL that may be called, as far as it says itself: no name is looked up.

    Raises RequestRefused.
    """
    try:
        parts = split_url(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise RequestRefused(f"{url} is not an address", "address") from error
    private_allowed = host in settings.OUTBOUND_PRIVATE_HOSTS
    http_allowed = allow_http or private_allowed
    if parts.scheme != "https" and not (http_allowed and parts.scheme == "http"):
        raise RequestRefused(f"{url} is not https", "address")
    if not host or parts.username is not None:
        raise RequestRefused(f"{url} is not a plain address", "address")
    if not private_allowed and not is_public_host(host):
        raise RequestRefused(f"{host} is not a public host", "private")
    return parts


def _connection(url: str, limits: _Limits) -> "tuple[HTTPConnection, dict[str, str], str]":
    """(connection to one checked address, not yet opened; headers; path with query)."""
    from urllib3.connection import HTTPConnection, HTTPSConnection

    parts = require_allowed(url, limits.allow_http)
    host, port = parts.hostname or "", parts.port
    secure = parts.scheme == "https"
    port = port or (443 if secure else 80)
    address = _look_up(host, port)
    # The certificate is checked for the name, not for the address that it resolved to.
    tls_options: dict[str, Any] = {"server_hostname": host, "assert_hostname": host}
    kind = HTTPSConnection if secure else HTTPConnection
    seconds = limits.seconds_left()
    connection = kind(address, port, timeout=seconds, **(tls_options if secure else {}))
    headers = {"Host": parts.netloc, "User-Agent": USER_AGENT.format(url=settings.SITE_URL)}
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    return connection, headers, iri_to_uri(path if path.startswith("/") else f"/{path}")


def _look_up(host: str, port: int) -> str:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(answer[4][0]) for answer in answers]
    private_allowed = host in settings.OUTBOUND_PRIVATE_HOSTS
    if not private_allowed and not all(map(is_public_address, addresses)):
        raise RequestRefused(f"{host} is not a public host", "private")
    return addresses[0]


def _read(response: "BaseHTTPResponse", limits: _Limits, coding: str = "") -> bytes:
    """The body, decompressed. The deadline is checked between reads: a server may send a byte a
    second."""
    raw_bytes, parts = 0, list[bytes]()
    try:
        inflater = Inflater(coding, limits.max_bytes)
        while chunk := response.read1(65_536):
            raw_bytes += len(chunk)
            if raw_bytes <= limits.max_bytes:
                parts.append(inflater.add(chunk))
            if raw_bytes > limits.max_bytes or inflater.is_over:
                raise RequestRefused(f"more than {limits.max_bytes} bytes", "too-large")
            limits.seconds_left()
        # The watch may have ended the connection, which looks like an end of the body.
        limits.seconds_left()
        inflater.finish()
    except InflatingFailed as error:
        raise RequestRefused(str(error), "damaged") from error
    return b"".join(parts)
