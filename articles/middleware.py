"""Middleware for every request: Permissions-Policy, the language, and redirects of old URLs."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from articles.lib.urls import cached_reverse
from articles.models import Redirect
from articles.models.taxonomy_alias import moved_label

GetResponse = Callable[[HttpRequest], HttpResponse]


def permissions_policy(get_response: GetResponse) -> GetResponse:
    """Send settings.PERMISSIONS_POLICY (W3C Permissions Policy) with every response that does not
    set the header itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response

    return middleware


def site_language(get_response: GetResponse) -> GetResponse:
    """Activate the language that the URL begins with, or settings.LANGUAGE_CODE where it begins
    with none; in the admin, the language of the Accept-Language header.

    Django's LocaleMiddleware is not used, because it lets cookies and headers choose: a public
    page must depend on its URL alone, so that every cache may store it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        in_admin = request.path.startswith(cached_reverse("admin:index"))
        if in_admin:
            lang = translation.get_language_from_request(request)
        else:
            first = request.path_info.lstrip("/").split("/", 1)[0]
            lang = first if first in settings.SITE_LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(lang):
            response = get_response(request)
        response.headers.setdefault("Content-Language", lang)
        if in_admin:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def old_url_redirect(get_response: GetResponse) -> GetResponse:
    """Redirect (301) a GET or HEAD of an old URL of an article, a category or a tag to its
    present one.

    The database is queried only when the response is a 404, and answers only for articles that
    are live: the URL of a draft stays secret.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        url = Redirect.target(request.path_info) or moved_label(request.path_info)
        return HttpResponsePermanentRedirect(url) if url else response

    return middleware
