"""What two people made of one text, put together: three-way merge, sentence by sentence.

Of merge libraries that are looked after, the line-based one (merge3) is under the GPL and the
character-based one (three-merge) joins halves of words; difflib finds the matches here as it
does for `articles.lib.word_diff`.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

# A sentence with the blanks after it, or the ends of lines. Together they are the text.
_SENTENCES = re.compile(
    r"\n+|(?:[^\n.!?…؟。]|[.!?…؟。](?=[^\s\"'”’»)*_]))*[.!?…؟。]*[\"'”’»)*_]*[^\S\n]*"
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """A place that both changed, to different words. `field` is where it stands."""

    field: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class MergedText:
    """`value` has both people's changes, and mine where they overlap."""

    value: Any
    overlaps: tuple[Overlap, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedValues:
    """Many fields merged; `taken` are the names of those into which something of theirs came."""

    values: dict[str, Any]
    overlaps: tuple[Overlap, ...] = ()
    taken: tuple[str, ...] = field(default=())


def merge_values(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    texts: Collection[str] = (),
) -> MergedValues:
    """Merge two mappings that came of `base`, field by field; `texts` are merged inside.

    A field that is missing in `base` has no common origin: where the two differ they overlap.
    """
    values: dict[str, Any] = {}
    overlaps: list[Overlap] = []
    for name, value in mine.items():
        if name in texts and name in base:
            merged = merge_text(base[name], value, theirs[name], name)
        else:
            merged = _merge_whole(base.get(name, _NOTHING), value, theirs[name], name)
        values[name] = merged.value
        overlaps += merged.overlaps
    taken = tuple(name for name, value in values.items() if value != mine[name])
    return MergedValues(values, tuple(overlaps), taken)


def merge_text(base: str, mine: str, theirs: str, name: str = "") -> MergedText:
    """Merge two texts that came of `base`.

    Sentences that one of them changed are taken; where both changed the same sentence, or
    neighbouring ones, differently, that is an overlap.
    """
    if mine == theirs or theirs == base:
        return MergedText(mine)
    if mine == base:
        return MergedText(theirs)
    was, ours, others = (_SENTENCES.findall(text) for text in (base, mine, theirs))
    parts: list[str] = []
    overlaps: list[Overlap] = []
    begin, begin_ours, begin_others = 0, 0, 0
    to_ours, to_others = _matches(was, ours), _matches(was, others)
    kept = [place for place in to_ours if place in to_others]
    for end in [*kept, len(was)]:
        end_ours, end_others = to_ours.get(end, len(ours)), to_others.get(end, len(others))
        part = _merge_whole(
            "".join(was[begin:end]),
            "".join(ours[begin_ours:end_ours]),
            "".join(others[begin_others:end_others]),
            name,
        )
        parts.append(part.value)
        overlaps += part.overlaps
        if end < len(was):
            parts.append(was[end])
        begin, begin_ours, begin_others = end + 1, end_ours + 1, end_others + 1
    return MergedText("".join(parts), tuple(overlaps))


_NOTHING = object()


def _merge_whole(base: Any, mine: Any, theirs: Any, name: str) -> MergedText:
    if mine in (theirs, base):
        return MergedText(theirs)
    if theirs == base:
        return MergedText(mine)
    return MergedText(mine, (Overlap(name, None if base is _NOTHING else base, mine, theirs),))


def _matches(base: list[str], other: list[str]) -> dict[int, int]:
    """Where each piece of `base` that stayed stands in `other`, in order."""
    found = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {a + step: b + step for a, b, size in found for step in range(size)}
