"""What happens around every request: policies, sessions at the desk, the page's language, and
addresses that moved."""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from articles.models import PastAddress
from articles.models.taxonomy_alias import moved_label

GetResponse = Callable[[HttpRequest], HttpResponse]


def policies(get_response: GetResponse) -> GetResponse:
    """Send settings.CONTENT_SECURITY_POLICY (W3C Content Security Policy Level 3) and
    settings.PERMISSIONS_POLICY (W3C Permissions Policy) with every answer that has none of its own.

    django-csp makes the first of them, here once. Its own middleware would make it anew for every
    answer, for the sake of nonces and decorators: no page has a use for those.
    """
    content = build_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Django's own pages for a developer have their styles in them.
        if not settings.DEBUG or response.status_code not in (404, 500):
            response.headers.setdefault(HEADER, content)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response

    return middleware


class _AtTheDesk(MiddlewareMixin):
    """Leaves a middleware out wherever nobody signs in. A page for readers has no session, no
    user and no messages, so that every cache may keep it."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if _is_desk(request) else self.get_response(request)


class Sessions(_AtTheDesk, SessionMiddleware):
    """Django's, for the desk alone."""


class Authentication(_AtTheDesk, AuthenticationMiddleware):
    """Django's, for the desk alone."""


class Messages(_AtTheDesk, MessageMiddleware):
    """Django's, for the desk alone."""


def site_language(get_response: GetResponse) -> GetResponse:
    """Speak the language of the address; in the admin, the one that the browser asks for.

    A public page never depends on headers or cookies, so that every cache may keep it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        by_browser = _is_desk(request)
        if by_browser:
            lang = translation.get_language_from_request(request)
        else:
            first = _first(request)
            lang = first if first in settings.SITE_LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(lang):
            response = get_response(request)
        response.headers.setdefault("Content-Language", lang)
        if by_browser:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def past_address(get_response: GetResponse) -> GetResponse:
    """Lead a reader from an address that a story or a label once had to where it is now (301).

    Asked only when nothing else answers, and only for a story that is live: where a draft will
    stand is nobody's business.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        past = PastAddress.lookup(request.path_info) or moved_label(request.path_info)
        return HttpResponsePermanentRedirect(past) if past else response

    return middleware


def _is_desk(request: HttpRequest) -> bool:
    return _first(request) == "admin"


def _first(request: HttpRequest) -> str:
    return request.path_info.lstrip("/").split("/", 1)[0]
