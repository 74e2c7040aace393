"""Errors as `application/problem+json` (RFC 9457)."""

import json
from http import HTTPStatus

from django.http import HttpResponse

TYPE = "application/problem+json"


def problem(status: int, detail: str, **members: object) -> HttpResponse:
    """Return an error response with this status. `detail` says what to do next.

    `members` are extension members (RFC 9457, section 3.2), as JSON.
    """
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **members,
    }
    content = json.dumps(document, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=TYPE)
