"""Tells of answers that the page cache gives without Django: LOG_REQUESTS=all, and metrics."""

import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from articles.operations.logs.request_log import reached_django, write_line
from articles.operations.telemetry import metrics
from articles.public.page_cache.rendering import Application


def with_kept_pages_told(application: Application) -> Application:
    """Return `application` with a line of the log and a count for each kept page; `application`
    itself where the settings want neither, since a line takes as long as the page."""
    writes = settings.LOG_REQUESTS == "all"
    if not writes and not settings.METRICS_TOKEN:
        return application

    def told(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        token = reached_django.set(False)
        begun = time.perf_counter()
        status = 0

        def start(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal status
            status = int(line[:3])
            return start_response(line, headers, *rest)

        parts = application(environ, start)
        seconds = time.perf_counter() - begun
        if not reached_django.get():
            metrics.count_kept_page(status, seconds)
            if writes:
                path = environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
                write_line(environ["REQUEST_METHOD"], path, status, seconds, kept=True)
        reached_django.reset(token)
        return parts

    return told
