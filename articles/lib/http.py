"""Outbound HTTP requests: https to public hosts only, limited in time and size.

Everything that calls another server goes through here. A name is looked up once, each of its
addresses is checked, and the connection is made to a checked address: a name that resolves
differently a moment later (DNS rebinding) cannot lead into the local network.
"""

import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlencode

from django.conf import settings

from articles.lib.ascii_urls import split_url
from articles.lib.public_hosts import is_public_address, is_public_host

if TYPE_CHECKING:
    import urllib3

MAX_BYTES = 1024 * 1024
USER_AGENT = "Newsroom (+{url})"


class RequestRefused(Exception):
    """The URL is not allowed, or there was no complete answer within the time and size limits."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """The answer of a server: its status, which may be an error, its body, and its headers, whose
    names are read in any case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)


def post_form(url: str, fields: Sequence[tuple[str, str]], *, timeout: float = 10.0) -> HttpAnswer:
    """Send a form to `url` and return the answer, as `send()` does."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return send("POST", url, urlencode(fields).encode(), headers, timeout=timeout)


def send(
    method: str, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float = 10.0
) -> HttpAnswer:
    """Send a request to `url` and return the answer; a redirect is an answer and is not followed.

    `timeout` is in seconds and covers the whole request. Hosts in the setting
    OUTBOUND_PRIVATE_HOSTS may be private, and reached over http. Raises RequestRefused.
    """
    # 30 ms to import, and few processes send requests.
    from urllib3.exceptions import HTTPError

    deadline = time.monotonic() + timeout
    try:
        pool, own_headers, path = _connect(url, timeout)
        with pool:
            response = pool.request(
                method,
                path,
                body=body,
                headers={**own_headers, **headers},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            try:
                return HttpAnswer(response.status, _read(response, deadline), response.headers)
            finally:
                response.close()
    except (HTTPError, OSError, UnicodeError) as error:
        raise RequestRefused(f"{type(error).__name__}: {error}") from error


def require_allowed(url: str) -> SplitResult:
    """Return the parts of a URL that may be called, as far as it says itself: no name is looked up.

    Raises RequestRefused.
    """
    try:
        parts = split_url(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise RequestRefused(f"{url} is not an address") from error
    private_allowed = host in settings.OUTBOUND_PRIVATE_HOSTS
    if parts.scheme != "https" and not (private_allowed and parts.scheme == "http"):
        raise RequestRefused(f"{url} is not https")
    if not host or parts.username is not None:
        raise RequestRefused(f"{url} is not a plain address")
    if not private_allowed and not is_public_host(host):
        raise RequestRefused(f"{host} is not a public host")
    return parts


def _connect(url: str, timeout: float) -> "tuple[urllib3.HTTPConnectionPool, dict[str, str], str]":
    """(connection pool bound to one checked address, headers, path with query)."""
    import urllib3

    parts = require_allowed(url)
    host, port = parts.hostname or "", parts.port
    address = _look_up(host, port or (443 if parts.scheme == "https" else 80))
    limits = urllib3.Timeout(connect=timeout, read=timeout, total=timeout)
    # The certificate is checked for the name, not for the address that it resolved to.
    tls_options: dict[str, Any] = {"server_hostname": host, "assert_hostname": host}
    secure = parts.scheme == "https"
    kind = urllib3.HTTPSConnectionPool if secure else urllib3.HTTPConnectionPool
    pool = kind(address, port, timeout=limits, maxsize=1, **(tls_options if secure else {}))
    headers = {
        "Host": parts.netloc,
        "User-Agent": USER_AGENT.format(url=settings.SITE_URL),
        "Accept-Encoding": "identity",
    }
    return pool, headers, parts._replace(scheme="", netloc="", fragment="").geturl() or "/"


def _look_up(host: str, port: int) -> str:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(answer[4][0]) for answer in answers]
    private_allowed = host in settings.OUTBOUND_PRIVATE_HOSTS
    if not private_allowed and not all(map(is_public_address, addresses)):
        raise RequestRefused(f"{host} is not a public host")
    return f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]


def _read(response: "urllib3.BaseHTTPResponse", deadline: float) -> bytes:
    """The body. The deadline is checked between reads: a server may send a byte a second."""
    body = b""
    while chunk := response.read1(65_536):
        body += chunk
        if len(body) > MAX_BYTES:
            raise RequestRefused(f"more than {MAX_BYTES} bytes")
        if time.monotonic() > deadline:
            raise RequestRefused("the answer takes too long")
    return body
