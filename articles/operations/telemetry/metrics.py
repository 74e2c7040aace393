"""Counts for Prometheus, behind the setting METRICS_TOKEN.

Each process writes into files of METRICS_DIR, which whichever process is asked adds up
(prometheus_client's multi-process mode).
"""

import os
import secrets
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

# Seconds; most pages take some milliseconds, and what takes longer than 10 s is as good as none.
_BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


class _Counts(NamedTuple):
    requests: "Counter"
    seconds: "Histogram"
    kept: "Counter"
    refused: "Counter"


@cache
def _counts() -> _Counts:
    """The counts of this process, made at its first one."""
    settings.METRICS_DIR.mkdir(parents=True, exist_ok=True)
    # The library reads it when it is imported, and is imported by nobody else.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.METRICS_DIR))
    # A tenth of a second to import, for sites that want counts.
    from prometheus_client import Counter, Histogram

    return _Counts(
        Counter(
            "newsroom_requests", "Requests that Django answered.", ["method", "route", "status"]
        ),
        Histogram(
            "newsroom_request_seconds", "Seconds until the answer.", ["route"], buckets=_BUCKETS
        ),
        Counter("newsroom_kept_pages", "Answers of the page cache.", ["status"]),
        Counter("newsroom_refused_log_ins", "Log-ins refused before Django.", ["status"]),
    )


def count_request(request: HttpRequest, status: int, seconds: float) -> None:
    """Count an answer of Django, by the name of its route: an address could be anything."""
    if not settings.METRICS_TOKEN:
        return
    match = request.resolver_match
    route = (match.view_name or match.route) if match else "none"
    method = request.method if request.method in _METHODS else "other"
    counts = _counts()
    counts.requests.labels(method, route, str(status)).inc()
    counts.seconds.labels(route).observe(seconds)


def count_refused_log_in(status: int) -> None:
    """Count a log-in that was refused before Django saw it."""
    if settings.METRICS_TOKEN:
        _counts().refused.labels(str(status)).inc()


def count_kept_page(status: int) -> None:
    """Count an answer of the page cache."""
    if settings.METRICS_TOKEN:
        _counts().kept.labels(str(status)).inc()


_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")


def is_allowed(request: HttpRequest) -> bool:
    """Return whether a request has the token of METRICS_TOKEN (RFC 6750, Bearer)."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    return bool(token) and secrets.compare_digest(given.encode(), token.encode())


def exposition(gauges: Callable[[], Iterator[tuple[str, str, float]]]) -> HttpResponse:
    """Return the counts of all processes, and `gauges`: (name, meaning, value), as they are now."""
    _counts()
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.core import GaugeMetricFamily
    from prometheus_client.multiprocess import MultiProcessCollector

    class Gauges:
        def collect(self) -> Iterator[Any]:
            for name, meaning, value in gauges():
                yield GaugeMetricFamily(name, meaning, value=value)

    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(Gauges())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
