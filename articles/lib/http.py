"""The only outbound HTTP: https to public hosts, with an end in time and size.

The name is looked up once, every address it has is judged, and the connection is made to the
judged address: a name that answers differently a moment later leads nowhere else.
"""

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from articles.lib.public_hosts import is_public_address, is_public_host

if TYPE_CHECKING:
    import urllib3

MAX_BYTES = 1024 * 1024
USER_AGENT = "Newsroom (+{url})"


class RequestRefused(Exception):
    """There is no answer: the address is not allowed, nobody answers, or too slowly or much."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back: the status, whatever it is, and the body."""

    status: int
    body: bytes


def post_form(url: str, fields: Sequence[tuple[str, str]], *, patience: float = 10.0) -> HttpAnswer:
    """Send a form to `url` and return the answer; a redirect is an answer and is not followed.

    `patience` is the seconds for all of it. Settings: OUTBOUND_PRIVATE_HOSTS.
    Raises RequestRefused.
    """
    # 30 ms to import, and few processes ever call anybody.
    from urllib3.exceptions import HTTPError

    ends = time.monotonic() + patience
    try:
        pool, headers, path = _connect(url, patience)
        with pool:
            response = pool.request(
                "POST",
                path,
                body=urlencode(fields),
                headers={**headers, "Content-Type": "application/x-www-form-urlencoded"},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            try:
                return HttpAnswer(response.status, _read(response, ends))
            finally:
                response.close()
    except (HTTPError, OSError, UnicodeError) as error:
        raise RequestRefused(f"{type(error).__name__}: {error}") from error


def _connect(url: str, patience: float) -> "tuple[urllib3.HTTPConnectionPool, dict[str, str], str]":
    """A connection that can lead to one address only, the headers, and the path."""
    import urllib3

    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise RequestRefused(f"{url} is not an address") from error
    ours = host in settings.OUTBOUND_PRIVATE_HOSTS
    if parts.scheme != "https" and not (ours and parts.scheme == "http"):
        raise RequestRefused(f"{url} is not https")
    if not host or parts.username is not None:
        raise RequestRefused(f"{url} is not a plain address")
    address = _look_up(host, port or (443 if parts.scheme == "https" else 80), ours)
    timeout = urllib3.Timeout(connect=patience, read=patience, total=patience)
    # The certificate is asked for the name, not for the address that it led to.
    named: dict[str, Any] = {"server_hostname": host, "assert_hostname": host}
    secure = parts.scheme == "https"
    kind = urllib3.HTTPSConnectionPool if secure else urllib3.HTTPConnectionPool
    pool = kind(address, port, timeout=timeout, maxsize=1, **(named if secure else {}))
    headers = {
        "Host": parts.netloc,
        "User-Agent": USER_AGENT.format(url=settings.SITE_URL),
        "Accept-Encoding": "identity",
    }
    return pool, headers, parts._replace(scheme="", netloc="", fragment="").geturl() or "/"


def _look_up(host: str, port: int, ours: bool) -> str:
    if not ours and not is_public_host(host):
        raise RequestRefused(f"{host} is not a public host")
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(answer[4][0]) for answer in answers]
    if not ours and not all(map(is_public_address, addresses)):
        raise RequestRefused(f"{host} is not a public host")
    return f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]


def _read(response: Any, ends: float) -> bytes:
    """The body, within the size and until the time; a server may send a byte a second."""
    body = b""
    while piece := response.read1(65_536):
        body += piece
        if len(body) > MAX_BYTES:
            raise RequestRefused(f"more than {MAX_BYTES} bytes")
        if time.monotonic() > ends:
            raise RequestRefused("the answer does not end")
    return body
