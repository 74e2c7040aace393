"""The API for people: its OpenAPI document as a page of the site, without a script."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.views.decorators.http import require_safe

from articles.api.gateway import ROUTES


class TextPart(NamedTuple):
    """A part of a text: words, code, or words that lead to an `anchor` of the page."""

    text: str
    is_code: bool = False
    anchor: str = ""


class ReferenceEntry(NamedTuple):
    """A parameter, a field or an answer: its name, its kind, and what is said about it."""

    name: str
    kind: list[TextPart]
    text: list[TextPart]


class Operation(NamedTuple):
    """One address."""

    anchor: str
    title: str
    path: str
    text: list[list[TextPart]]
    parameters: list[ReferenceEntry]
    answers: list[ReferenceEntry]


class SchemaShape(NamedTuple):
    """One type of the answers."""

    anchor: str
    text: list[list[TextPart]]
    fields: list[ReferenceEntry]


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """What the API answers to what. The page says what the document says, and is made of it."""
    found = json.loads(resolve("/openapi.json", ROUTES).func(request).content)
    url = reverse("api_reference")
    context = {
        "operations": list(operations(found)),
        "shapes": list(shapes(found)),
        "document_url": reverse("api", args=["openapi.json"]),
        "example_url": settings.SITE_URL + reverse("api", args=["articles"]),
        "per_minute": settings.API_REQUESTS_PER_MINUTE,
        "canonical": settings.SITE_URL + url,
    }
    return render(request, "articles/api.html", context)


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """Each address of an OpenAPI document."""
    for path, methods in document["paths"].items():
        for said in methods.values():
            yield Operation(
                anchor=said["operationId"].replace("_", "-"),
                title=said["summary"],
                path=path,
                text=_paragraphs(said.get("description", "")),
                parameters=[
                    ReferenceEntry(
                        one["name"], _kind(one["schema"]), _pieces(one.get("description", ""))
                    )
                    for one in said["parameters"]
                ],
                answers=[
                    ReferenceEntry(status, _answer(answer), _pieces(answer["description"]))
                    for status, answer in sorted(said["responses"].items())
                ],
            )


def shapes(document: dict[str, Any]) -> Iterator[SchemaShape]:
    """Each type of the answers that has fields."""
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema:
            yield SchemaShape(
                anchor=name,
                text=_paragraphs(schema.get("description", "")),
                fields=[
                    ReferenceEntry(key, _kind(field), _pieces(field.get("description", "")))
                    for key, field in schema["properties"].items()
                ],
            )


def _paragraphs(text: str) -> list[list[TextPart]]:
    return [_pieces(part) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _pieces(text: str) -> list[TextPart]:
    parts = enumerate(" ".join(text.split()).split("`"))
    return [TextPart(part, is_code=bool(number % 2)) for number, part in parts if part]


def _answer(answer: dict[str, Any]) -> list[TextPart]:
    for content in answer.get("content", {}).values():
        return _kind(content["schema"])
    return []


def _kind(schema: dict[str, Any]) -> list[TextPart]:
    """A JSON Schema in words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return [TextPart(name, anchor=name)]
    if "anyOf" in schema:
        *first, last = (_kind(one) for one in schema["anyOf"])
        return [piece for kind in first for piece in kind] + [TextPart(" or "), *last]
    if schema.get("type") == "array":
        return [TextPart("list of "), *_kind(schema["items"])]
    if "enum" in schema:
        listed = [TextPart(str(value), is_code=True) for value in schema["enum"]]
        return [TextPart("one of "), *(p for one in listed for p in (one, TextPart(" ")))]
    words = schema.get("format") or schema.get("type", "anything")
    bounds = [schema[name] for name in ("minimum", "maximum") if name in schema]
    if len(bounds) == 2 and bounds[1] < 10**6:
        words += f" from {bounds[0]} to {bounds[1]}"
    if "default" in schema:
        words += f", else {schema['default']}"
    return [TextPart(words)]
