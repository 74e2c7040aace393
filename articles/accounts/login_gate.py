"""Refuses attempts to sign in before Django sees them: while another password is checked, and of a
network that had its number of attempts. A flood of them must cost readers as little as can be.

It only repeats refusals. What gets past it is judged by the middleware and the form of the log-in.
"""

import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.template.loader import render_to_string
from django.utils import translation

from articles.accounts import login_flood, refused_networks
from articles.accounts.exceptions import TooManyAttempts
from articles.accounts.known_browsers import is_known_browser
from articles.accounts.login_limits import BUSY_SECONDS, is_busy
from articles.lib.client_address import client_network

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

# Seconds for which a process believes that a password is still being checked. To look costs five
# times as much as to refuse.
_LOOK_AGAIN = 0.1
# No response of Django, so no middleware adds them.
_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Vary", "Accept-Language"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
    ("Permissions-Policy", settings.PERMISSIONS_POLICY),
    ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


def with_login_gate(application: Application) -> Application:
    """Return `application` behind the gate. Browsers from which somebody signed in get past it."""
    path = f"/{settings.ADMIN_PATH}login/"
    busy_until = 0.0

    def is_still_busy() -> bool:
        nonlocal busy_until
        now = time.monotonic()
        if now >= busy_until and is_busy():
            busy_until = now + _LOOK_AGAIN
        return now < busy_until

    def gated(environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or environ.get("PATH_INFO") != path:
            return application(environ, start_response)
        # The header may say anything, and Python raises ValueError for some of it.
        request = WSGIRequest(environ | {"CONTENT_TYPE": ""})
        if is_known_browser(request):
            return application(environ, start_response)
        if seconds := refused_networks.seconds_left(client_network(request)):
            return _refuse(request, start_response, "429 Too Many Requests", seconds)
        if is_still_busy():
            return _refuse(request, start_response, "503 Service Unavailable", BUSY_SECONDS)
        return application(environ, start_response)

    return gated


def _refuse(
    request: WSGIRequest, start_response: Any, status: str, seconds: int
) -> Iterable[bytes]:
    """The body is left to the server, which reads it for a limited time before the next request:
    here whoever sends none would hold a thread for as long as he likes."""
    login_flood.note_refusal()
    lang = translation.get_language_from_request(request)
    body = _page(lang, 0 if status.startswith("503") else -(-seconds // 60))
    headers = [
        *_HEADERS,
        ("Content-Language", lang),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(seconds)),
    ]
    if settings.SECURE_HSTS_SECONDS:
        headers.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}"))
    start_response(status, headers)
    return [body]


@lru_cache(maxsize=256)
def _page(lang: str, minutes: int) -> bytes:
    """The page in a language: of a network that is refused for `minutes`, or 0 for a busy log-in.

    The link leads to the address that the form was sent to, whatever its query.
    """
    with translation.override(lang):
        words = TooManyAttempts(minutes * 60).in_words() if minutes else ""
        context = {"login_url": "", "too_many": words}
        return render_to_string("admin/login_busy.html", context).encode()
