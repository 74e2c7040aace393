"""Random edits of an original and of its translation, and retranslations between them: no word of a
person is ever missing from the text, unless that person chose another text for its block."""

import re

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from articles.rendering.source_blocks import Texts, split_blocks
from articles.rewriting.translations.base import Base
from articles.rewriting.translations.outdated import Decision, decided, outdated_blocks
from tests.examples import examples

STEPS = st.integers(0, 10_000)
WORD = re.compile(r"\bp\d+\b")


def translate(text: str) -> str:
    """The stand-in of a machine: each word of the original gets another letter."""
    return re.sub(r"\bo(\d+)", r"m\1", text)


def words(texts: Texts) -> set[str]:
    return {word for text in texts for word in WORD.findall(text)}


class Translation(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.number = 20
        self.original = Texts(
            "o1 o2", "o3 o4.", "# o5\n\no6 o7. o8 o9.\n\n- o10\n- o11\n\n> o12 o13.\n\no14 o15."
        )
        self.texts = Texts(*map(translate, self.original))
        self.base = Base.by_shape(self.original.blocks, self.texts.blocks)
        # The words that people wrote and nobody took out.
        self.own: set[str] = set()

    def new_word(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def edited(self, texts: Texts, letter: str, kind: str, place: int, other: int) -> Texts:
        """A text after one edit: words added, a block added, written anew, taken out or moved."""
        blocks = [block.text for block in split_blocks(texts.body)]
        word = f"{self.new_word(letter)} {self.new_word(letter)}."
        at = place % (len(blocks) + 1)
        if kind == "title":
            return texts._replace(title=f"{texts.title} {self.new_word(letter)}")
        if kind == "description":
            return texts._replace(description=f"{word} {texts.description}")
        if kind == "add" or not blocks:
            blocks.insert(at, ("# " if other % 5 == 0 else "") + word)
        elif kind == "append":
            blocks[at - 1] += f" {word}"
        elif kind == "prepend":
            blocks[at - 1] = re.sub(r"^(\W*)", rf"\g<1>{word} ", blocks[at - 1], count=1)
        elif kind == "anew":
            blocks[at - 1] = word
        elif kind == "split":
            blocks[at - 1] = blocks[at - 1].replace(" ", "\n\n", 1)
        elif kind == "remove":
            blocks.pop(at - 1)
        else:
            blocks.insert(other % len(blocks), blocks.pop(at - 1))
        return texts._replace(body="\n\n".join(blocks))

    KINDS = st.sampled_from(
        ["title", "description", "add", "append", "prepend", "anew", "split", "remove", "move"]
    )

    @rule(kind=KINDS, place=STEPS, other=STEPS)
    def edit_original(self, kind, place, other):
        self.original = self.edited(self.original, "o", kind, place, other)

    @rule(kind=KINDS, place=STEPS, other=STEPS)
    def edit_translation(self, kind, place, other):
        self.texts = self.edited(self.texts, "p", kind, place, other)
        # What a person takes out is out, and what a person writes is in.
        self.own = words(self.texts)

    @precondition(lambda self: self.original.blocks != [*self.base.original])
    @rule(data=st.data(), share=st.sampled_from([1, 2]))
    def retranslate(self, data, share):
        decisions: dict[str, Decision] = {}
        given_up: set[str] = set()
        found = outdated_blocks(self.base, self.original.blocks, self.texts)
        for block in found:
            if data.draw(st.integers(1, share)) != 1:
                continue
            decision = self.decide(block, data)
            decisions[block.key] = decision
            if decision.text is not None and block.kind != "moved":
                lost = {*WORD.findall(block.current)} - {*WORD.findall(decision.text)}
                if lost:
                    # Both texts were shown, and a person chose.
                    assert self.asks(block), block
                given_up |= lost
        self.own -= given_up
        self.texts, self.base = decided(self.base, self.original.blocks, self.texts, decisions)
        if len(decisions) == len(found):
            assert outdated_blocks(self.base, self.original.blocks, self.texts) == []

    def asks(self, block) -> bool:
        """Whether people must choose: nothing is taken without them."""
        if block.kind == "removed":
            return block.has_own_words
        return bool(block.merged(translate(block.new)).overlaps)

    def decide(self, block, data) -> Decision:
        answer = translate(block.new)
        if block.kind == "moved":
            return Decision(block.current) if data.draw(st.booleans()) else Decision()
        if block.kind == "removed":
            if self.asks(block) and data.draw(st.booleans()):
                return Decision()
            return Decision("")
        merged = block.merged(answer)
        choices = [Decision(merged.value, answer), Decision()]
        if merged.overlaps:
            choices.append(Decision(answer, answer))
            choices.append(Decision(f"{block.current} {self.new_word('q')}", answer))
        return data.draw(st.sampled_from(choices))

    @rule()
    def check_everything_as_fine(self):
        found = outdated_blocks(self.base, self.original.blocks, self.texts)
        before = self.texts
        decisions = {block.key: Decision() for block in found}
        self.texts, self.base = decided(self.base, self.original.blocks, self.texts, decisions)
        assert self.texts.blocks == before.blocks
        assert outdated_blocks(self.base, self.original.blocks, self.texts) == []

    @invariant()
    def no_word_is_lost(self):
        assert self.own <= words(self.texts)

    @invariant()
    def the_base_is_whole(self):
        assert len(self.base.links) == len(self.base.machine)
        assert all(link is None or link < len(self.base.original) for link in self.base.links)


Translation.TestCase.settings = settings(max_examples=examples(100), stateful_step_count=25)
TestNoWordIsLost = Translation.TestCase
