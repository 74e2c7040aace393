"""Tells of answers that are given without Django: pages that are kept, and refused log-ins."""

import logging
import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from articles.operations.logs.request_log import reached_django, write_line
from articles.operations.telemetry import metrics
from articles.public.page_cache.rendering import Application

logger = logging.getLogger(__name__)
# Seconds between two lines about refused log-ins: a flood of them must not become one of lines.
PAUSE = 60


def with_early_answers_told(application: Application) -> Application:
    """Return `application` with a count of METRICS_TOKEN, and a line of LOG_REQUESTS=all, for each
    answer that does not come from Django.

    Refused log-ins have one line a minute in each process, too, with their number. Where the
    settings want neither counts nor lines, nothing is done for a kept page: a line takes as long.
    """
    writes = settings.LOG_REQUESTS == "all"
    tells = writes or bool(settings.METRICS_TOKEN)
    refusals = _Refusals()

    def told(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # No page that is kept answers a POST.
        is_post = environ["REQUEST_METHOD"] == "POST"
        if not tells and not is_post:
            return application(environ, start_response)
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
            if is_post:
                refusals.tell()
                metrics.count_refused_log_in(status)
            else:
                metrics.count_kept_page(status)
            if writes:
                _write(environ, status, seconds)
        reached_django.reset(token)
        return parts

    return told


def _write(environ: dict[str, Any], status: int, seconds: float) -> None:
    path = environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
    method = environ["REQUEST_METHOD"]
    write_line(method, path, status, seconds, kept=None if method == "POST" else True)


class _Refusals:
    """Log-ins that were refused since the last line about them; threads share it."""

    def __init__(self) -> None:
        self._number = 0
        self._next_line = 0.0

    def tell(self) -> None:
        """Count one, and write how many there were unless a line was just written."""
        self._number += 1
        now = time.monotonic()
        if now < self._next_line:
            return
        self._next_line = now + PAUSE
        number, self._number = self._number, 0
        fields = {"event": "log-ins refused", "number": number}
        logger.warning(
            "Log-ins refused without checking a password: %d", number, extra={"fields": fields}
        )
