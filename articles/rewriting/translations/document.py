"""A translation as pieces, each tied to the block of the original that it says. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from articles.rendering.block_versions import aligned
from articles.rendering.source_blocks import HEADS, Texts, split_blocks
from articles.rewriting.translations.base import Base

_DIVIDES = re.compile(r"\n[ \t]*\n")


@dataclass(slots=True)
class Piece:
    """A block of a translation.

    `machine` is what the machine wrote there and `current` what stands there now, each None where
    there is nothing. `unit` is the number of the original's block that it says. `place` is its
    position in the present text, and `gap` the blank lines after it there. Of one that `is_owned`,
    `machine` is a person's, too: it says only which block this is.
    """

    machine: str | None
    current: str | None
    unit: int | None
    gap: str = "\n\n"
    place: int | None = None
    is_owned: bool = False


class UnitWords(NamedTuple):
    """What a translation says of a block of the original: the machine's words, without those that
    are a person's, and what stands there now. Each is empty where there is nothing."""

    machine: str = ""
    current: str = ""


@dataclass(slots=True)
class TranslationDocument:
    """A translation that is being changed block by block.

    `units` are the numbers of the original's blocks in their order, and `originals` what each says.
    """

    units: list[int]
    originals: dict[int, str]
    pieces: list[Piece] = field(default_factory=list)

    @classmethod
    def of(cls, base: Base, present: Texts) -> "TranslationDocument":
        """The translation that says `present` now, made on `base`."""
        body = split_blocks(present.body)
        blocks = [present.title, present.description, *(block.text for block in body)]
        gaps = ["", "", *(block.gap for block in body)]
        document = cls([*range(len(base.original))], dict(enumerate(base.original)))
        document.pieces = _pieces(base, blocks, gaps)
        return document

    def words(self) -> dict[int, UnitWords]:
        """What the translation says of each block of the original of which it says anything, by the
        block's number."""
        by_unit: dict[int, list[Piece]] = {}
        for piece in self.pieces:
            if piece.unit is not None:
                by_unit.setdefault(piece.unit, []).append(piece)
        return {
            unit: UnitWords(
                _joined(piece.machine for piece in pieces if not piece.is_owned),
                _joined(piece.current for piece in pieces),
            )
            for unit, pieces in by_unit.items()
        }

    def insert_unit(self, unit: int, original: str, after: int | None) -> None:
        """Add a block of the original after the block `after`, None for before all others."""
        self.originals[unit] = original
        self.units.insert(self.units.index(after) + 1 if after is not None else 0, unit)

    def remove_unit(self, unit: int) -> None:
        """Take out a block of the original. What the translation says of it stays, on its own."""
        self.units.remove(unit)
        del self.originals[unit]
        for piece in self.pieces:
            if piece.unit == unit:
                piece.unit = None

    def move_unit(self, unit: int, after: int | None, *, with_words: bool) -> None:
        """Put a block of the original after the block `after`; `with_words` its words, too."""
        self.units.remove(unit)
        self.units.insert(self.units.index(after) + 1 if after is not None else 0, unit)
        if with_words:
            own = [piece for piece in self.pieces if piece.unit == unit]
            self.pieces = [piece for piece in self.pieces if piece.unit != unit]
            place = self._place_after(unit)
            self.pieces[place:place] = own

    def replace(self, unit: int, text: str, machine: str | None) -> None:
        """Let the translation say `text` of a block of the original, of which a machine wrote
        `machine`; None where the text is a person's."""
        is_owned, machine = machine is None, text if machine is None else machine
        if unit < HEADS:
            piece = self.pieces[unit]
            line = " ".join(text.split()) if unit == 0 else text.strip("\n")
            piece.current, piece.machine, piece.is_owned = line, machine, is_owned
            return
        places = [place for place, piece in enumerate(self.pieces) if piece.unit == unit]
        place = places[0] if places else self._place_after(unit)
        self.pieces = [piece for piece in self.pieces if piece.unit != unit]
        blocks = [block.text for block in split_blocks(text)]
        made = [block.text for block in split_blocks(machine)]
        heads = ("",) * HEADS
        answer = Base((), (*heads, *made), (unit,) * (HEADS + len(made)))
        pieces = _pieces(answer, [*heads, *blocks], ["\n\n"] * (HEADS + len(blocks)))[HEADS:]
        for piece in pieces:
            piece.unit, piece.place, piece.is_owned = unit, None, is_owned
        self.pieces[place:place] = pieces

    @property
    def texts(self) -> Texts:
        """The texts of the translation, with blank lines between all blocks that are new to each
        other."""
        title, description = (piece.current or "" for piece in self.pieces[:HEADS])
        shown = [piece for piece in self.pieces[HEADS:] if piece.current is not None]
        parts = []
        for piece, following in zip(shown, [*shown[1:], None], strict=True):
            gap = piece.gap
            if following is None:
                gap = ""
            elif not _are_neighbours(piece, following) and not _DIVIDES.search(gap):
                gap = "\n\n"
            parts.append(f"{piece.current}{gap}")
        return Texts(title, description, "".join(parts))

    @property
    def base(self) -> Base:
        """The base as it is now."""
        numbers = {unit: number for number, unit in enumerate(self.units)}
        written = [piece for piece in self.pieces if piece.machine is not None]
        return Base(
            tuple(self.originals[unit] for unit in self.units),
            tuple(piece.machine or "" for piece in written),
            tuple(None if piece.unit is None else numbers[piece.unit] for piece in written),
            frozenset(number for number, piece in enumerate(written) if piece.is_owned),
        )

    def _place_after(self, unit: int) -> int:
        """The place for the words of a `unit` without any: after those of the blocks before it."""
        before = set(self.units[: self.units.index(unit)])
        places = [place for place, piece in enumerate(self.pieces) if piece.unit in before]
        for earlier in reversed(self.units[: self.units.index(unit)]):
            own = [place for place in places if self.pieces[place].unit == earlier]
            if own:
                return max(own[-1] + 1, HEADS)
        return HEADS


def _pieces(base: Base, blocks: Sequence[str], gaps: Sequence[str]) -> list[Piece]:
    """The blocks of a present text with the machine's blocks that they were; one that a person took
    out stands after what was before it."""
    to_new = aligned(base.machine, blocks).to_new
    to_old = {new: old for old, new in to_new.items()}
    pieces: list[Piece] = []
    for place, (block, gap) in enumerate(zip(blocks, gaps, strict=True)):
        old = to_old.get(place)
        if old is None:
            pieces.append(Piece(None, block, None, gap, place))
        else:
            link, is_owned = base.links[old], old in base.owned
            pieces.append(Piece(base.machine[old], block, link, gap, place, is_owned))
    by_old = {old: pieces[new] for old, new in to_new.items()}
    missing: dict[int, list[Piece]] = {}
    before = 0
    for old, machine in enumerate(base.machine):
        if old in by_old:
            before = id(by_old[old])
        else:
            piece = Piece(machine, None, base.links[old], is_owned=old in base.owned)
            missing.setdefault(before, []).append(piece)
    return [one for piece in pieces for one in (piece, *missing.get(id(piece), ()))]


def _are_neighbours(piece: Piece, following: Piece) -> bool:
    """Whether two pieces follow each other in the text as it was."""
    return piece.place is not None and following.place == piece.place + 1


def _joined(texts: Iterable[str | None]) -> str:
    return "\n\n".join(text for text in texts if text)
