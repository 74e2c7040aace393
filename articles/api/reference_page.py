"""The reference page of the API: its OpenAPI document as HTML, without a script."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.api.endpoints import api
from articles.api.openapi import openapi_document
from articles.lib import public_keys
from articles.lib.public_keys import depends_on
from articles.models.site_in_use import site_in_use


class TextPart(NamedTuple):
    """A part of a text: words, code, or words that link to an `anchor` of the page."""

    text: str
    is_code: bool = False
    anchor: str = ""


class ReferenceEntry(NamedTuple):
    """A parameter, a field or a response: its name, its type and its description."""

    name: str
    kind: list[TextPart]
    text: list[TextPart]


class Operation(NamedTuple):
    """One endpoint of the API, as the reference page shows it."""

    anchor: str
    title: str
    path: str
    text: list[list[TextPart]]
    parameters: list[ReferenceEntry]
    responses: list[ReferenceEntry]


class SchemaEntry(NamedTuple):
    """One schema of the API's answers, with its fields."""

    anchor: str
    text: list[list[TextPart]]
    fields: list[ReferenceEntry]


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Answer with the reference page, which is made of the OpenAPI document."""
    depends_on(request, public_keys.SITE)
    document = openapi_document(api, site_in_use().name)
    context = {
        "operations": list(operations(document)),
        "schemas": list(schema_entries(document)),
        "document_url": reverse("api:openapi"),
        "example_url": settings.SITE_URL + reverse("api:list_articles"),
        "per_minute": settings.API_REQUESTS_PER_MINUTE,
        "canonical": settings.SITE_URL + reverse("api:reference"),
    }
    return render(request, "articles/api.html", context)


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """Yield each endpoint of an OpenAPI document."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield Operation(
                anchor=operation["operationId"].replace("_", "-"),
                title=operation["summary"],
                path=path,
                text=_paragraphs(operation.get("description", "")),
                parameters=[
                    ReferenceEntry(
                        parameter["name"],
                        _type_in_words(parameter["schema"]),
                        _text_parts(parameter.get("description", "")),
                    )
                    for parameter in operation["parameters"]
                ],
                responses=[
                    ReferenceEntry(
                        str(status), _content_type(response), _text_parts(response["description"])
                    )
                    for status, response in sorted(operation["responses"].items())
                ],
            )


def schema_entries(document: dict[str, Any]) -> Iterator[SchemaEntry]:
    """Yield each schema of an OpenAPI document that has fields."""
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema:
            yield SchemaEntry(
                anchor=name,
                text=_paragraphs(schema.get("description", "")),
                fields=[
                    ReferenceEntry(
                        key, _type_in_words(field), _text_parts(field.get("description", ""))
                    )
                    for key, field in schema["properties"].items()
                ],
            )


def _paragraphs(text: str) -> list[list[TextPart]]:
    return [_text_parts(part) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _text_parts(text: str) -> list[TextPart]:
    """Split a text at its backquotes into words and code."""
    parts = enumerate(" ".join(text.split()).split("`"))
    return [TextPart(part, is_code=bool(number % 2)) for number, part in parts if part]


def _content_type(response: dict[str, Any]) -> list[TextPart]:
    for content in response.get("content", {}).values():
        return _type_in_words(content["schema"])
    return []


def _type_in_words(schema: dict[str, Any]) -> list[TextPart]:
    """Return the type that a JSON Schema describes."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return [TextPart(name, anchor=name)]
    if "anyOf" in schema:
        *first, last = (_type_in_words(one) for one in schema["anyOf"])
        return [part for kind in first for part in kind] + [TextPart(" or "), *last]
    if schema.get("type") == "array":
        return [TextPart("list of "), *_type_in_words(schema["items"])]
    if "enum" in schema:
        values = [TextPart(str(value), is_code=True) for value in schema["enum"]]
        return [TextPart("one of "), *(p for value in values for p in (value, TextPart(" ")))]
    words = schema.get("format") or schema.get("type", "anything")
    bounds = [schema[name] for name in ("minimum", "maximum") if name in schema]
    if len(bounds) == 2 and bounds[1] < 10**6:
        words += f" from {bounds[0]} to {bounds[1]}"
    if "default" in schema:
        words += f", else {schema['default']}"
    return [TextPart(words)]
