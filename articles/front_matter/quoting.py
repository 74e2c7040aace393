"""How a value is written in YAML: in the quotes of its place, on one line or on several.

`files.dump` writes whole files; this writes the pieces that `articles.front_matter.patch` puts into
files that somebody else wrote.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from typing import Any

import yaml
from yaml.emitter import Emitter
from yaml.resolver import Resolver

from articles.front_matter.nodes import Node

# The real files quote what holds a sign that YAML knows, also where it need not be.
SIGNS = re.compile(r"[,:#\[\]{}]")
# What ends a line or is not seen. Only double quotes can say it, by name.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_STEP = "  "
_TEXT = Resolver.DEFAULT_SCALAR_TAG
_NULL = "tag:yaml.org,2002:null"
_judge = Emitter(StringIO(), allow_unicode=True)
_resolver = Resolver()


@dataclass(frozen=True, slots=True)
class QuotingContext:
    """Where a scalar goes: the style and text of the value that stood there, if any.

    `quote` is the file's usual one. In a `flow` of brackets more signs mean something.
    """

    style: str = ""
    was: str | None = None
    flow: bool = False
    quote: str = "'"


def write_scalar(value: Any, place: QuotingContext) -> str:
    """Text, a number, true, false or null on one line, in the quotes of its place."""
    if value is None:
        return "null"
    if not isinstance(value, str):
        text = _unquoted(value)
        return _quoted(text, place.style) if place.style in ("'", '"') else text
    if place.style in ("'", '"'):
        return _quoted(value, place.style)
    return value if _may_be_plain(value, place) else _quoted(value, place.quote)


def write_flow(value: Any, place: QuotingContext) -> str:
    """Any value on one line, lists and mappings in brackets."""
    if isinstance(value, list):
        return f"[{', '.join(write_flow(item, place) for item in value)}]"
    if isinstance(value, dict):
        entries = (
            f"{write_scalar(key, place)}: {write_flow(item, place)}" for key, item in value.items()
        )
        return f"{{{', '.join(entries)}}}"
    return write_scalar(value, place)


def write_entry(key: str, value: Any, place: QuotingContext) -> list[str]:
    """The lines of `key: value` in a block, without indentation."""
    name = write_scalar(key, QuotingContext(quote=place.quote))
    if isinstance(value, dict | list) and value:
        return [f"{name}:", *(_STEP + line for line in write_block(value, place))]
    return [f"{name}: {write_flow(value, place)}"]


def write_block(value: list[Any] | dict[str, Any], place: QuotingContext) -> list[str]:
    """The lines of a list or mapping that is not empty, without indentation."""
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in write_entry(key, item, place)]
    return [line for item in value for line in _item(item, place)]


def _item(value: Any, place: QuotingContext) -> list[str]:
    if isinstance(value, dict | list) and value:
        first, *others = write_block(value, place)
        return [f"- {first}", *(_STEP + line for line in others)]
    return [f"- {write_flow(value, place)}"]


def _unquoted(value: bool | int | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    # YAML 1.1 knows an exponent only behind a point.
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _quoted(text: str, quote: str) -> str:
    if quote == "'" and not UNSEEN.search(text):
        return "'" + text.replace("'", "''") + "'"
    # JSON's text is YAML's (YAML 1.2.2, 1.3) but for what it does not name.
    return UNSEEN.sub(lambda char: f"\\u{ord(char[0]):04x}", json.dumps(text, ensure_ascii=False))


def _may_be_plain(text: str, place: QuotingContext) -> bool:
    was = place.was or ""
    if SIGNS.search(text) and not SIGNS.search(was):
        return False
    # Other readers of the file guess types. Where they took a date for a date, they may go on;
    # null is guessed here, too.
    guess = _guess(text)
    if guess == _NULL or (guess != _TEXT and (place.was is None or guess != _guess(was))):
        return False
    judged = _judge.analyze_scalar(text)
    return bool(judged.allow_flow_plain if place.flow else judged.allow_block_plain)


def _guess(text: str) -> str:
    return str(_resolver.resolve(yaml.ScalarNode, text, (True, False)))


def write_block_scalar(text: str, old: str, header: str, content: str) -> list[str] | None:
    """Header and lines of `text` in the style of a block (`|`, `>`) that said `old`.

    `header` and `content` are what stands in the file. None: a block cannot say it so.
    """
    said = text.rstrip("\n")
    ends = len(text) - len(said)
    lines = said.split("\n")
    found = re.match(r"\s*?( +)\S", content)
    blank = any(line and not line.strip() for line in lines)
    if not found or not said or said[0] in " \n" or blank or UNSEEN.search("".join(lines)):
        return None
    if ends != len(old) - len(old.rstrip("\n")):
        header = header[0] + ("" if ends else "-")
    if (ends > 1 and "+" not in header) or re.search(r"\d", header):
        return None
    if header[0] == ">" and len(lines) > 1:
        if any(line.startswith(" ") for line in lines):
            header = "|" + header[1:]
        else:
            # In a folded block a newline is written as an empty line.
            lines = re.sub(r"\n+", lambda breaks: breaks[0] + "\n", said).split("\n")
    lines += [""] * (ends - 1)
    return [header, *(found[1] + line if line else "" for line in lines)]


def most_used_quote(root: Node) -> str:
    """The quote that the file uses most; the real files' own where it does not say."""
    styles: Counter[str] = Counter()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        styles[node.style] += 1
        if isinstance(node.value, list | dict):
            waiting += node.value.values() if isinstance(node.value, dict) else node.value
    return '"' if styles['"'] > styles["'"] else "'"
