"""Finds where parts of a front matter begin and end, beyond what the parser's marks tell."""

import re

from articles.front_matter.exceptions import UnpatchableFile
from articles.front_matter.nodes import Node

NEWLINE = re.compile(r"\r\n|\n|\r")
_BREAK = re.compile(r"\r\n|\n|\r|\Z")
# A key with its colon. In a block, a colon ends a key only before a blank.
_KEY = re.compile(
    r"""(?: "(?:[^"\\]|\\.)*+"\s*+ | '(?:[^']|'')*+'\s*+ | (?:[^:]|:(?!\s|\Z))*+ ):""",
    re.VERBOSE | re.DOTALL,
)
_COMMENTS = re.compile(r"(?:[ \t]*+(?:#[^\r\n]*+)?(?>\r\n|\n|\r))*[ \t]*+")
# The newlines are atomic: otherwise each of many CRLF that no comment follows is tried as two.
_LAST_COMMENT = re.compile(r"(?:(?>\r\n|\n|\r)[ \t]*+)+#[^\r\n]*+")


def line_start(text: str, index: int) -> int:
    """Index of the first character of the line of `text[index]`."""
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def line_end(text: str, index: int) -> int:
    """Index of the end of the line of `text[index]`, before its newline."""
    match = _BREAK.search(text, index)
    return match.start() if match else len(text)


def next_line(text: str, index: int) -> int:
    """Index of the first character of the line after that of `text[index]`."""
    match = _BREAK.search(text, index)
    return match.end() if match else len(text)


def indentation(text: str, index: int) -> str:
    """The blanks that align a new line with `text[index]`."""
    return " " * (index - line_start(text, index))


def opens_line(text: str, index: int) -> bool:
    """Whether the line of `text[index]` has only blanks before it."""
    return not text[line_start(text, index) : index].strip()


def is_flow(node: Node, text: str) -> bool:
    """Whether `node` is a list or mapping in brackets (YAML's flow style)."""
    return isinstance(node.value, list | dict) and text[node.start : node.start + 1] in ("[", "{")


def is_block(node: Node, text: str) -> bool:
    """Whether `node` is a list or mapping on lines of its own (YAML's block style)."""
    return isinstance(node.value, list | dict) and not is_flow(node, text)


def end_of(node: Node, text: str) -> int:
    """Index of the end of the node's content; the mark of a block is behind blanks and comments."""
    if is_block(node, text):
        last = [*node.value.values()] if isinstance(node.value, dict) else node.value
        return end_of(last[-1], text)  # type: ignore[index,arg-type]
    if node.style not in ("|", ">"):
        return node.end
    if "+" in text[node.start : line_end(text, node.start)].split("#")[0]:
        return line_end(text, _before_newline(text, node.end))
    content = text[node.start : node.end].rstrip()
    return line_end(text, node.start + len(content))


def after_colon(text: str, key_start: int) -> int:
    """Index behind the colon of the block entry whose key begins at `key_start`.

    Raises UnpatchableFile.
    """
    match = _KEY.match(text, key_start)
    if match is None:
        raise UnpatchableFile("no colon behind the key")
    return match.end()


def before_value(node: Node, text: str) -> str:
    """The colon or blank that a new value needs before it if `node` is empty."""
    before = text[: node.start]
    if node.start < node.end:
        return ""
    if node.key_start >= 0 and not before.rstrip().endswith(":"):
        return ": "
    return "" if before.endswith((" ", "\t")) else " "


def dash_after(text: str, index: int) -> int:
    """Index of the dash of the list item that follows `index`. Raises UnpatchableFile."""
    match = _COMMENTS.match(text, index)
    dash = match.end() if match else index
    if text[dash : dash + 1] != "-":
        raise UnpatchableFile("no dash before the item")
    return dash


def past_comments(text: str, index: int, stop: int) -> int:
    """Index of the end of the comment lines that follow the line end `index`, else `index`."""
    while (match := _LAST_COMMENT.match(text, index, stop)) is not None:
        index = match.end()
    return index


def _before_newline(text: str, index: int) -> int:
    return index - 2 if text[index - 2 : index] == "\r\n" else index - 1
