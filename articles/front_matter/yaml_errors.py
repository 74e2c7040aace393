"""Turns the errors of the YAML parser into problems with a hint."""

import yaml

from articles.front_matter.fences import FencedText
from articles.front_matter.problems import Problem, printable


def syntax_problem(fenced: FencedText, error: yaml.YAMLError) -> Problem:
    """The parser's error with its line and column, and a hint for the usual mistakes."""
    mark = getattr(error, "problem_mark", None)
    index = getattr(error, "position", 0) if mark is None else mark.index
    text = fenced.text
    index = min(fenced.start + index, fenced.end)
    line, column = fenced.position(index)
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    lines = text[start : fenced.end].splitlines()
    source_line = lines[0] if lines else ""
    message = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return Problem(
        "yaml-syntax",
        message,
        line,
        column,
        value=printable(source_line.strip()),
        hint=_hint(source_line, message),
    )


def _hint(line: str, message: str) -> str:
    if "\t" in line[: len(line) - len(line.lstrip())] or "cannot start any token" in message:
        return "Indent with spaces, and put a value that begins with a special sign in quotes."
    if "mapping values" in message:
        return "A value with a colon needs quotes: title: 'One: two'."
    if "quoted scalar" in message:
        return "A quote is opened and not closed; inside single quotes write '' for '."
    return "Put the value in single quotes, or check the indentation of the lines above."
