"""Finds what became of each block of a text in a later version of it. Pure.

Blocks are texts with a hash and a kind. Equal ones are matched in order first, then those that
moved, and between them those that are most alike: time grows with the number of blocks, and with
the product of their numbers only within short passages.
"""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from articles.lib.sequence_matches import differing_passages

ChangeKind = Literal["changed", "added", "removed", "moved"]
# Pairs of blocks that are compared by their words within one passage.
_MAX_PAIRS = 10_000
# Blocks with fewer words in common are no versions of each other, unless they stand at one place.
_ALIKE = 0.3
_WORDS = re.compile(r"\w+")
# Words of a block that are looked at.
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Alignment:
    """The new block that each old one became: `to_new` by position. `same` and `moved` are old
    positions of blocks whose text is equal, in order and in another place."""

    to_new: dict[int, int] = field(default_factory=dict)
    same: frozenset[int] = frozenset()
    moved: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class BlockChange:
    """The change of one block; `old` and `new` are its positions, None where it is not there."""

    kind: ChangeKind
    old: int | None
    new: int | None


def align(
    old: Sequence[str],
    new: Sequence[str],
    hash_of: Callable[[str], str],
    kind_of: Callable[[str], str],
    fixed: int = 0,
) -> Alignment:
    """Align two lists of blocks; the first `fixed` of each belong to each other whatever they say.

    Of equal blocks, the first old one is matched with the first new one.
    """
    old_hashes, new_hashes = [*map(hash_of, old)], [*map(hash_of, new)]
    to_new = {place: place for place in range(min(fixed, len(old), len(new)))}
    same = {place for place in to_new if old_hashes[place] == new_hashes[place]}
    passages = [
        (begin + fixed, end + fixed, begin_new + fixed, end_new + fixed)
        for begin, end, begin_new, end_new in differing_passages(
            old_hashes[fixed:], new_hashes[fixed:]
        )
    ]
    place, place_new = fixed, fixed
    for begin, end, begin_new, end_new in [*passages, (len(old), -1, len(new), -1)]:
        equal = range(place, begin)
        to_new |= zip(equal, range(place_new, begin_new), strict=True)
        same |= set(equal)
        place, place_new = end, end_new
    moved = _moves(passages, old_hashes, new_hashes)
    to_new |= moved
    taken = set(moved.values())
    for begin, end, begin_new, end_new in passages:
        left = [place for place in range(begin, end) if place not in moved]
        left_new = [place for place in range(begin_new, end_new) if place not in taken]
        to_new |= _pairs(left, left_new, old, new, kind_of)
    return Alignment(to_new, frozenset(same), frozenset(moved))


def changes(alignment: Alignment, old_count: int, new_count: int) -> list[BlockChange]:
    """The changes, in the order of the new blocks; a removed one after what stood before it."""
    to_old = {new: old for old, new in alignment.to_new.items()}
    removed: dict[int, list[int]] = defaultdict(list)
    after = -1
    for old in range(old_count):
        if old in alignment.to_new:
            if old not in alignment.moved:
                after = alignment.to_new[old]
        else:
            removed[after].append(old)
    result = [BlockChange("removed", old, None) for old in removed[-1]]
    for new in range(new_count):
        origin = to_old.get(new)
        if origin is None:
            result.append(BlockChange("added", None, new))
        elif origin in alignment.moved:
            result.append(BlockChange("moved", origin, new))
        elif origin not in alignment.same:
            result.append(BlockChange("changed", origin, new))
        result += [BlockChange("removed", old, None) for old in removed[new]]
    return result


def _moves(
    passages: Sequence[tuple[int, int, int, int]], old: Sequence[str], new: Sequence[str]
) -> dict[int, int]:
    """Blocks of differing passages that are equal all the same: old position to new."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for _begin, _end, begin_new, end_new in passages:
        for place in range(begin_new, end_new):
            places[new[place]].append(place)
    return {
        place: places[old[place]].popleft()
        for begin, end, _begin_new, _end_new in passages
        for place in range(begin, end)
        if places.get(old[place])
    }


def _pairs(
    left: list[int],
    left_new: list[int],
    old: Sequence[str],
    new: Sequence[str],
    kind_of: Callable[[str], str],
) -> Iterator[tuple[int, int]]:
    """Yield pairs of one passage: the most alike in order, then those at one place between them."""
    begin = begin_new = 0
    alike = []
    if max(len(left), len(left_new)) > 1 and len(left) * len(left_new) <= _MAX_PAIRS:
        alike = _most_alike([old[place] for place in left], [new[place] for place in left_new])
    for end, end_new in [*alike, (len(left), len(left_new))]:
        for one, other in zip(left[begin:end], left_new[begin_new:end_new], strict=False):
            if kind_of(old[one]) == kind_of(new[other]):
                yield one, other
        if end < len(left):
            yield left[end], left_new[end_new]
        begin, begin_new = end + 1, end_new + 1


def _most_alike(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Growing pairs of positions whose blocks have the most words in common."""
    words, words_new = [*map(_words, old)], [*map(_words, new)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for place in range(len(old) - 1, -1, -1):
        for other in range(len(new) - 1, -1, -1):
            score = _likeness(words[place], words_new[other])
            with_pair = score + best[place + 1][other + 1] if score >= _ALIKE else 0.0
            best[place][other] = max(with_pair, best[place + 1][other], best[place][other + 1])
    pairs, place, other = [], 0, 0
    while place < len(old) and other < len(new):
        here = best[place][other]
        if here == best[place + 1][other]:
            place += 1
        elif here == best[place][other + 1]:
            other += 1
        else:
            pairs.append((place, other))
            place, other = place + 1, other + 1
    return pairs


def _words(text: str) -> frozenset[str]:
    found = (match[0].casefold() for match in _WORDS.finditer(text))
    return frozenset(word for word, _number in zip(found, range(_MOST_WORDS), strict=False))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    count = len(one) + len(other)
    return 2 * len(one & other) / count if count else 0.0
