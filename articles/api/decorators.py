"""View decorators for the API: what holds for every answer, errors included."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from articles.api.problem_json import problem

View = Callable[..., HttpResponseBase]
METHODS = "GET, HEAD, OPTIONS"
OPENAPI_TYPE = "application/vnd.oai.openapi+json"
# Answers are public and the same for everybody: any page may read them, without cookies.
_CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


def for_other_origins(response: HttpResponseBase) -> HttpResponseBase:
    """Add the CORS headers (Fetch standard) of the API to `response`, and return it."""
    for name, value in _CROSS_ORIGIN.items():
        response.headers[name] = value
    return response


def public_api(view: View) -> View:
    """Add CORS (Fetch standard), caching and `service-desc` (RFC 8631) headers to every answer.

    OPTIONS is answered here with 204, since browsers ask so before they send conditional requests.
    """

    @csrf_exempt
    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "OPTIONS":
            headers = {"Allow": METHODS, **_PREFLIGHT}
            response: HttpResponseBase = HttpResponse(status=204, headers=headers)
        else:
            response = view(request, *args, **kwargs)
        for_other_origins(response)
        links = [response.headers.get("Link")]
        links.append(f'<{reverse("api:openapi")}>; rel="service-desc"; type="{OPENAPI_TYPE}"')
        response.headers["Link"] = ", ".join(filter(None, links))
        if response.status_code >= 400:
            patch_cache_control(response, no_store=True)
        else:
            # Caches revalidate before each use: a retracted article is gone at once.
            patch_cache_control(response, public=True, no_cache=True)
        return response

    return wrapper


def read_only_json(view: View) -> View:
    """Let GET and HEAD through to a view that answers GET with JSON, and add ETag and 304.

    Other methods are answered with 405, an Accept header that refuses JSON with 406.
    """
    conditional_view = conditional_page(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            response = problem(405, "This API only reads: use GET.")
            response.headers["Allow"] = METHODS
            return response
        if not any(map(request.accepts, ("application/json", OPENAPI_TYPE))):
            return problem(406, "The answer is application/json, which your Accept header refuses.")
        # django-ninja and ConditionalGetMiddleware know GET only; the server omits HEAD's body.
        method, request.method = request.method, "GET"
        try:
            return conditional_view(request, *args, **kwargs)
        finally:
            request.method = method

    return wrapper
