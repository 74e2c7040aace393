"""Finds the blocks of a text in a later version of it, by their texts and kinds."""

from collections.abc import Sequence

from articles.lib.block_alignment import Alignment, BlockChange, align, changes
from articles.rendering.source_blocks import HEADS, block_hash, block_kind


def aligned(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Return which block of a text became which of a later version; both begin with title and
    description."""
    return align(old, new, block_hash, block_kind, fixed=HEADS)


def block_changes(old: Sequence[str], new: Sequence[str]) -> list[BlockChange]:
    """Return what changed between two versions of a text, in the order of the new one."""
    return changes(aligned(old, new), len(old), len(new))
