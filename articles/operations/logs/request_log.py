"""A line of the log for each request, and the header X-Request-ID."""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject, empty

from articles.operations.logs.request_id import current_id, read_id
from articles.operations.telemetry import metrics

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]
HEADER = "X-Request-ID"
# Whether Django answered the request of this thread: then the page cache has nothing to tell.
reached_django: ContextVar[bool] = ContextVar("reached_django", default=False)


def request_log(get_response: GetResponse) -> GetResponse:
    """Give each request an id, and write a line about its answer unless LOG_REQUESTS is `none`."""
    is_logged = settings.LOG_REQUESTS != "none"

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request_id = read_id(request.META.get("HTTP_X_REQUEST_ID", ""))
        token = current_id.set(request_id)
        reached_django.set(True)
        begun = time.perf_counter()
        try:
            response = get_response(request)
            response.headers[HEADER] = request_id
            seconds = time.perf_counter() - begun
            metrics.count_request(request, response.status_code, seconds)
            if is_logged:
                write_line(
                    request.method or "",
                    request.path,
                    response.status_code,
                    seconds,
                    user=_user_id(request),
                )
        finally:
            current_id.reset(token)
        return response

    return middleware


def write_line(method: str, path: str, status: int, seconds: float, **fields: Any) -> None:
    """Write the line about one answer. The query is left out: people type names into it, and links
    of mails carry tokens there."""
    milliseconds = round(seconds * 1000, 1)
    fields = {
        "method": method,
        "path": path,
        "status": status,
        "duration_ms": milliseconds,
        **{name: value for name, value in fields.items() if value is not None},
    }
    logger.info("%s %s %d %s ms", method, path, status, milliseconds, extra={"fields": fields})


def _user_id(request: HttpRequest) -> int | None:
    """The id of who is signed in, if that was asked for: public pages know no user."""
    user = request.__dict__.get("user")
    if user is None or (isinstance(user, SimpleLazyObject) and user._wrapped is empty):
        return None
    return user.pk
