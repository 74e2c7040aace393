"""Edits a file so that it says what a record says, and keeps every other byte.

Only the spans of changed keys are replaced, in the quotes that they had; a new key is added at
the end of its mapping. The result is parsed again and compared: a file whose YAML cannot be
edited this way is written anew in the canonical style.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from articles.front_matter.exceptions import RecordError, UnpatchableFile
from articles.front_matter.files import ParsedFile, SiteRules, dump, parse
from articles.front_matter.key_changes import (
    ABSENT,
    ITEM_NORMALISERS,
    KeyChanges,
    differences,
    one_or_many,
)
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
from articles.front_matter.text_edits import TextEdits, runs
from articles.lib.sequence_matches import differing_passages

# A folder so deep that no relative path of an image leads out of it: that check is not repeated.
_DEEP = "x/" * 1000


def patch(parsed: ParsedFile, record: ArticleRecord, path: str, rules: SiteRules) -> bytes:
    """Return the bytes of the file of `parsed`, changed to hold the values of `record`.

    `path` and `rules` are those that the file was read with. The slug is not part of a file.
    """
    canonical = dump(record)
    try:
        patched = _Patch(parsed).apply(record)
        if _record_of(patched, path, rules) == _record_of(canonical, path, rules):
            return patched
    except (UnpatchableFile, RecordError):
        pass
    return canonical


def _record_of(document: bytes, path: str, rules: SiteRules) -> ArticleRecord:
    return parse(document, _DEEP + path, rules).record


@dataclass(frozen=True, slots=True)
class _Slot:
    """A value in its place. `lead` is the end of what precedes it: its colon, dash or bracket.

    `flow` is true inside brackets. `indent` aligns a new line with the key or the dash.
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
        # A repair is no edit: a damaged item of a list counts as its repaired text.
        self.repaired = {repair.before: repair.after for repair in parsed.repairs}
        self.quote = most_used_quote(self.root)
        self.edits = TextEdits(self.text, self.newline)

    def apply(self, new: ArticleRecord) -> bytes:
        """Return the bytes of the file with the values of `new`. Raises UnpatchableFile."""
        root = self.root
        slot = _Slot(root, root.start, is_flow(root, self.text))
        self._record(slot, self.record, new)
        if new.body != self.record.body:
            self._body(new.body)
        mark = "\ufeff" if self.fenced.bom else ""
        return (mark + self.edits.apply()).encode("utf-8")

    # --- mappings -------------------------------------------------------------------------

    def _record(self, slot: _Slot, was: Record, now: Record) -> None:
        old = {key: value for _name, key, value in contract_fields(was)}
        new = {key: value for _name, key, value in contract_fields(now)}
        known = {key for key in new if key.startswith("\0") or new[key] == old[key]}
        changes = {key: (old[key], new[key]) for key in new if key not in known}
        self._mapping(slot, changes | differences(was.extra, now.extra), now)

    def _mapping(self, slot: _Slot, changes: KeyChanges, whole: object) -> None:
        """Apply `changes`, (old, new) by key; `whole` is the complete new mapping."""
        entries: Any = slot.node.value
        removed = {key for key, (_was, now) in changes.items() if now is ABSENT} & entries.keys()
        remaining = [child for key, child in entries.items() if key not in removed]
        if not remaining:
            self._replace(slot, plain_value(whole))
            return
        added = {}
        for key, (was, now) in changes.items():
            if now is ABSENT:
                continue
            if key not in entries:
                is_root = slot.node is self.root
                added[key] = one_or_many(key, plain_value(now)) if is_root else plain_value(now)
                continue
            child = self._child(entries[key], slot)
            if isinstance(was, Record) and isinstance(now, Record):
                self._record(child, was, now)
            else:
                normalise = ITEM_NORMALISERS.get(key, str) if slot.node is self.root else str
                value = plain_value(now)
                if slot.node is self.root and not isinstance(child.node.value, list):
                    value = one_or_many(key, value)
                self._value(child, plain_value(was), value, normalise)
        starts = [child.key_start for child in entries.values()]
        ends = [end_of(child, self.text) for child in entries.values()]
        for first, last in runs([key in removed for key in entries]):
            self._remove(starts, ends, range(first, last), slot.flow)
        if added:
            self._add(slot, end_of(remaining[-1], self.text), added)

    def _child(self, child: Node, slot: _Slot) -> _Slot:
        in_flow = slot.flow or is_flow(child, self.text)
        # Of an empty value the parser gives the position of the colon.
        empty = slot.flow or child.start == child.end
        lead = child.start if empty else after_colon(self.text, child.key_start)
        return _Slot(child, lead, in_flow, indentation(self.text, slot.node.start))

    def _add(self, slot: _Slot, end: int, added: dict[str, object]) -> None:
        place = QuotingContext(quote=self.quote, flow=slot.flow)
        if slot.flow:
            self.edits.insert(end, f", {write_flow(added, place)[1:-1]}")
            return
        lines = write_block(added, place)
        end = line_end(self.text, end)
        if slot.node is self.root:
            end = past_comments(self.text, end, self.fenced.end)
        self.edits.insert_lines_after(end, lines, indentation(self.text, slot.node.start))

    def _remove(self, starts: list[int], ends: list[int], run: range, in_flow: bool) -> None:
        """Remove the entries or items of `run`, which are not all of them."""
        if in_flow and run.start:
            self.edits.replace(ends[run.start - 1], ends[run.stop - 1], "")
        elif in_flow:
            self.edits.replace(starts[0], starts[run.stop], "")
        else:
            for index in run:
                self.edits.remove_lines(starts[index], ends[index])

    # --- values ---------------------------------------------------------------------------

    def _value(
        self, slot: _Slot, was: object, now: object, normalise: Callable[[str], str] = str
    ) -> None:
        node = slot.node
        if now and node.value and isinstance(now, list) and isinstance(node.value, list):
            self._list(slot, now, normalise)
        elif now and isinstance(now, dict) and isinstance(was, dict):
            self._mapping(slot, differences(was, now), now)
        elif node.style in ("|", ">"):
            self._block_scalar(node, was, now)
        else:
            self._replace(slot, now)

    def _replace(self, slot: _Slot, now: Any) -> None:
        """Replace a value other than a block scalar by `now`."""
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
            # A comment behind the key does not belong to the value.
            lead = line_end(text, lead) if opens_line(text, node.start) else lead
        self.edits.replace(lead, end, "")
        if opens_block:
            place = QuotingContext(flow=False, quote=self.quote)
            self.edits.insert_lines_after(
                line_end(text, end), write_block(now, place), slot.indent + "  "
            )
        else:
            self.edits.insert(slot.lead, f" {write_flow(now, place)}")

    def _block_scalar(self, node: Node, was: object, now: object) -> None:
        text, old = self.text, str(node.value)
        header = re.match(r"[|>][-+0-9]*", text[node.start : node.end])[0]  # type: ignore[index]
        first, end = line_end(text, node.start), end_of(node, text)
        # The contract strips texts: newlines at the old end, which it does not see, stay.
        trailing = old[len(old.rstrip("\n")) :] if was != old else ""
        lines = None
        if isinstance(now, str):
            lines = write_block_scalar(now + trailing, old, header, text[first:end])
        if lines is None:
            style = self.quote if isinstance(now, str) else ""
            lines = [write_flow(now, QuotingContext(style, flow=True, quote=self.quote))]
        self.edits.replace(node.start, node.start + len(header), lines[0])
        self.edits.replace(first, end, "".join(self.newline + line for line in lines[1:]))

    # --- lists ----------------------------------------------------------------------------

    def _list(self, slot: _Slot, now: list[object], normalise: Callable[[str], str]) -> None:
        slots = self._items(slot)
        starts = [item.lead - (not item.flow) for item in slots]
        ends = [end_of(item.node, self.text) for item in slots]
        was = [self._item_value(item.node, normalise) for item in slots]
        for i1, i2, j1, j2 in differing_passages([*map(repr, was)], [*map(repr, now)]):
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

    def _item_value(self, item: Node, normalise: Callable[[str], str]) -> object:
        value = item.plain()
        return normalise(self.repaired.get(value, value)) if isinstance(value, str) else value

    def _insert_items(self, slots: list[_Slot], at: int, values: list[object]) -> None:
        """Insert items at index `at`, in the quotes of the item beside it."""
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
            self.edits.insert_lines_after(
                line_end(self.text, end), write_block(values, place), beside.indent
            )
        else:
            self.edits.insert_lines_before(beside.lead - 1, write_block(values, place))

    # --- the body -------------------------------------------------------------------------

    def _body(self, body: str) -> None:
        """Replace the body; blank lines at both ends and the newline style stay."""
        start = self.fenced.body
        old = self.text[start:]
        match = NEWLINE.search(old)
        newline = match[0] if match else self.newline
        written = old.strip("\r\n")
        head, _written, tail = old.partition(written) if written else (old, "", newline)
        if not self.text[:start].endswith(("\n", "\r")):
            # The file ends with its fence.
            head, tail = newline, ""
        text = body.replace("\n", newline) + tail if body else ""
        self.edits.replace(start, len(self.text), head + text)
