"""Errors as `application/problem+json` (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

TYPE = "application/problem+json"


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """The answer to a request that cannot be served. `detail` says what to do next.

    `more` are extension members, as JSON.
    """
    members = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    content = json.dumps(members, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=TYPE)
