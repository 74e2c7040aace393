"""A signed cookie by which a browser is known from which somebody signed in before.

Attempts from such a browser are counted apart (OWASP, “device cookies”): nobody who only knows a
name can lock its owner out. The cookie signs nobody in.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles.lib.normal_forms import normalized

COOKIE = "known_browser"
_SALT = "articles.accounts.known_browsers"
_SECONDS = 180 * 24 * 3600


def known_browser(request: HttpRequest, name: str) -> str:
    """Return the id of a browser from which `name` signed in before, otherwise an empty text."""
    value = _value(request)
    return value["id"] if value.get("name") == account_name(name) else ""


def is_known_browser(request: HttpRequest) -> bool:
    """Return whether anybody signed in from this browser before."""
    return bool(_value(request))


def remember_browser(response: HttpResponse, name: str) -> None:
    """Let the browser that gets `response` be known for `name`, and for nobody else."""
    value = {"id": secrets.token_urlsafe(16), "name": account_name(name)}
    response.set_cookie(
        COOKIE,
        signing.dumps(value, salt=_SALT),
        max_age=_SECONDS,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _value(request: HttpRequest) -> dict[str, str]:
    # Of a flood of attempts none has one, and reading none takes as long as reading one.
    if COOKIE not in request.COOKIES:
        return {}
    try:
        value: dict[str, str] = signing.loads(request.COOKIES[COOKIE], salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return {}
    return value


def account_name(name: str) -> str:
    """The account that a typed name means; all spellings of a name are one."""
    return normalized("NFKC", name).casefold()
