"""Reads the text of a model's answer as JSON that keeps a schema. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from django.utils.translation import gettext

from articles.lib.characters import without_forbidden
from articles.lib.graphemes import shorten
from articles.lib.nesting import is_nested_deeply

# So many faults of an answer are told, each in so many characters.
_MOST_PROBLEMS, _PROBLEM = 8, 200
# Some models put their JSON into a fence of Markdown, whatever they were told.
_FENCE = re.compile(r"\A```[a-zA-Z]{0,10}\s")
_DEPTH = 40


def read_answer(text: str, schema: Mapping[str, Any]) -> tuple[dict[str, Any] | None, list[str]]:
    """Return the values of an answer, and in words what is wrong with it.

    The values are None where the answer is no JSON object or breaks `schema`. Characters that no
    text may hold are U+FFFD in them.
    """
    try:
        document = json.loads(_bare(text), parse_constant=_refuse_constant)
    except RecursionError:
        return None, [gettext("The answer is nested too deeply.")]
    except ValueError as error:
        words = gettext("The answer is no JSON: %(reason)s")
        return None, [words % {"reason": shorten(str(error), _PROBLEM)}]
    if not isinstance(document, dict):
        return None, [gettext("The answer is no JSON object.")]
    if is_nested_deeply(document, _DEPTH):
        return None, [gettext("The answer is nested too deeply.")]
    values: dict[str, Any] = _clean(document)
    problems = schema_problems(values, schema)
    return (None if problems else values), problems


def schema_problems(values: object, schema: Mapping[str, Any]) -> list[str]:
    """The first rules of a JSON schema that `values` break, in words with the place of each."""
    # 60 ms to import, and only workers need it.
    from jsonschema import Draft202012Validator

    problems = []
    for error in Draft202012Validator(schema).iter_errors(values):
        place = ".".join(str(one) for one in error.absolute_path)
        # The message of the library repeats the value, which may be long.
        words = shorten(error.message, _PROBLEM)
        problems.append(f"{place}: {words}" if place else words)
        if len(problems) == _MOST_PROBLEMS:
            break
    return problems


def _bare(text: str) -> str:
    """The JSON of an answer, without a fence or words around it."""
    text = text.strip()
    if fence := _FENCE.match(text):
        text = text[fence.end() :].removesuffix("```")
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no value of JSON")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return without_forbidden(value.replace("\r\n", "\n"))
    if isinstance(value, dict):
        return {without_forbidden(key): _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list) else value
