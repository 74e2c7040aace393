"""Finds what two sequences have in common, in time and memory that are bounded. Pure.

difflib's matcher is cubic in the worst case, and the exact algorithms keep a table of all pairs.
Here long sequences are first cut at the items that each of them holds once (the "patience" way of
comparing), and only the short passages between are compared exactly.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

# Pairs of items that one exact comparison may look at: 4,000 against 4,000 takes 2 MB and 20 ms.
_MAX_PAIRS = 16_000_000
# How often a passage may be cut again. Each time takes a look at all of its items.
_MAX_CUTS = 8


def matching_positions(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield (position in `ours`, position in `theirs`) of equal items, both growing.

    Passages that are too long for an exact comparison and share no item that is unique in both
    count as different.
    """
    passages = [(0, len(ours), 0, len(theirs), 0)]
    while passages:
        begin, end, begin_theirs, end_theirs, times_cut = passages.pop()
        while begin < end and begin_theirs < end_theirs and ours[begin] == theirs[begin_theirs]:
            yield begin, begin_theirs
            begin, begin_theirs = begin + 1, begin_theirs + 1
        if (end - begin) * (end_theirs - begin_theirs) <= _MAX_PAIRS:
            yield from _exact_matches(ours, theirs, begin, end, begin_theirs, end_theirs)
            continue
        if times_cut == _MAX_CUTS:
            continue
        anchors = _unique_matches(ours[begin:end], theirs[begin_theirs:end_theirs])
        if not anchors:
            continue
        cuts = [(begin + position, begin_theirs + other) for position, other in anchors]
        edges = [(begin, begin_theirs), *cuts, (end, end_theirs)]
        # The last passage first: the list is taken from its end.
        for (start, start_theirs), (stop, stop_theirs) in reversed(list(pairwise(edges))):
            passages.append((start, stop, start_theirs, stop_theirs, times_cut + 1))


def differing_passages(
    ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield (start, end) in `ours` and (start, end) in `theirs` of each passage that differs."""
    begin = begin_theirs = 0
    for end, end_theirs in [*matching_positions(ours, theirs), (len(ours), len(theirs))]:
        if (begin, begin_theirs) != (end, end_theirs):
            yield begin, end, begin_theirs, end_theirs
        begin, begin_theirs = end + 1, end_theirs + 1


def _exact_matches(
    ours: Sequence[str],
    theirs: Sequence[str],
    begin: int,
    end: int,
    begin_theirs: int,
    end_theirs: int,
) -> Iterator[tuple[int, int]]:
    if begin == end or begin_theirs == end_theirs:
        return
    # Imported here, since it is large.
    from rapidfuzz.distance import Indel

    for step in Indel.opcodes(ours[begin:end], theirs[begin_theirs:end_theirs]):
        if step.tag == "equal":
            for offset in range(step.src_end - step.src_start):
                yield begin + step.src_start + offset, begin_theirs + step.dest_start + offset


def _unique_matches(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """The longest growing row of (position, position) of items that each side holds once."""
    counts, counts_theirs = Counter(ours), Counter(theirs)
    positions = {item: place for place, item in enumerate(theirs) if counts_theirs[item] == 1}
    pairs = [
        (place, positions[item])
        for place, item in enumerate(ours)
        if counts[item] == 1 and item in positions
    ]
    # Patience sorting: the smallest last position of a row of each length, and who led to it.
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for number, (_, other) in enumerate(pairs):
        length = bisect_left(ends, other)
        before.append(last[length - 1] if length else None)
        ends[length : length + 1] = [other]
        last[length : length + 1] = [number]
    row: list[tuple[int, int]] = []
    number_of_last = last[-1] if last else None
    while number_of_last is not None:
        row.append(pairs[number_of_last])
        number_of_last = before[number_of_last]
    return row[::-1]
