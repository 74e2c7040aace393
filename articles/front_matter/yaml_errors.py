"""Turns the errors of the YAML parser into problems with a hint."""

import re

import yaml

from articles.front_matter.fences import FencedText
from articles.front_matter.problems import MAX_SHOWN, Problem, printable


def syntax_problem(fenced: FencedText, error: yaml.YAMLError) -> Problem:
    """The parser's error with its line and column, and a hint for the usual mistakes."""
    message = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    is_open = "quoted scalar" in str(getattr(error, "context", None)) and "end of" in message
    if is_open:
        # The end of the file says nothing: the place is where the quote is opened.
        message = "a quote is opened here and not closed"
        mark = getattr(error, "context_mark", None) or mark
    index = getattr(error, "position", 0) if mark is None else mark.index
    index = min(fenced.start + index, fenced.end)
    line, column = fenced.position(index)
    source_line = line_around(fenced, index)
    return Problem(
        "yaml-syntax",
        message,
        line,
        column,
        value=printable(source_line.strip()),
        hint=_hint(source_line, column, message, is_open),
    )


def line_around(fenced: FencedText, index: int) -> str:
    """The line of the front matter that `fenced.text[index]` stands in, without its newline."""
    text = fenced.text
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    lines = text[start : min(start + 1000, fenced.end)].splitlines()
    return lines[0] if lines else ""


def quoted_line(line: str) -> str:
    """`key: value` with its value in single quotes, as a hint shows it; empty for other lines."""
    match = _KEY_AND_VALUE.match(line.strip())
    if match is None:
        return ""
    begin, value = match.groups()
    mark = value[0]
    if mark in "'\"" and value.endswith(mark) and len(value) > 1:
        value = value[1:-1].replace("''", "'") if mark == "'" else value[1:-1]
    value = value.replace("'", "''")
    return printable(f"{begin}'{value}'") if len(value) <= MAX_SHOWN else ""


_KEY_AND_VALUE = re.compile(r"((?:- )?[^:#]{1,60}: +|- )(.*\S)")


def _hint(line: str, column: int, message: str, is_open: bool) -> str:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "Indent with spaces; YAML takes no tabs there."
    if is_open:
        return "Close it; inside single quotes write '' for '."
    sign = line[column - 1 : column]
    if "cannot start any token" in message and line[: column - 1].rstrip()[-1:] in "[{,":
        return f"A value that begins with {sign} needs quotes: '{sign}…'"
    example = quoted_line(line)
    if not example:
        return "Put the value in single quotes, or check the indentation of the lines above."
    if "mapping values" in message:
        return f"A value with a colon needs quotes: {example}"
    if "cannot start any token" in message:
        return f"A value that begins with {sign} needs quotes: {example}"
    return f"Put the value in quotes: {example}\nOr check the indentation of the lines above."
