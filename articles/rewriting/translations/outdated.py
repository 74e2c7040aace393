"""Finds the outdated blocks of a translation, and applies decisions about them. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from articles.lib.block_alignment import BlockChange, ChangeKind
from articles.lib.threeway import MergedText, merge_text
from articles.rendering.block_versions import aligned, block_changes
from articles.rendering.source_blocks import Texts, block_hash
from articles.rewriting.translations.base import Base
from articles.rewriting.translations.document import TranslationDocument, UnitWords


@dataclass(frozen=True, slots=True)
class OutdatedBlock:
    """A block of the original that is another one now, and what the translation says of it.

    `key` names this change of this block: it is another one when the original changes again. `old`
    and `new` are the original's texts, `machine` the machine's translation of the old one, and
    `current` what stands there now. `place` is the position among the original's blocks, or that
    of the old block where there is none.
    """

    key: str
    kind: ChangeKind
    old: str
    new: str
    machine: str
    current: str
    place: int

    @property
    def needs_machine(self) -> bool:
        """Whether there are words to translate; those of a removed or moved block are there."""
        return self.kind in ("changed", "added") and bool(self.new)

    @property
    def answer_key(self) -> str:
        """The key under which a machine's translation of the new text is kept."""
        return block_hash(self.new)

    @property
    def has_own_words(self) -> bool:
        """Whether a person changed what the machine wrote."""
        return self.current != self.machine

    def merged(self, answer: str) -> MergedText:
        """The machine's `answer`, merged with what a person changed in its last one.

        With overlaps the result has the person's words; whoever decides sees both.
        """
        return merge_text(self.machine, self.current, answer)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about one outdated block.

    `text` is what the translation says from now on, empty to take the block out; None leaves its
    words as they are. `machine` is the machine's translation that the text was made from,
    None where a person wrote it.
    """

    text: str | None = None
    machine: str | None = None


def outdated_blocks(base: Base, original: Sequence[str], translation: Texts) -> list[OutdatedBlock]:
    """The blocks that are out of date, in the order of the original, whose blocks of now are
    `original`."""
    words = TranslationDocument.of(base, translation).words()
    found: list[OutdatedBlock] = []
    seen: dict[str, int] = {}
    for change in block_changes(base.original, original):
        old = "" if change.old is None else base.original[change.old]
        new = "" if change.new is None else original[change.new]
        stands = UnitWords() if change.old is None else words.get(change.old, UnitWords())
        key = _key(change, old, new, seen)
        found.append(
            OutdatedBlock(
                key,
                change.kind,
                old,
                new,
                stands.machine,
                stands.current,
                change.old if change.new is None else change.new,  # type: ignore[arg-type]
            )
        )
    return found


def decided(
    base: Base, original: Sequence[str], translation: Texts, decisions: Mapping[str, Decision]
) -> tuple[Texts, Base]:
    """The translation and its base after `decisions`, by the keys of outdated blocks; other keys
    are of changes that there are no more, and are left out."""
    document = TranslationDocument.of(base, translation)
    units = _units(base, original)
    seen: dict[str, int] = {}
    for change in block_changes(base.original, original):
        old = "" if change.old is None else base.original[change.old]
        new = "" if change.new is None else original[change.new]
        decision = decisions.get(_key(change, old, new, seen))
        if decision is None:
            continue
        if change.new is None:
            _leave(document, change.old or 0, decision)
            continue
        unit = units[change.new]
        if change.kind == "changed":
            document.originals[unit] = new
        else:
            after = _before(document, units, change.new, but=unit)
            if change.kind == "added":
                document.insert_unit(unit, new, after)
            else:
                document.move_unit(unit, after, with_words=decision.text is not None)
        if decision.text is not None and change.kind != "moved":
            document.replace(unit, decision.text, decision.machine)
    return document.texts, document.base


def _units(base: Base, original: Sequence[str]) -> list[int]:
    """The number of each block of the original as it is now: that of the old one, or a new one."""
    to_old = {new: old for old, new in aligned(base.original, original).to_new.items()}
    return [to_old.get(new, len(base.original) + new) for new in range(len(original))]


def _before(
    document: TranslationDocument, units: Sequence[int], place: int, but: int
) -> int | None:
    """The last block before `place` of the original as it is now that the document has."""
    for unit in reversed(units[:place]):
        if unit in document.originals and unit != but:
            return unit
    return None


def _leave(document: TranslationDocument, unit: int, decision: Decision) -> None:
    """Take a block out of the original, and do with its words as decided."""
    if decision.text is not None:
        document.replace(unit, decision.text, None)
    document.remove_unit(unit)


def _key(change: BlockChange, old: str, new: str, seen: dict[str, int]) -> str:
    """A short name of a change, which the same change of the same texts has again."""
    text = "\0".join((change.kind, block_hash(old), block_hash(new)))
    number = seen[text] = seen.get(text, 0) + 1
    return hashlib.sha256(f"{text}\0{number}".encode()).hexdigest()[:16]
