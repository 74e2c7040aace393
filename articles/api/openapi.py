"""The OpenAPI document: what django-ninja writes, and what holds for every operation."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse

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
        "reason": {"type": "string", "description": "Why a 410 was taken back."},
        "guid": {"type": "string", "description": "The name of a 410 in feeds."},
    },
}
_ERRORS = {
    400: "A parameter that this address does not know, or one given twice",
    404: "Nothing, or nothing that readers can see",
    405: "Only GET, HEAD and OPTIONS are answered",
    406: "An Accept header that refuses JSON",
    410: "A story that was taken back",
    422: "Parameters that cannot be understood",
    429: "Too many requests from this client",
    500: "A mistake of this program",
}
_ONE_STORY = (404, 410)
_TEXT = {"schema": {"type": "string"}}


def document(api: Any) -> dict[str, Any]:
    """The document of `api`, a NinjaAPI."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=reverse("api_reference")))
    found["servers"] = [{"url": settings.SITE_URL}]
    found["components"]["schemas"]["Problem"] = _PROBLEM
    for address, methods in found["paths"].items():
        for operation in methods.values():
            _complete(operation, one_story="{" in address)
    # What is asked is spelt out in parameters; only types of answers are referred to.
    said = json.dumps(found)
    schemas = found["components"]["schemas"]
    kept = {name: schema for name, schema in schemas.items() if f'schemas/{name}"' in said}
    found["components"] = {"schemas": kept}
    return found


def _complete(operation: dict[str, Any], one_story: bool) -> None:
    operation["parameters"] = [_stated(parameter) for parameter in operation["parameters"]]
    responses = operation["responses"]
    responses[200]["headers"] = {
        "ETag": _TEXT | {"description": "Send it back as If-None-Match."},
        "Link": _TEXT | {"description": "This document, and the page of a story (RFC 8288)."},
    }
    responses[304] = {"description": "Not changed since the ETag or the date that you sent"}
    for status, meaning in _ERRORS.items():
        if one_story or status not in _ONE_STORY:
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


def _stated(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be left out is not one that may be `null`."""
    schema = dict(parameter["schema"])
    if "anyOf" in schema:
        schema |= next(kind for kind in schema.pop("anyOf") if kind.get("type") != "null")
    said_outside = ("title", "description")
    return parameter | {
        "schema": {name: value for name, value in schema.items() if name not in said_outside}
    }
