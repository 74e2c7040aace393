"""The answers to errors: 503 while something is away or busy, 500 for mistakes.

They are the last resort, so they need nothing that may be what is broken: no database, no cache,
no session, no list of static files, no context processor.
"""

import base64
import hashlib
import sys
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils import translation
from django.utils.translation import gettext

from articles.api.decorators import for_other_origins
from articles.api.problem_json import problem
from articles.db.outages import is_outage
from articles.lib.urls import cached_reverse
from articles.public.languages import language_of

# Seconds after which programs and browsers may ask again: while something is away, and while others
# are being answered.
RETRY_AFTER = 10
RETRY_AFTER_BUSY = 2
# The one style sheet of these pages stands in them, and the policy allows exactly it. Nothing in it
# would be escaped in HTML.
STYLE = (
    "body{margin:0;min-height:100vh;display:grid;place-items:center;"
    "font:1.125rem/1.5 Georgia,Noto Serif,serif;color:#1c1f24;background:#fdfdfc}"
    "main{max-width:32rem;padding:2rem 1.25rem}"
    "h1{font-size:1.75rem;line-height:1.2;margin:0 0 1rem}"
    "p{margin:0 0 1rem}a{color:#0b57a4}"
    "@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#13161b}a{color:#8ab8f0}}"
)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Return the answer to a request that ended with an exception, which is being handled.

    503 with Retry-After where the exception is an outage, 500 otherwise; as problem+json below the
    address of the API, and as a page elsewhere.
    """
    is_away = is_outage(sys.exc_info()[1])
    if _is_of_api(request):
        response = _api_error(is_away)
    else:
        lang = language_of(request)
        with translation.override(lang):
            response = _error_page(lang, is_away, request.method not in ("GET", "HEAD"))
    response.headers["Cache-Control"] = "no-store"
    if is_away:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def busy(request: HttpRequest) -> HttpResponseBase:
    """Return the answer to a request that had no turn: 503 with Retry-After, as problem+json or as
    a page."""
    if _is_of_api(request):
        detail = "Too many requests are being answered. Ask again in a moment."
        response = for_other_origins(problem(503, detail))
    else:
        lang = language_of(request)
        response = _page(lang, _busy_html(lang), 503)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = str(RETRY_AFTER_BUSY)
    return response


def _is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(cached_reverse("api:reference"))


def _api_error(is_away: bool) -> HttpResponseBase:
    if is_away:
        return for_other_origins(problem(503, "The site is not available. Ask again in a moment."))
    return for_other_origins(problem(500, "The mistake is ours. It was written to our log."))


def _error_page(lang: str, is_away: bool, is_saving: bool) -> HttpResponse:
    if is_away:
        title = gettext("We will be right back")
        text = gettext("The site cannot answer at the moment. Please try again in a minute.")
        if is_saving:
            text = gettext(
                "Nothing was saved: the site cannot store anything at the moment. Go back, where "
                "your text still is, and try again in a minute."
            )
    else:
        title = gettext("Something went wrong on our side")
        text = gettext("The mistake is ours, not yours. Please try again in a moment.")
    return _page(lang, _html(lang, title, text), 503 if is_away else 500)


@cache
def _busy_html(lang: str) -> str:
    """The page of `busy()`, made once for each language: it is sent while there is much to do."""
    with translation.override(lang):
        title = gettext("One moment, please")
        text = gettext("The site has many questions to answer. Please try again in a moment.")
        return _html(lang, title, text)


def _html(lang: str, title: str, text: str) -> str:
    home = f"{get_script_prefix()}{lang}/"
    context = {"title": title, "text": text, "home": home, "style": STYLE}
    return render_to_string("error.html", context)


def _page(lang: str, html: str, status: int) -> HttpResponse:
    response = HttpResponse(html, status=status)
    response.headers["Content-Security-Policy"] = _policy()
    response.headers["Content-Language"] = lang
    return response


@cache
def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
