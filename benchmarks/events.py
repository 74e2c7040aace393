"""Invented news: events that several sources tell, each in words of its own.

The texts have the shape of what a news API of the trade gives: a headline of about twelve words
with one to three names and often a number, and a body of 10 to 40 words, in three of ten items of
some hundred. Words and names follow Zipf's law, so that a few are in very many items and most in
few. Of five items two tell an event again that others told within the last while.
"""

import random
from itertools import accumulate
from typing import NamedTuple

from benchmarks.vocabulary import vocabulary

RETOLD = 0.4
# The share of the words of an event that another telling of it keeps.
_KEPT_WORDS = 0.75
_LONG = 0.3
_WORDS = vocabulary()
_NAMES = [word.capitalize() for word in _WORDS[10_000:]]
_WORDS = _WORDS[:10_000]
_COINS = ("Bitcoin", "BTC", "Ethereum", "XRP", "Solana", "Dogecoin", "Cardano")
_COINS_WEIGHTS = (10, 4, 4, 2, 2, 1, 1)
_TRADE = "market price crypto investors trading analysts exchange token data company".split()
_GRAMMAR = "the of in to for after with on as by and its from over".split()


class Telling(NamedTuple):
    """What a source says, and the number of the event."""

    event: int
    title: str
    body: str


class _Event(NamedTuple):
    names: list[str]
    words: list[str]
    figure: str


class Events:
    """Tellings, always the same ones for a `seed`; of the newest `kept` events more may come."""

    def __init__(self, seed: int = 19, kept: int = 500) -> None:
        self.begun = 0
        self.kept = kept
        self._newest: list[_Event] = []
        self._random = random.Random(seed)
        self._word_weights = list(accumulate(1 / (rank + 10) for rank in range(len(_WORDS))))
        self._name_weights = list(accumulate(1 / (rank + 3) for rank in range(len(_NAMES))))
        self._background = [" ".join(self._with_grammar(self._words(200))) for _ in range(200)]

    def tell(self) -> Telling:
        """The next item."""
        one = self._random
        if self.begun > 10 and one.random() < RETOLD:
            number = one.randrange(max(0, self.begun - self.kept), self.begun)
            event = self._newest[number % self.kept]
            words = [word for word in event.words if one.random() < _KEPT_WORDS]
            one.shuffle(words)
            words += self._words(len(event.words) - len(words))
        else:
            number, event = self.begun, self._new()
            words = event.words
        names = event.names
        figure = [event.figure] * bool(event.figure)
        title = [names[0], *words[:2], *figure, *self._with_grammar(words[2:7]), *names[1:2]]
        if one.random() < 0.2:
            return Telling(number, " ".join(title), "")
        body = ["The", *words[:3], "of", names[0], *self._with_grammar(words[5:12]), *figure]
        body += self._with_grammar(words[12:]) + names[1:]
        lead = " ".join(body) + "."
        if one.random() < _LONG:
            lead += f" {one.choice(self._background).capitalize()}."
        return Telling(number, " ".join(title), lead)

    def _new(self) -> _Event:
        one = self._random
        names = one.choices(_NAMES, cum_weights=self._name_weights, k=one.choice((1, 1, 2, 2, 3)))
        if one.random() < 0.5:
            names += one.choices(_COINS, _COINS_WEIGHTS)
            one.shuffle(names)
        words = self._words(one.randint(9, 22)) + one.choices(_TRADE, k=2)
        one.shuffle(words)
        figure = one.choice(("", "", "$ million", "$", "%"))
        if figure:
            # Of all magnitudes equally many.
            number = f"{10 ** one.uniform(0.5, 4):.3g}" if one.random() < 0.7 else "10"
            number = f"{float(number):,g}"
            figure = f"{number}%" if figure == "%" else f"${number}{figure[1:]}"
        event = _Event(names, words, figure)
        if self.begun < self.kept:
            self._newest.append(event)
        else:
            self._newest[self.begun % self.kept] = event
        self.begun += 1
        return event

    def _words(self, count: int) -> list[str]:
        return self._random.choices(_WORDS, cum_weights=self._word_weights, k=count)

    def _with_grammar(self, words: list[str]) -> list[str]:
        """The words with one that says little behind every second."""
        mixed = []
        for place, word in enumerate(words):
            mixed += [word, self._random.choice(_GRAMMAR)] if place % 2 else [word]
        return mixed
