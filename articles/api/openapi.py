"""The OpenAPI document: django-ninja's, completed by what holds for every operation."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from ninja import NinjaAPI

from articles.api import problem_json

_PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do next, for people."},
        "errors": {
            "type": "array",
            "description": "The parameters that a 422 is about.",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "reason": {"type": "string", "description": "Why a 410 was retracted."},
        "guid": {"type": "string", "description": "The id of a 410 in feeds."},
    },
}
_ERRORS = {
    400: "A parameter that this address does not know, or one given twice",
    404: "Nothing, or nothing that readers can see",
    405: "Only GET, HEAD and OPTIONS are answered",
    406: "An Accept header that refuses JSON",
    410: "A retracted article, or one that has ended",
    422: "Parameters that cannot be understood",
    429: "Too many requests from this client",
    500: "A mistake of this program",
}
_DETAIL_ONLY = (404, 410)
_TEXT = {"schema": {"type": "string"}}


def openapi_document(api: NinjaAPI, title: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of `api` with this title as JSON values, and with the errors
    of RFC 9457."""
    document = dict(api.get_openapi_schema(path_prefix=reverse("api:reference")))
    document["info"] = document["info"] | {"title": title}
    document["servers"] = [{"url": settings.SITE_URL}]
    document["components"]["schemas"]["Problem"] = _PROBLEM
    for path, methods in document["paths"].items():
        for operation in methods.values():
            _complete(operation, is_detail="{" in path)
    # Parameters are spelt out; only the schemas of answers are referred to.
    text = json.dumps(document)
    schemas = document["components"]["schemas"]
    used = {name: schema for name, schema in schemas.items() if f'schemas/{name}"' in text}
    document["components"] = {"schemas": used}
    return document


def _complete(operation: dict[str, Any], is_detail: bool) -> None:
    """Add headers, 304 and the errors to one operation, in place."""
    operation["parameters"] = [_not_null(parameter) for parameter in operation["parameters"]]
    responses = operation["responses"]
    responses[200]["headers"] = {
        "ETag": _TEXT | {"description": "Send it back as If-None-Match."},
        "Link": _TEXT | {"description": "This document, and the page of an article (RFC 8288)."},
    }
    responses[304] = {"description": "Not changed since the ETag that you sent"}
    for status, meaning in _ERRORS.items():
        if is_detail or status not in _DETAIL_ONLY:
            responses[status] = {
                "description": meaning,
                "content": {
                    problem_json.TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}
                },
            }
    responses[429]["headers"] = {
        "Retry-After": {
            "schema": {"type": "integer"},
            "description": "Seconds until the next request is answered.",
        }
    }


def _not_null(parameter: dict[str, Any]) -> dict[str, Any]:
    """Return `parameter` without the type null: it may be left out, not sent as `null`."""
    schema = dict(parameter["schema"])
    if "anyOf" in schema:
        schema |= next(kind for kind in schema.pop("anyOf") if kind.get("type") != "null")
    # The parameter itself has these.
    for name in ("title", "description"):
        schema.pop(name, None)
    return parameter | {"schema": schema}
