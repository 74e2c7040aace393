"""Front matter as a tree of nodes, each with its place in the file.

YAML's guesses of types are not used: every scalar is text, except a plain null. The tree is
built from the parser's events and not by PyYAML's `compose`, which recurses in C: a file of
opening brackets would end the process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import yaml

from articles.front_matter.exceptions import RecordError
from articles.front_matter.fences import FencedText
from articles.front_matter.limits import UNLIMITED, FileLimits, setting_name
from articles.front_matter.problems import Problem, dotted_key, first_line, printable
from articles.front_matter.stand_ins import hide, show
from articles.front_matter.yaml_errors import line_around, quoted_line, syntax_problem
from articles.front_matter.yaml_events import yaml_events
from articles.lib.characters import FORBIDDEN

NULL = frozenset({"", "~", "null", "Null", "NULL"})
QUOTED = frozenset({"'", '"', "|", ">"})
# What a list waits for instead of a key.
_IN_LIST = ("", -1)


@dataclass(slots=True)
class Node:
    """A value: text or None (a scalar), a list, or a dict by key.

    `start` and `end` are indexes in the file's text. `key_start` is the index of the key, for a
    value of a mapping. `style` is YAML's mark of a scalar: `'`, `"`, `|`, `>` or empty.
    """

    value: "str | list[Node] | dict[str, Node] | None"
    start: int
    end: int
    style: str = ""
    key_start: int = -1

    def plain(self) -> Any:
        """Return the value without positions: text, None, lists and dicts."""
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return self.value

    def find(self, path: tuple[str | int, ...]) -> "tuple[Node, bool]":
        """Return (node, True) for the node at `path`, else (deepest node on the way, False)."""
        node = self
        for step in path:
            inner = _child(node.value, step)
            if inner is None:
                return node, False
            node = inner
        return node, True


def _child(value: object, step: str | int) -> Node | None:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return cast(Node, value[step])
    return None


def read_tree(fenced: FencedText, limits: FileLimits = UNLIMITED) -> Node:
    """Parse the mapping between the fences. Raises RecordError with all problems found."""
    text = fenced.front_matter
    # Damaged text that can be repaired may hold control characters.
    hidden = hide(text)
    builder = _TreeBuilder(fenced, limits, hides=hidden is not None)
    try:
        builder.build(text if hidden is None else hidden)
    except yaml.YAMLError as error:
        builder.problems.append(syntax_problem(fenced, error))
    if builder.problems:
        raise RecordError(builder.problems)
    root = builder.root
    if root is None or not isinstance(root.value, dict):
        problem = Problem(
            "not-a-mapping",
            "the front matter is not a list of keys and values",
            line=2,
            hint="Write it as lines of `key: value`.",
        )
        raise RecordError([problem])
    return root


class _TreeBuilder:
    """Builds the tree from the parser's events, and goes on after problems it can pass over."""

    def __init__(self, fenced: FencedText, limits: FileLimits, hides: bool) -> None:
        self.fenced = fenced
        self.limits = limits
        self.hides = hides
        self.problems: list[Problem] = []
        self.root: Node | None = None
        # Lists and mappings that are not closed yet, and the step to each from its parent.
        self._open: list[Node] = []
        self._path: list[str | int | None] = []
        # For each of them: the key that waits for its value and where it begins, None while a
        # mapping waits for a key, `_IN_LIST` in a list.
        self._keys: list[tuple[str, int] | None] = []
        self._count = 0

    def build(self, text: str) -> None:
        """Read `text` until its end, or the first problem that ends the reading.

        Raises yaml.YAMLError.
        """
        handlers: dict[type, Callable[[Any], bool]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._open_collection,
            yaml.MappingStartEvent: self._open_collection,
            yaml.SequenceEndEvent: self._close_collection,
            yaml.MappingEndEvent: self._close_collection,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
            yaml.StreamStartEvent: _pass_over,
            yaml.DocumentEndEvent: _pass_over,
        }
        for event in yaml_events(text):
            if not handlers[type(event)](event):
                break

    # Each of these returns whether to go on.

    def _scalar(self, event: Any) -> bool:
        if event.anchor or event.tag:
            self._refuse_properties(event)
        offset = self.fenced.start
        start = event.start_mark.index + offset
        text = show(event.value) if self.hides else event.value
        if self._keys and self._keys[-1] is None:
            return self._key(text, start)
        style = event.style if event.style in QUOTED else ""
        value = None if not style and text in NULL else text
        return self._add(Node(value, start, event.end_mark.index + offset, style))

    def _open_collection(self, event: yaml.CollectionStartEvent) -> bool:
        if event.anchor or event.tag:
            self._refuse_properties(event)
        start, end = self._span(event)
        if len(self._open) >= self.limits.depth:
            message = f"nested deeper than {self.limits.depth} levels ({setting_name('depth')})"
            self._problem("too-deep", message, start, hint="Nest it less.")
            return False
        if self._keys and self._keys[-1] is None:
            self._problem(
                "bad-key",
                "a list or a mapping cannot be a key",
                start,
                hint="Write a word before the colon.",
            )
            return False
        is_list = type(event) is yaml.SequenceStartEvent
        node = Node([] if is_list else {}, start, end)
        step = self._step()
        go_on = self._add(node)
        self._path.append(step)
        self._open.append(node)
        self._keys.append(_IN_LIST if is_list else None)
        return go_on

    def _close_collection(self, event: yaml.CollectionEndEvent) -> bool:
        node = self._open.pop()
        self._path.pop()
        self._keys.pop()
        node.end = self._span(event)[1]
        return True

    def _alias(self, event: yaml.AliasEvent) -> bool:
        start, end = self._span(event)
        self._problem(
            "alias",
            f"the value begins with *, which is a YAML alias (*{event.anchor})",
            start,
            hint=self._quote_or("write the value out where it is needed", start),
        )
        if self._keys and self._keys[-1] is None:
            return self._key(f"*{event.anchor}", start)
        return self._add(Node(None, start, end))

    def _document(self, event: yaml.DocumentStartEvent) -> bool:
        if event.version or event.tags:
            self._problem(
                "yaml-syntax",
                "YAML directives (%) are not supported",
                self._span(event)[0],
                hint="Remove the line that begins with %.",
            )
            return False
        if self.root is not None:
            self._problem(
                "yaml-syntax",
                "a second document begins",
                self._span(event)[0],
                hint="One file holds one article: remove the line.",
            )
            return False
        return True

    def _key(self, key: str, start: int) -> bool:
        if not key.strip():
            self._problem(
                "bad-key", "a key is empty", start, hint="Write the key before the colon."
            )
        elif not key.isprintable() and (control := FORBIDDEN.search(key)):
            message = f"a key holds the control character U+{ord(control[0]):04X}"
            self._problem("bad-key", message, start, hint="Remove it.")
        elif key in self._open[-1].value:  # type: ignore[operator]
            self._problem(
                "duplicate-key",
                f"the key {printable(key)} stands twice",
                start,
                key=key,
                hint="Remove one of the two.",
            )
        self._keys[-1] = (key, start)
        return True

    def _add(self, node: Node) -> bool:
        self._count += 1
        if self._count > self.limits.values:
            message = f"more than {self.limits.values} values ({setting_name('values')})"
            self._problem("too-many", message, node.start, hint="Put less into one file.")
            return False
        if not self._open:
            self.root = node
            return True
        parent = self._open[-1].value
        if isinstance(parent, list):
            parent.append(node)
        elif isinstance(parent, dict) and (waiting := self._keys[-1]):
            key, node.key_start = waiting
            # Of two equal keys the first stays; the file is refused anyway.
            parent.setdefault(key, node)
            self._keys[-1] = None
        return True

    def _step(self) -> str | int | None:
        """The key or index of the next value in the innermost open collection."""
        if not self._open:
            return None
        value, waiting = self._open[-1].value, self._keys[-1]
        if isinstance(value, list):
            return len(value)
        return waiting[0] if waiting else None

    def _refuse_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Report the anchor and the tag of a value (YAML 1.2.2, 6.9)."""
        start = self._span(event)[0]
        if event.anchor:
            self._problem(
                "alias",
                f"the value begins with &, which is a YAML anchor (&{event.anchor})",
                start,
                hint=self._quote_or("write the value out where it is needed", start),
            )
        if event.tag:
            self._problem(
                "tag",
                f"the value begins with !, which is a YAML tag ({printable(event.tag)})",
                start,
                hint="Remove the word that begins with !!."
                if event.tag.startswith("tag:yaml.org")
                else self._quote_or("remove the word that begins with !", start),
            )

    def _quote_or(self, other: str, index: int) -> str:
        """The hint for a sign that YAML takes for its own and an author may have meant as text."""
        example = quoted_line(line_around(self.fenced, index))
        if not example:
            return f"{other[0].upper()}{other[1:]}."
        return f"If it is text, put it in quotes: {example}\nOtherwise {other}."

    def _span(self, event: Any) -> tuple[int, int]:
        offset = self.fenced.start
        return event.start_mark.index + offset, event.end_mark.index + offset

    def _problem(self, code: str, message: str, index: int, key: str = "", hint: str = "") -> None:
        """Report a problem at `index`; `key` is given when a key stands there.

        The problem's own key is the path of the open collections, with `key` at its end.
        """
        line, column = self.fenced.position(index)
        path = [step for step in (*self._path, self._step(), key) if step not in (None, "")]
        where = printable(dotted_key(path))
        value = printable(first_line(self.fenced.text[index : self.fenced.end]))
        self.problems.append(Problem(code, message, line, column, where, value, hint))


def _pass_over(_event: object) -> bool:
    return True
