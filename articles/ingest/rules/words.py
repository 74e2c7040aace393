"""Tags and section of an upstream item, and the words that drop it. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from articles.ingest.item_record import ItemRecord
from articles.ingest.rules.document import MAX_TAG, RuleDocument
from articles.lib.text import fold

_WORD = re.compile(r"[^\W_]+")


class RuleWords:
    """The word lists of rules, folded once, for any number of items."""

    def __init__(self, rules: RuleDocument) -> None:
        self._rules = rules

    def tags(self, words: Iterable[str]) -> tuple[str, ...]:
        """The tags of words in their order: shaped, without those that are left out, and each once.

        The tags of tags are the same tags. Words longer than a tag are left out.
        """
        tags: dict[str, str] = {}
        for word in self._used(words):
            tags.setdefault(fold(word), word)
        return tuple(tags.values())[: self._rules.most_tags]

    def tags_of(self, item: ItemRecord) -> tuple[str, ...]:
        """The tags of an item: of its sections, then of its keywords."""
        words = item.categories if self._rules.tags_from_categories else ()
        return self.tags((*words, *(item.keywords if self._rules.tags_from_keywords else ())))

    def category_of(self, item: ItemRecord) -> str:
        """The section of an item; empty where it has none and the rules name none."""
        words: dict[str, str] = {}
        for word in self._used(item.categories):
            words.setdefault(fold(word), word)
        for key in self._priority:
            if key in words:
                return words[key]
        return next(iter(words.values()), self._rules.default_category)

    def dropped_by(self, item: ItemRecord) -> tuple[str, str]:
        """The kind of word that drops an item, "section", "keyword", "source" or "title", and the
        word; both empty where nothing does."""
        drop = self._rules.drop
        for reason, words, sought in (
            ("section", item.categories, drop.categories),
            ("keyword", item.keywords, drop.keywords),
            ("source", (item.source.key, item.source.name), drop.sources),
        ):
            if word := self._shared(words, sought):
                return reason, word
        title = _spaced(item.title)
        for word in drop.title:
            if _spaced(word) in title:
                return "title", word
        return "", ""

    def _used(self, words: Iterable[str]) -> Iterator[str]:
        for given in words:
            word = self._rules.shaped(given)
            word = self._aliases.get(fold(word), word)
            if word and len(word) <= MAX_TAG and fold(word) not in self._left_out:
                yield word

    def _shared(self, words: Iterable[str], sought: tuple[str, ...]) -> str:
        """The first of `sought` that is among `words`."""
        if not sought:
            return ""
        keys = {self._rules.key_of(word) for word in words}
        return next((word for word in sought if self._rules.key_of(word) in keys), "")

    @cached_property
    def _priority(self) -> tuple[str, ...]:
        return tuple(map(self._rules.key_of, self._rules.category_priority))

    @cached_property
    def _left_out(self) -> frozenset[str]:
        return frozenset(map(self._rules.key_of, self._rules.left_out))

    @cached_property
    def _aliases(self) -> dict[str, str]:
        rules = self._rules
        return {rules.key_of(word): rules.shaped(to) for word, to in rules.aliases.items()}


def _spaced(text: str) -> str:
    """The words of a text between blanks, so that a word is found as a whole."""
    return f" {' '.join(_WORD.findall(fold(text)))} "
