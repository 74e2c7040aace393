"""Translates blocks of Markdown by a language model.

What is translated is data in a question, never an instruction; the answer must be a list of as many
texts.
"""

from collections.abc import Callable, Iterator, Sequence

from articles.lib.characters import TURNING, without_forbidden
from articles.lib.graphemes import shorten
from articles.rendering.source_blocks import block_kind
from articles.rewriting.rewrite_rules import TAG, added_addresses

# Translates texts from one language into another: as many as it got, in their order.
Translator = Callable[[Sequence[str], str, str], list[str]]

# Of one question: its blocks, and their characters.
_MOST_BLOCKS, _MOST_CHARACTERS = 20, 6000
# What an answer looks like, after the instructions of the prompt.
FORMAT = (
    "The document has a list `blocks`: blocks of a news article in Markdown, in their order. "
    "Answer with `blocks`: one translation for each block, in the same order. Headings keep their "
    "level. Code stays as it is."
)
SCHEMA = {
    "type": "object",
    "properties": {"blocks": {"type": "array", "items": {"type": "string"}}},
    "required": ["blocks"],
    "additionalProperties": False,
}


def faults(blocks: Sequence[str], answers: object) -> list[str]:
    """Return sentences that say what is wrong with an answer; none where it can be used."""
    if not isinstance(answers, list) or not all(isinstance(one, str) for one in answers):
        return ["`blocks` must be a list of texts."]
    if len(answers) != len(blocks):
        return [f"There are {len(blocks)} blocks, and the answer has {len(answers)}."]
    found = []
    for number, (block, answer) in enumerate(zip(blocks, answers, strict=True), 1):
        if not answer.strip():
            found.append(f"The translation of block {number} is empty.")
        elif len(answer) > 5 * len(block) + 500:
            found.append(f"The translation of block {number} is far longer than the block.")
        elif block.startswith("#") and block_kind(answer.strip()) != block_kind(block):
            found.append(f"Block {number} is a heading; its translation needs the same level.")
        elif added := added_addresses(block, answer):
            url = shorten(added[0], 100)
            found.append(f"Block {number} does not have the address {url} of its translation.")
        elif TAG.search(answer) and not TAG.search(block):
            found.append(f"Block {number} has no HTML, and its translation has.")
        elif TURNING.search(answer) and not TURNING.search(block):
            found.append(f"The translation of block {number} turns text around.")
    return found


def cleaned(answers: Sequence[str]) -> list[str]:
    """The answers as they may stand in a text."""
    return [without_forbidden(one.replace("\r\n", "\n")).strip("\n ") for one in answers]


def portions(blocks: Sequence[str]) -> Iterator[list[str]]:
    """Yield the blocks in portions, each small enough for one question; none is left out."""
    portion: list[str] = []
    size = 0
    for block in blocks:
        if portion and (len(portion) == _MOST_BLOCKS or size + len(block) > _MOST_CHARACTERS):
            yield portion
            portion, size = [], 0
        portion.append(block)
        size += len(block)
    if portion:
        yield portion
