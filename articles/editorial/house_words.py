"""Finds words of house style in a text. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from articles.claims.names import WORD
from articles.claims.support import MAX_TEXT

# Words of one phrase; longer ones are not looked for.
_LONGEST = 5


class HouseRule(NamedTuple):
    """A word, or some in a row, as it is not to be written; `instead` may be empty.

    A banned one must not stand in a published text. The others are told.
    """

    word: str
    instead: str
    is_banned: bool


@dataclass(frozen=True, slots=True)
class HouseRules:
    """The rules of one language, by their folded words."""

    rules: Mapping[tuple[str, ...], HouseRule] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Iterable[HouseRule]) -> Self:
        """The rules, of which none has more than five words."""
        by_words = {_folded(rule.word): rule for rule in rules}
        return cls({words: rule for words, rule in by_words.items() if words[:1]})

    def broken_by(self, text: str) -> list[HouseRule]:
        """The rules that a text breaks, each once, in their order in the text.

        Only the first MAX_TEXT characters are looked at, each word five times at most.
        """
        if not self.rules:
            return []
        return list(dict.fromkeys(self._found(text[:MAX_TEXT])))

    def _found(self, text: str) -> Iterator[HouseRule]:
        places = [match.span() for match in WORD.finditer(text)]
        words = [text[start:end].casefold() for start, end in places]
        lengths = {len(key) for key in self.rules}
        for first in range(len(words)):
            for length in lengths:
                rule = self.rules.get(tuple(words[first : first + length]))
                if rule is None or first + length > len(words):
                    continue
                start, end = places[first][0], places[first + length - 1][1]
                before = text[max(0, start - 20) : start]
                if not _is_as_it_should_be(rule, text[start:end], before):
                    yield rule


def _folded(text: str) -> tuple[str, ...]:
    words = tuple(WORD.findall(text.casefold()))
    return words if len(words) <= _LONGEST else ()


def _is_as_it_should_be(rule: HouseRule, passage: str, before: str) -> bool:
    """Whether the passage is the spelling of the house: the two may differ in case alone, and a
    sentence begins with a capital."""
    if rule.is_banned or not rule.instead:
        return False
    if passage == rule.instead:
        return True
    begins = not before.strip() or before.rstrip()[-1:] in ".!?…:#\n" or before.endswith("\n")
    return begins and passage == rule.instead[:1].upper() + rule.instead[1:]
