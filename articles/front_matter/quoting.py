"""Writes single values as YAML, in the quotes of their place, on one line or several.

`articles.front_matter.handler` writes whole files; `articles.front_matter.patch` puts the values
written here into files of other origin.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO

import yaml
from yaml.emitter import Emitter
from yaml.resolver import Resolver

from articles.front_matter.nodes import Node

# The files of the feeds quote a text with one of these, also where YAML does not need it.
SIGNS = re.compile(r"[,:#\[\]{}]")
# Newlines and invisible characters, which only double quotes can express, by escapes.
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_STEP = "  "
_TEXT = Resolver.DEFAULT_SCALAR_TAG
_NULL = "tag:yaml.org,2002:null"
_emitter = Emitter(StringIO(), allow_unicode=True)
_resolver = Resolver()


@dataclass(frozen=True, slots=True)
class QuotingContext:
    """The place of a scalar: `style` and text (`was`) of the value that it replaces, if any.

    `quote` is the most used one of the file. In a `flow` of brackets more characters need
    quotes.
    """

    style: str = ""
    was: str | None = None
    flow: bool = False
    quote: str = "'"


def write_scalar(value: object, place: QuotingContext) -> str:
    """Return text, a number, a boolean or None on one line, in the quotes of its place."""
    if value is None:
        return "null"
    if not isinstance(value, str):
        text = _unquoted(value)
        return _quoted(text, place.style) if place.style in ("'", '"') else text
    if place.style in ("'", '"'):
        return _quoted(value, place.style)
    return value if _may_be_plain(value, place) else _quoted(value, place.quote)


def write_flow(value: object, place: QuotingContext) -> str:
    """Return any value on one line, lists and mappings in brackets."""
    if isinstance(value, list):
        return f"[{', '.join(write_flow(item, place) for item in value)}]"
    if isinstance(value, dict):
        entries = (
            f"{write_scalar(key, place)}: {write_flow(item, place)}" for key, item in value.items()
        )
        return f"{{{', '.join(entries)}}}"
    return write_scalar(value, place)


def write_entry(key: str, value: object, place: QuotingContext) -> list[str]:
    """Return the lines of `key: value` in a block, without indentation."""
    name = write_scalar(key, QuotingContext(quote=place.quote))
    if isinstance(value, dict | list) and value:
        return [f"{name}:", *(_STEP + line for line in write_block(value, place))]
    return [f"{name}: {write_flow(value, place)}"]


def write_block(value: list[object] | dict[str, object], place: QuotingContext) -> list[str]:
    """Return the lines of a list or mapping that is not empty, without indentation."""
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in write_entry(key, item, place)]
    return [line for item in value for line in _item(item, place)]


def _item(value: object, place: QuotingContext) -> list[str]:
    if isinstance(value, dict | list) and value:
        first, *others = write_block(value, place)
        return [f"- {first}", *(_STEP + line for line in others)]
    return [f"- {write_flow(value, place)}"]


def _unquoted(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    # YAML 1.1 reads an exponent only behind a decimal point.
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _quoted(text: str, quote: str) -> str:
    if quote == "'" and not INVISIBLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    # A JSON string is a YAML one (YAML 1.2.2, 1.3), but JSON does not escape all of these.
    quoted = json.dumps(text, ensure_ascii=False)
    return INVISIBLE.sub(lambda char: f"\\u{ord(char[0]):04x}", quoted)


def _may_be_plain(text: str, place: QuotingContext) -> bool:
    was = place.was or ""
    if SIGNS.search(text) and not SIGNS.search(was):
        return False
    # Other programs that read the file guess types: a text may stay plain if they guess the same
    # type as before. A plain null is None here, too.
    guess = _guess(text)
    if guess == _NULL or (guess != _TEXT and (place.was is None or guess != _guess(was))):
        return False
    analysis = _emitter.analyze_scalar(text)
    return bool(analysis.allow_flow_plain if place.flow else analysis.allow_block_plain)


def _guess(text: str) -> str:
    return str(_resolver.resolve(yaml.ScalarNode, text, (True, False)))


def write_block_scalar(text: str, old: str, header: str, content: str) -> list[str] | None:
    """Return header and lines of `text` in the style of the block scalar that had the text `old`.

    `header` (`|`, `>-` …) and `content` are those of the file. None if a block scalar of this
    style cannot express the text.
    """
    stripped = text.rstrip("\n")
    ends = len(text) - len(stripped)
    lines = stripped.split("\n")
    # The blanks before the first sign.
    before = content[: len(content) - len(content.lstrip())]
    indent = before[len(before.rstrip(" ")) :] if before != content else ""
    blank = any(line and not line.strip() for line in lines)
    invisible = INVISIBLE.search("".join(lines))
    if not indent or not stripped or stripped[0] in " \n" or blank or invisible:
        return None
    if ends != len(old) - len(old.rstrip("\n")):
        header = header[0] + ("" if ends else "-")
    if (ends > 1 and "+" not in header) or re.search(r"\d", header):
        return None
    if header[0] == ">" and len(lines) > 1:
        if any(line.startswith(" ") for line in lines):
            header = "|" + header[1:]
        else:
            # In a folded block a newline is an empty line.
            lines = re.sub(r"\n+", lambda breaks: breaks[0] + "\n", stripped).split("\n")
    lines += [""] * (ends - 1)
    return [header, *(indent + line if line else "" for line in lines)]


def most_used_quote(root: Node) -> str:
    """The quote that the file uses most; single, as the files of the feeds, if it uses none."""
    styles: Counter[str] = Counter()
    stack = [root]
    while stack:
        node = stack.pop()
        styles[node.style] += 1
        if isinstance(node.value, list | dict):
            stack += node.value.values() if isinstance(node.value, dict) else node.value
    return '"' if styles['"'] > styles["'"] else "'"
