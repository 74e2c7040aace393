"""Three-way merge of two people's changes to one text, sentence by sentence. Pure.

Of the maintained merge libraries, merge3 is under the GPL and three-merge works on characters
and joins halves of words; here `sequence_matches` finds the matching sentences.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from articles.lib.sequence_matches import matching_positions

# A sentence with the blanks after it, or newlines. The matches joined are the text.
_SENTENCES = re.compile(
    r"\n+|(?:[^\n.!?…؟。]|[.!?…؟。](?=[^\s\"'”’»)*_]))*[.!?…؟。]*[\"'”’»)*_]*[^\S\n]*"
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """A passage of `field` that both people changed, each differently."""

    field: str
    base: object
    mine: object
    theirs: object


@dataclass(frozen=True, slots=True)
class MergedText:
    """A merge of two texts: `value` has both people's changes, and mine where they overlap."""

    value: Any
    overlaps: tuple[Overlap, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedValues:
    """A merge of many fields; `taken` names those that received a change of theirs."""

    values: dict[str, object]
    overlaps: tuple[Overlap, ...] = ()
    taken: tuple[str, ...] = field(default=())


def merge_values(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    texts: Collection[str] = (),
) -> MergedValues:
    """Merge two mappings that were edited from `base`, field by field.

    The fields named in `texts` are merged by sentence, others as a whole. A field that is
    missing in `base` has no common origin: where the two differ, they overlap.
    """
    values: dict[str, object] = {}
    overlaps: list[Overlap] = []
    for name, value in mine.items():
        if name in texts and name in base:
            merged = merge_text(base[name], value, theirs[name], name)
        else:
            merged = _merge_whole(base.get(name, _MISSING), value, theirs[name], name)
        values[name] = merged.value
        overlaps += merged.overlaps
    taken = tuple(name for name, value in values.items() if value != mine[name])
    return MergedValues(values, tuple(overlaps), taken)


def merge_text(base: str, mine: str, theirs: str, name: str = "") -> MergedText:
    """Merge two texts that were edited from `base`; `name` is the field, for the overlaps.

    A sentence that only one person changed is taken from that one. Where both changed the same
    sentence or neighbouring ones, differently, the result holds mine and an overlap.
    """
    if mine == theirs or theirs == base:
        return MergedText(mine)
    if mine == base:
        return MergedText(theirs)
    original, ours, others = (_SENTENCES.findall(text) for text in (base, mine, theirs))
    parts: list[str] = []
    overlaps: list[Overlap] = []
    begin, begin_ours, begin_others = 0, 0, 0
    to_ours = dict(matching_positions(original, ours))
    to_others = dict(matching_positions(original, others))
    common = [index for index in to_ours if index in to_others]
    for end in [*common, len(original)]:
        end_ours, end_others = to_ours.get(end, len(ours)), to_others.get(end, len(others))
        part = _merge_whole(
            "".join(original[begin:end]),
            "".join(ours[begin_ours:end_ours]),
            "".join(others[begin_others:end_others]),
            name,
        )
        parts.append(part.value)
        overlaps += part.overlaps
        if end < len(original):
            parts.append(original[end])
        begin, begin_ours, begin_others = end + 1, end_ours + 1, end_others + 1
    return MergedText("".join(parts), tuple(overlaps))


_MISSING = object()


def _merge_whole(base: object, mine: object, theirs: object, name: str) -> MergedText:
    if mine in (theirs, base):
        return MergedText(theirs)
    if theirs == base:
        return MergedText(mine)
    return MergedText(mine, (Overlap(name, None if base is _MISSING else base, mine, theirs),))
