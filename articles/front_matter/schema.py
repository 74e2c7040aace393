"""Between a tree of nodes and an `ArticleRecord`: problems with places in, front matter out."""

from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from articles.front_matter.exceptions import RecordError
from articles.front_matter.fences import FencedText
from articles.front_matter.limits import UNLIMITED, FileLimits
from articles.front_matter.nodes import Node
from articles.front_matter.problems import Problem, dotted_key, first_line, printable
from articles.front_matter.record import BODY, ArticleRecord, Record, contract_fields, default_value
from articles.front_matter.snapshot import timestamp
from articles.front_matter.validators import CONTROL

# What pydantic itself finds, in our words.
_BUILT_IN = {"missing": ("missing", "is required")}
# Written also when they say what their absence says: the real files have them always.
_ALWAYS = {"stickyWeight", "draft"}


def validate_values(values: dict[str, Any], limits: FileLimits = UNLIMITED) -> ArticleRecord:
    """The record of a mapping by the file's keys. Raises pydantic's ValidationError."""
    return ArticleRecord.model_validate(values, by_alias=True, by_name=False, context=limits)


def record_errors(values: dict[str, Any], limits: FileLimits) -> list[tuple[str, str]]:
    """(key, message) of everything that keeps `values` from being a record; for forms."""
    try:
        validate_values(values, limits)
    except ValidationError as error:
        return [
            (problem.key.split(".")[0].split("[")[0], _sentence(problem))
            for problem in map(_problem, error.errors())
        ]
    return []


def record_error(error: ValidationError, root: Node, fenced: FencedText) -> RecordError:
    """The same problems with the places of their keys in the file."""
    problems = []
    for details in error.errors(include_url=False, include_input=False):
        found = _problem(details)
        problems.append(with_place(found, _path(details, found), root, fenced))
    return RecordError(problems)


def with_place(
    problem: Problem, path: tuple[str | int, ...], root: Node, fenced: FencedText
) -> Problem:
    """`problem` with line, column and value of the node at `path`.

    What is missing is shown at the mapping that it is missing from; at the top, in line 1.
    """
    if path == (BODY,):
        return _place_in_body(problem, fenced)
    node, exact = root.find(path)
    line, column = fenced.position(node.start) if node is not root else (1, 1)
    value = ""
    if isinstance(node.value, str):
        value = node.value
    elif node is not root:
        value = first_line(fenced.text[node.start : node.end])
    return replace(problem, line=line, column=column, value=printable(value) if exact else "")


def _place_in_body(problem: Problem, fenced: FencedText) -> Problem:
    """At its first character, or at the very one that is meant."""
    index = fenced.body
    if problem.code == "control-character":
        found = CONTROL.finditer(fenced.text, fenced.body)
        index = next((char.start() for char in found if char[0] != "\r"), index)
    line, column = fenced.position(index)
    return replace(problem, line=line, column=column, key="body")


def record_values(record: Record) -> dict[str, Any]:
    """The record as a mapping for a file, in the order of the contract, unknown keys last.

    Left out is what says nothing. `parse(dump(record)) == record` holds by it.
    """
    mapping: dict[str, Any] = {}
    for name, key, value in contract_fields(record):
        if key.startswith("\0"):
            continue
        if key in _ALWAYS or value != default_value(record, name):
            mapping[key] = plain_value(value)
    return mapping | record.extra


def plain_value(value: Any) -> Any:
    """A record's value as files and JSON have it."""
    if isinstance(value, Record):
        return record_values(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return timestamp(value) if hasattr(value, "utcoffset") else value


def _problem(details: ErrorDetails) -> Problem:
    context = details.get("ctx", {})
    code, message = _BUILT_IN.get(details["type"], (details["type"], details["msg"]))
    path = _path(details, None)
    key = context.get("key") or dotted_key(path)
    hint = context.get("hint") or (f"Add a line `{path[-1]}: …`." if code == "missing" else "")
    return Problem(code, message, key=key, hint=hint)


def _path(details: ErrorDetails, problem: Problem | None) -> tuple[str | int, ...]:
    if problem is not None and details.get("ctx", {}).get("key"):
        return (problem.key,)
    return tuple(details["loc"])


def _sentence(problem: Problem) -> str:
    inner = problem.key.split(".", 1)[1:]
    subject = f"{inner[0]}: " if inner else ""
    return f"{subject}{problem.message}. {problem.hint}".strip()
