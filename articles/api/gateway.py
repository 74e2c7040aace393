"""The way into the API: what holds for every request, before any of it is loaded.

The API itself (articles/api/endpoints.py, with django-ninja and its schemas) is an URLconf that
Django imports when the first request is led there, so no command and no page pays for it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from articles.api.problem_json import problem
from articles.api.throttle import seconds_to_wait

ROUTES = "articles.api.endpoints"
METHODS = "GET, HEAD, OPTIONS"
DOCUMENT_TYPE = "application/vnd.oai.openapi+json"
# Every answer is public and the same for everybody: any page may read it, without cookies.
_CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


@csrf_exempt
def door(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer what is asked of `/api/v1/<path>`; every error is a problem document."""
    response = _answer(request, path)
    for name, value in _CROSS_ORIGIN.items():
        response.headers[name] = value
    about = f'<{reverse("api", args=["openapi.json"])}>; rel="service-desc"; type="{DOCUMENT_TYPE}"'
    also = response.headers.get("Link")
    response.headers["Link"] = f"{also}, {about}" if also else about
    if response.status_code >= 400:
        patch_cache_control(response, no_store=True)
    else:
        # Kept, and asked after each time: a story that is taken back is gone at once.
        patch_cache_control(response, public=True, no_cache=True)
    return response


def _answer(request: HttpRequest, path: str) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": METHODS, **_PREFLIGHT})
    if wait := seconds_to_wait(request):
        response = problem(429, f"Too many requests. Ask again in {wait} seconds.")
        response.headers["Retry-After"] = str(wait)
        return response
    try:
        match = resolve(f"/{path}", ROUTES)
    except Resolver404:
        where = settings.SITE_URL + reverse("api_reference")
        return problem(404, f"Nothing has this address. What there is: {where}")
    if request.method not in ("GET", "HEAD"):
        response = problem(405, "This API only reads: use GET.")
        response.headers["Allow"] = METHODS
        return response
    if not any(map(request.accepts, ("application/json", DOCUMENT_TYPE))):
        return problem(406, "The answer is application/json, which your Accept header refuses.")

    def ask(request: HttpRequest) -> HttpResponseBase:
        return match.func(request, *match.args, **match.kwargs)

    # HEAD is the same question: the server leaves the body out.
    method, request.method = request.method, "GET"
    try:
        return conditional_page(ask)(request)
    finally:
        request.method = method
