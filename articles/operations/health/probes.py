"""`/healthz` and `/readyz`, by which load balancers tell whether a process works; `/metrics`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from articles.operations.health.gauges import gauges
from articles.operations.health.readiness import problems
from articles.operations.telemetry import metrics as counts

GetResponse = Callable[[HttpRequest], HttpResponseBase]
_HEADERS = {"Cache-Control": "no-store"}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200: this process runs. No query."""
    return HttpResponse("ok\n", content_type="text/plain", headers=_HEADERS)


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Tell as JSON what is wrong; 503 where this process cannot answer readers.

    What only editors miss, such as room on a disk, is told with 200: a load balancer that took
    every process away for it would leave readers nothing. With `?strict` every problem is a 503.
    """
    found = problems()
    is_ready = not any(one.stops_readers for one in found)
    status = "ready" if not found else "degraded" if is_ready else "not ready"
    document = {
        "status": status,
        "problems": [{"check": one.check, "problem": one.text} for one in found],
    }
    is_wrong = bool(found) if "strict" in request.GET else not is_ready
    return JsonResponse(document, status=503 if is_wrong else 200, headers=_HEADERS)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return what is counted, for Prometheus; 404 for whoever has not the token of the settings."""
    if not counts.is_allowed(request):
        return HttpResponse("Not found\n", status=404, content_type="text/plain", headers=_HEADERS)
    response = counts.exposition(gauges)
    response.headers["Cache-Control"] = _HEADERS["Cache-Control"]
    return response


_PROBES: dict[str, Callable[[HttpRequest], HttpResponseBase]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}


def probes(get_response: GetResponse) -> GetResponse:
    """Answer the probes before any other middleware: a load balancer asks by the address of the
    machine, without https, and nobody wants a line in the log for it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = _PROBES.get(request.path_info)
        return probe(request) if probe else get_response(request)

    return middleware
