"""Byte-exact edits: a file says something new where it must, and keeps every other byte.

Only the spans of the changed keys are written, in the quotes they had; a new key is added at
the end of its mapping. What is written is read back: a file whose YAML is too odd for this is
written anew, in the canonical style.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Final

from articles.front_matter.exceptions import RecordError, UnpatchableFile
from articles.front_matter.files import ParsedFile, SiteRules, dump, parse
from articles.front_matter.nodes import Node, read_tree
from articles.front_matter.quoting import (
    QuotingContext,
    most_used_quote,
    write_block,
    write_block_scalar,
    write_flow,
)
from articles.front_matter.record import ArticleRecord, Record, contract_fields
from articles.front_matter.schema import plain_value
from articles.front_matter.spans import (
    NEWLINE,
    after_colon,
    before_value,
    dash_after,
    end_of,
    indentation,
    is_block,
    is_flow,
    line_end,
    opens_line,
    past_comments,
)
from articles.front_matter.text_edits import TextEdits
from articles.lib.text import collapse

# Deep enough that no path of a picture leads out: where pictures lie is not asked here.
_DEEP = "x/" * 1000
# What a key says that is not there.
_GONE: Final = object()
# How the contract reads the items of a list, where it does not take them as they are.
_READS: dict[str, Callable[[str], str]] = {"tags": collapse, "aliases": str.strip}


def patch(parsed: ParsedFile, wanted: ArticleRecord, path: str, rules: SiteRules) -> bytes:
    """The file of `parsed`, saying what `wanted` says.

    `path` and `rules` are those that the file was read with. The address is not part of a file.
    """
    anew = dump(wanted)
    try:
        patched = _Patch(parsed).to(wanted)
        if _says(patched, path, rules) == _says(anew, path, rules):
            return patched
    except (UnpatchableFile, RecordError):
        pass
    return anew


def _says(document: bytes, path: str, rules: SiteRules) -> ArticleRecord:
    return parse(document, _DEEP + path, rules).record


@dataclass(frozen=True, slots=True)
class _Slot:
    """A value in its place, at the end of what leads to it: its colon, its dash, a bracket.

    `indent` brings a new line below the mapping's key, or the list's dash.
    """

    node: Node
    lead: int
    flow: bool
    indent: str = ""


class _Patch:
    def __init__(self, parsed: ParsedFile) -> None:
        self.record = parsed.record
        self.fenced = parsed.fenced
        self.root = read_tree(self.fenced)
        self.text = self.fenced.text
        self.newline = self.fenced.newline
        # A repair is no edit: a damaged item of a list counts as what it was mended to.
        self.mended = {repair.before: repair.after for repair in parsed.repairs}
        self.quote = most_used_quote(self.root)
        self.edits = TextEdits(self.text, self.newline)

    def to(self, wanted: ArticleRecord) -> bytes:
        """The bytes that say `wanted`. Raises UnpatchableFile."""
        root = self.root
        slot = _Slot(root, root.start, is_flow(root, self.text))
        self._record(slot, self.record, wanted)
        if wanted.body != self.record.body:
            self._body(wanted.body)
        mark = "\ufeff" if self.fenced.bom else ""
        return (mark + self.edits.made()).encode("utf-8")

    # --- mappings -------------------------------------------------------------------------

    def _record(self, slot: _Slot, was: Record, now: Record) -> None:
        old = {key: value for _name, key, value in contract_fields(was)}
        new = {key: value for _name, key, value in contract_fields(now)}
        known = {key for key in new if key.startswith("\0") or new[key] == old[key]}
        changes = {key: (old[key], new[key]) for key in new if key not in known}
        self._mapping(slot, changes | _differences(was.extra, now.extra), now)

    def _mapping(self, slot: _Slot, changes: dict[str, tuple[Any, Any]], whole: Any) -> None:
        """`changes` has (old, new) by key; `whole` is what the mapping shall say in all."""
        entries: Any = slot.node.value
        gone = {key for key, (_was, now) in changes.items() if now is _GONE} & entries.keys()
        kept = [child for key, child in entries.items() if key not in gone]
        if not kept:
            self._replace(slot, plain_value(whole))
            return
        fresh = {}
        for key, (was, now) in changes.items():
            if now is _GONE:
                continue
            if key not in entries:
                fresh[key] = plain_value(now)
                continue
            child = self._child(entries[key], slot)
            if isinstance(was, Record) and isinstance(now, Record):
                self._record(child, was, now)
            else:
                reads = _READS.get(key, str) if slot.node is self.root else str
                self._value(child, plain_value(was), plain_value(now), reads)
        starts = [child.key_start for child in entries.values()]
        ends = [end_of(child, self.text) for child in entries.values()]
        for first, last in _runs([key in gone for key in entries]):
            self._remove(starts, ends, range(first, last), slot.flow)
        if fresh:
            self._add(slot, end_of(kept[-1], self.text), fresh)

    def _child(self, child: Node, slot: _Slot) -> _Slot:
        in_flow = slot.flow or is_flow(child, self.text)
        # Without a value the parser's mark is the colon's.
        empty = slot.flow or child.start == child.end
        lead = child.start if empty else after_colon(self.text, child.key_start)
        return _Slot(child, lead, in_flow, indentation(self.text, slot.node.start))

    def _add(self, slot: _Slot, end: int, fresh: dict[str, Any]) -> None:
        place = QuotingContext(quote=self.quote, flow=slot.flow)
        if slot.flow:
            self.edits.insert(end, f", {write_flow(fresh, place)[1:-1]}")
            return
        lines = write_block(fresh, place)
        end = line_end(self.text, end)
        if slot.node is self.root:
            end = past_comments(self.text, end, self.fenced.end)
        self.edits.add_lines(end, lines, indentation(self.text, slot.node.start))

    def _remove(self, starts: list[int], ends: list[int], run: range, in_flow: bool) -> None:
        """The entries or items of `run`, which is not all of them."""
        if in_flow and run.start:
            self.edits.replace(ends[run.start - 1], ends[run.stop - 1], "")
        elif in_flow:
            self.edits.replace(starts[0], starts[run.stop], "")
        else:
            for index in run:
                self.edits.remove_lines(starts[index], ends[index])

    # --- values ---------------------------------------------------------------------------

    def _value(self, slot: _Slot, was: Any, now: Any, reads: Callable[[str], str] = str) -> None:
        node = slot.node
        if now and node.value and isinstance(now, list) and isinstance(node.value, list):
            self._list(slot, now, reads)
        elif now and isinstance(now, dict) and isinstance(was, dict):
            self._mapping(slot, _differences(was, now), now)
        elif node.style in ("|", ">"):
            self._block_scalar(node, was, now)
        else:
            self._replace(slot, now)

    def _replace(self, slot: _Slot, now: Any) -> None:
        """Write `now` in place of anything but a block scalar."""
        node, text = slot.node, self.text
        was = node.value if isinstance(node.value, str) else None
        place = QuotingContext(node.style, was, slot.flow, self.quote)
        opens_block = bool(now) and isinstance(now, list | dict) and not slot.flow
        if not opens_block and not is_block(node, text):
            self.edits.replace(
                node.start, node.end, before_value(node, text) + write_flow(now, place)
            )
            return
        lead, end = slot.lead, node.end
        if is_block(node, text):
            end = line_end(text, end_of(node, text))
            # A comment behind the key is not the value's.
            lead = line_end(text, lead) if opens_line(text, node.start) else lead
        self.edits.replace(lead, end, "")
        if opens_block:
            place = QuotingContext(flow=False, quote=self.quote)
            self.edits.add_lines(line_end(text, end), write_block(now, place), slot.indent + "  ")
        else:
            self.edits.insert(slot.lead, f" {write_flow(now, place)}")

    def _block_scalar(self, node: Node, was: Any, now: Any) -> None:
        text, old = self.text, str(node.value)
        header = re.match(r"[|>][-+0-9]*", text[node.start : node.end])[0]  # type: ignore[index]
        first, end = line_end(text, node.start), end_of(node, text)
        # The contract strips its texts: what it does not see of the old end stays.
        unseen = old[len(old.rstrip("\n")) :] if was != old else ""
        lines = None
        if isinstance(now, str):
            lines = write_block_scalar(now + unseen, old, header, text[first:end])
        if lines is None:
            style = self.quote if isinstance(now, str) else ""
            lines = [write_flow(now, QuotingContext(style, flow=True, quote=self.quote))]
        self.edits.replace(node.start, node.start + len(header), lines[0])
        self.edits.replace(first, end, "".join(self.newline + line for line in lines[1:]))

    # --- lists ----------------------------------------------------------------------------

    def _list(self, slot: _Slot, now: list[Any], reads: Callable[[str], str]) -> None:
        slots = self._items(slot)
        starts = [item.lead - (not item.flow) for item in slots]
        ends = [end_of(item.node, self.text) for item in slots]
        was = [self._said(item.node, reads) for item in slots]
        compared = SequenceMatcher(None, [*map(repr, was)], [*map(repr, now)], autojunk=False)
        for tag, i1, i2, j1, j2 in compared.get_opcodes():
            if tag == "equal":
                continue
            pairs = min(i2 - i1, j2 - j1)
            for old, new in zip(range(i1, i1 + pairs), range(j1, j1 + pairs), strict=True):
                self._value(slots[old], was[old], now[new])
            if i1 + pairs < i2:
                self._remove(starts, ends, range(i1 + pairs, i2), slot.flow)
            if j1 + pairs < j2:
                self._insert_items(slots, i1 + pairs, now[j1 + pairs : j2])

    def _items(self, slot: _Slot) -> list[_Slot]:
        slots = []
        text, place, items = self.text, slot.node.start, slot.node.value
        for item in items if isinstance(items, list) else ():
            dash = item.start if slot.flow else dash_after(text, place)
            lead = dash if slot.flow else dash + 1
            slots.append(_Slot(item, lead, slot.flow, indentation(text, dash)))
            place = end_of(item, text)
        return slots

    def _said(self, item: Node, reads: Callable[[str], str]) -> Any:
        value = item.plain()
        return reads(self.mended.get(value, value)) if isinstance(value, str) else value

    def _insert_items(self, slots: list[_Slot], at: int, values: list[Any]) -> None:
        """Behind the item before `at`, or before the first; in the quotes of that item."""
        beside = slots[max(at - 1, 0)]
        style = beside.node.style if beside.node.style in ("'", '"') else ""
        place = QuotingContext(style, None, beside.flow, self.quote)
        start, end = beside.node.start, end_of(beside.node, self.text)
        if beside.flow:
            texts = [write_flow(value, place) for value in values]
            if at:
                self.edits.insert(end, "".join(f", {text}" for text in texts))
            else:
                self.edits.insert(start, "".join(f"{text}, " for text in texts))
        elif at:
            self.edits.add_lines(
                line_end(self.text, end), write_block(values, place), beside.indent
            )
        else:
            self.edits.put_lines(beside.lead - 1, write_block(values, place))

    # --- the text -------------------------------------------------------------------------

    def _body(self, body: str) -> None:
        """Blank lines behind the fence and at the end stay, and so does the newline style."""
        start = self.fenced.body
        old = self.text[start:]
        found = NEWLINE.search(old)
        newline = found[0] if found else self.newline
        written = old.strip("\r\n")
        head, _written, tail = old.partition(written) if written else (old, "", newline)
        if not self.text[:start].endswith(("\n", "\r")):
            # The file ends with its fence.
            head, tail = newline, ""
        said = body.replace("\n", newline) + tail if body else ""
        self.edits.replace(start, len(self.text), head + said)


def _differences(was: dict[str, Any], now: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """(old, new) of the keys that differ."""
    return {
        key: (was.get(key, _GONE), now.get(key, _GONE))
        for key in (*was, *(key for key in now if key not in was))
        if was.get(key, _GONE) != now.get(key, _GONE)
    }


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    """(first, behind the last) of each row of true ones."""
    found, start = [], 0
    for flag, row in groupby(flags):
        stop = start + len([*row])
        if flag:
            found.append((start, stop))
        start = stop
    return found
