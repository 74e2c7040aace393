"""The choices about a block of a translation that is out of date: shown, and read when posted."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from articles.lib.characters import without_forbidden
from articles.lib.threeway import Overlap
from articles.lib.word_diff import DiffPart, diff_words, shorten_unchanged
from articles.rendering.source_blocks import HEADS, block_hash
from articles.rewriting.translations.outdated import Decision, OutdatedBlock
from articles.rewriting.translations.state import TranslationState

LATER, FINE, MERGED, MACHINE, OWN, MOVE, REMOVE = (
    "later", "fine", "merged", "machine", "own", "move", "remove",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to do with a block: its value in the form, its words, and the text that results."""

    value: str
    label: str
    text: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class BlockChoice:
    """A block that is out of date, with what can be done about it.

    `overlaps` are passages that a person and the machine both changed; then nothing is chosen
    before a person chooses. `own` is the text in the field.
    """

    block: OutdatedBlock
    label: str
    heading: str
    difference: list[DiffPart]
    options: list[Option]
    overlaps: tuple[Overlap, ...]
    own: str


def block_choices(
    state: TranslationState, typed: Mapping[str, str] | None = None
) -> list[BlockChoice]:
    """The choices for each outdated block; `typed` are values of a form that comes back."""
    return [_choice(state, block, typed or {}) for block in state.blocks]


def posted_decisions(
    state: TranslationState, posted: Mapping[str, str]
) -> tuple[dict[str, Decision], int]:
    """The posted decisions by the keys of blocks, and the number of those that cannot be taken: the
    machine's words are others by now, or an own text is empty."""
    decisions: dict[str, Decision] = {}
    refused = 0
    for block in state.blocks:
        value, _colon, of = posted.get(f"do-{block.key}", LATER).partition(":")
        answer = state.answer(block)
        if value != FINE and _typed(posted, block) not in _untouched(block, answer):
            # Whoever typed another text means it, also without the choice above it.
            value = OWN
        if value in (MERGED, MACHINE) and of != block_hash(answer):
            refused += 1
        elif value == OWN:
            text = _typed(posted, block)
            if text.strip():
                decisions[block.key] = Decision(text, answer or None)
            else:
                refused += 1
        elif decision := _decision(value, block, answer):
            decisions[block.key] = decision
    return decisions, refused


def _decision(value: str, block: OutdatedBlock, answer: str) -> Decision | None:
    if value == FINE:
        return Decision()
    if value == MERGED and answer:
        return Decision(block.merged(answer).value, answer)
    if value == MACHINE and answer:
        return Decision(answer, answer)
    if value == MOVE and block.kind == "moved":
        return Decision(block.current)
    if value == REMOVE and block.kind == "removed":
        return Decision("")
    return None


def _offered(block: OutdatedBlock, answer: str) -> str:
    """The text that a person may go on from."""
    text = str(block.merged(answer).value) if answer else block.current
    return text.strip("\n")


def _untouched(block: OutdatedBlock, answer: str) -> tuple[str, ...]:
    """Texts of the field where nobody typed: an answer may have come since the page was shown."""
    return "", _offered(block, answer), block.current.strip("\n")


def _typed(posted: Mapping[str, str], block: OutdatedBlock) -> str:
    return without_forbidden(posted.get(f"text-{block.key}", "").replace("\r\n", "\n")).strip("\n")


def _choice(state: TranslationState, block: OutdatedBlock, typed: Mapping[str, str]) -> BlockChoice:
    answer = state.answer(block)
    merged = block.merged(answer) if answer else None
    overlaps = merged.overlaps if merged else ()
    options = list(_options(block, answer))
    chosen = typed.get(f"do-{block.key}", "") or _default(
        block, options, has_conflict=bool(overlaps)
    )
    options = [Option(one.value, one.label, one.text, one.value == chosen) for one in options]
    difference = shorten_unchanged(diff_words(block.old, block.new))
    own = _typed(typed, block) or _offered(block, answer)
    label, heading = _label(block), _heading(block)
    return BlockChoice(block, label, heading, difference, options, overlaps, own)


def _default(block: OutdatedBlock, options: list[Option], *, has_conflict: bool) -> str:
    """The value that is chosen beforehand: what loses no word of a person; else to decide later."""
    if has_conflict or (block.kind == "removed" and block.has_own_words):
        return LATER
    return options[0].value


def _options(block: OutdatedBlock, answer: str) -> list[Option]:
    options: list[Option] = []
    if answer:
        merged = block.merged(answer)
        of = block_hash(answer)
        if merged.overlaps:
            label = gettext("Your words, with the machine's where only it changed something")
            options.append(Option(f"{MERGED}:{of}", label, merged.value))
            label = gettext("The machine's new words, without yours")
            options.append(Option(f"{MACHINE}:{of}", label, answer))
        elif merged.value == answer:
            label = gettext("Take the new translation")
            options.append(Option(f"{MERGED}:{of}", label, answer))
        else:
            label = gettext("Take the new translation, with your corrections kept")
            options.append(Option(f"{MERGED}:{of}", label, merged.value))
    if block.kind == "moved":
        options.append(Option(MOVE, gettext("Move its translation, too")))
    if block.kind == "removed" and block.current:
        options.append(Option(REMOVE, gettext("Take its translation out"), ""))
    if block.needs_machine:
        options.append(Option(OWN, gettext("Write it yourself, below")))
    options.append(Option(FINE, gettext("This is fine as it is")))
    options.append(Option(LATER, gettext("Decide later")))
    if block.needs_machine and not answer:
        # Nobody has translated it: nothing is decided by pressing the button alone.
        options.insert(0, options.pop())
    return options


def _label(block: OutdatedBlock) -> str:
    labels = {
        "changed": gettext("Changed in the original"),
        "added": gettext("New in the original"),
        "removed": gettext("Not in the original any more"),
        "moved": gettext("In another place of the original"),
    }
    return labels[block.kind]


def _heading(block: OutdatedBlock) -> str:
    if block.place < HEADS and block.kind == "changed":
        return (gettext("Title"), gettext("Description"))[block.place]
    return gettext("Block %(number)d") % {"number": block.place - HEADS + 1}
