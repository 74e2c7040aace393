"""Validates values as an `ArticleRecord`, locates its errors, and writes records as values."""

import datetime as dt
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
from articles.lib.characters import FORBIDDEN

# Code and message for pydantic's own error types.
_BUILT_IN = {"missing": ("missing", "is required")}
# Keys that are written also when they have their default, as the files of the feeds do.
_ALWAYS = {"stickyWeight", "draft"}
# Keys whose list of one item is written as that item.
ONE_OR_MANY = {"author"}


def validate_values(values: dict[str, object], limits: FileLimits = UNLIMITED) -> ArticleRecord:
    """Validate a mapping by the file's keys. Raises pydantic's ValidationError."""
    return ArticleRecord.model_validate(values, by_alias=True, by_name=False, context=limits)


def record_errors(values: dict[str, object], limits: FileLimits) -> list[tuple[str, str]]:
    """Return (key, message) of each error that `values` has as a record; for forms."""
    try:
        validate_values(values, limits)
    except ValidationError as error:
        return [
            (problem.key.split(".")[0].split("[")[0], _sentence(problem))
            for problem in value_problems(error)
        ]
    return []


def value_problems(error: ValidationError) -> list[Problem]:
    """The problems of a validation error, for values that stand in no file."""
    return [_problem(details) for details in error.errors()]


def record_error(error: ValidationError, root: Node, fenced: FencedText) -> RecordError:
    """A validation error as a RecordError whose problems have their line and column."""
    problems = []
    for details in error.errors(include_url=False, include_input=False):
        problem = _problem(details)
        problems.append(with_place(problem, _path(details, problem), root, fenced))
    return RecordError(problems)


def with_place(
    problem: Problem, path: tuple[str | int, ...], root: Node, fenced: FencedText
) -> Problem:
    """Return `problem` with line, column and value of the node at `path`.

    A missing key is located at its mapping; at the top level in line 1.
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
    if problem.code == "empty" and fenced.text[node.start : node.start + 2].strip() == "#":
        problem = replace(problem, hint="A value that begins with # needs quotes: '#1'")
    return replace(problem, line=line, column=column, value=printable(value) if exact else "")


def _place_in_body(problem: Problem, fenced: FencedText) -> Problem:
    """Locate a problem of the body at its first character, or at a control character."""
    index = fenced.body
    if problem.code == "control-character":
        controls = FORBIDDEN.finditer(fenced.text, fenced.body)
        index = next((char.start() for char in controls if char[0] != "\r"), index)
    line, column = fenced.position(index)
    return replace(problem, line=line, column=column, key="body")


def record_values(record: Record) -> dict[str, object]:
    """The record as a mapping for a file, in the order of the contract, unknown keys last.

    Keys with their default are left out. `parse(dump(record)) == record` is a property test.
    """
    mapping: dict[str, object] = {}
    for name, key, value in contract_fields(record):
        if key.startswith("\0"):
            continue
        if key in _ALWAYS or value != default_value(record, name):
            mapping[key] = plain_value(value)
            if key in ONE_OR_MANY and len(mapping[key]) == 1:  # type: ignore[arg-type]
                (mapping[key],) = mapping[key]  # type: ignore[misc]
    return mapping | record.extra


def ai_values(record: ArticleRecord) -> dict[str, object] | None:
    """The key `ai` of a record as an article keeps it; None where the file has none."""
    return None if record.ai is None else record_values(record.ai)


def plain_value(value: Any) -> object:
    """A record's value as files and JSON have it: lists, dicts, text and numbers."""
    if isinstance(value, Record):
        return record_values(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        return {key: plain_value(part) for key, part in value.items()}
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dt.datetime):
        return timestamp(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _problem(details: ErrorDetails) -> Problem:
    context = details.get("ctx", {})
    code, message = _BUILT_IN.get(details["type"], (details["type"], details["msg"]))
    path = _path(details, None)
    # The slug and the body are no keys of a file, and begin with NUL as such.
    key = context.get("key") or dotted_key(path).lstrip("\0")
    hint = context.get("hint") or (f"Add a line `{path[-1]}: …`." if code == "missing" else "")
    return Problem(code, message, key=key, hint=hint)


def _path(details: ErrorDetails, problem: Problem | None) -> tuple[str | int, ...]:
    if problem is not None and details.get("ctx", {}).get("key"):
        return (problem.key,)
    return (*details["loc"], *details.get("ctx", {}).get("at", ()))


def _sentence(problem: Problem) -> str:
    inner = problem.key.split(".", 1)[1:]
    subject = f"{inner[0]}: " if inner else ""
    return f"{subject}{problem.message}. {problem.hint}".strip()
