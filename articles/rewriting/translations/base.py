"""The base of a translation: the original's blocks that it was made from, and the machine's words.

Pure. A base has the blocks of the original, those of the machine's translation, and for each of the
latter the position of the original's block that it says, None for one that says none of them. Title
and description come first. What the translation says now and its machine did not is a person's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.lib.sequence_matches import differing_passages
from articles.rendering.source_blocks import HEADS, block_kind

Links = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Base:
    """The original of a translation as it was then; `links` has one entry for each block of
    `machine`, and `owned` the positions of those that a person wrote, or nobody knows who."""

    original: tuple[str, ...]
    machine: tuple[str, ...]
    links: Links
    owned: frozenset[int] = frozenset()

    @classmethod
    def by_shape(
        cls, original: Sequence[str], machine: Sequence[str], *, is_owned: bool = False
    ) -> "Base":
        """The base of a translation of which nobody noted which block says which: blocks of one
        kind in the same order belong together. With `is_owned` all words are a person's."""
        owned = frozenset(range(len(machine))) if is_owned else frozenset()
        return cls(tuple(original), tuple(machine), linked_by_shape(original, machine), owned)


def linked_by_shape(original: Sequence[str], machine: Sequence[str]) -> Links:
    """The original's block of each block of a translation, by their kinds and order alone."""
    kinds, kinds_now = ([*map(block_kind, blocks)] for blocks in (original, machine))
    for kind in (kinds, kinds_now):
        # Whatever they say: the title belongs to the title.
        kind[:HEADS] = ("title", "description")[: len(kind)]
    links: list[int | None] = [None] * len(machine)
    begin, begin_now = 0, 0
    for end, stop, end_now, stop_now in [
        *differing_passages(kinds, kinds_now),
        (len(kinds), len(kinds), len(kinds_now), len(kinds_now)),
    ]:
        for offset in range(end - begin):
            links[begin_now + offset] = begin + offset
        if stop - end == stop_now - end_now:
            for offset in range(stop - end):
                links[end_now + offset] = end + offset
        begin, begin_now = stop, stop_now
    return tuple(links)
