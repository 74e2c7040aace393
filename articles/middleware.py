"""Middleware for every request: Permissions-Policy, the language, log-ins, and redirects of
old URLs."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from articles.accounts.desk import choice_of
from articles.accounts.exceptions import LoginBusy
from articles.accounts.login_limits import login_turn
from articles.accounts.sessions import note_seen
from articles.lib.urls import cached_reverse
from articles.public import old_addresses
from articles.public.languages import is_in_admin, language_of

GetResponse = Callable[[HttpRequest], HttpResponse]


def no_nul_characters(get_response: GetResponse) -> GetResponse:
    """Answer 400 to a path with a NUL character, which PostgreSQL refuses in every text, and in
    the admin also to a parameter with one.

    Public views check the parameters that they read, and forms their fields.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        in_admin = is_in_admin(request)
        if "\0" in request.path_info or (in_admin and "%00" in request.META["QUERY_STRING"]):
            return HttpResponseBadRequest("An address cannot hold a NUL character.\n", "text/plain")
        return get_response(request)

    return middleware


def permissions_policy(get_response: GetResponse) -> GetResponse:
    """Send settings.PERMISSIONS_POLICY (W3C Permissions Policy) with every response that does not
    set the header itself, and keep other sites from embedding it (Cross-Origin-Resource-Policy,
    Fetch standard), but for pictures, static files and what any origin may read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        for_all = request.path.startswith((settings.MEDIA_URL, settings.STATIC_URL))
        if not for_all and "Access-Control-Allow-Origin" not in response.headers:
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def site_language(get_response: GetResponse) -> GetResponse:
    """Activate the language that the URL begins with, or settings.LANGUAGE_CODE where it begins
    with none; in the admin, the language of the Accept-Language header.

    Django's LocaleMiddleware is not used, because it lets cookies and headers choose: a public
    page must depend on its URL alone, so that every cache may store it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        lang = language_of(request)
        with translation.override(lang):
            response = get_response(request)
        response.headers.setdefault("Content-Language", lang)
        if is_in_admin(request):
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def own_desk(get_response: GetResponse) -> GetResponse:
    """In the admin, activate the language and the time zone that the person chose (DeskChoice)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        choice = choice_of(request.user) if is_in_admin(request) else None
        if choice is None:
            return get_response(request)
        lang = choice.language or translation.get_language()
        with translation.override(lang), timezone.override(choice.time_zone):
            response = get_response(request)
        response.headers.setdefault("Content-Language", lang)
        return response

    return middleware


def one_login_at_a_time(get_response: GetResponse) -> GetResponse:
    """Answer 503 with Retry-After to a log-in while the machine checks another password.

    It stands before sessions and forms are read, so that a flood of log-ins costs readers little.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path != cached_reverse("admin:login"):
            return get_response(request)
        try:
            with login_turn(request):
                return get_response(request)
        except LoginBusy as busy:
            page = render_to_string("admin/login_busy.html", {"login_url": request.get_full_path()})
            return HttpResponse(page, status=503, headers={"Retry-After": str(busy.seconds)})

    return middleware


def sessions_seen(get_response: GetResponse) -> GetResponse:
    """Write down, at most once in some minutes, that a session of the admin is in use."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_in_admin(request):
            note_seen(request)
        return get_response(request)

    return middleware


def old_url_redirect(get_response: GetResponse) -> GetResponse:
    """Answer a GET or HEAD of an old URL as `articles.public.old_addresses` does.

    The database is queried only when the response is a 404.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        return old_addresses.answer(request) or response

    return middleware
