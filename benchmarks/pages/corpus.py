"""Invented article files as various as real ones: the same files for the same numbers.

Lengths follow a log-normal law with a median of 300 words, words and tags Zipf's. Three languages:
every second article has a Ukrainian translation, every sixth an Arabic one. One in eight has no
cover, some have no tag, times are spread over three years.
"""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from benchmarks.vocabulary import vocabulary

SOURCES, CATEGORIES, TAGS = 20, 12, 300
_START = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
_DAYS = 3 * 365
# Letters of the other languages for those of the invented words.
_SCRIPTS = {
    "uk": str.maketrans("abdefghiklmnoprstuv", "абдефгхіклмнопрстув"),
    "ar": str.maketrans("abdefghiklmnoprstuv", "ابدهفغحيكلمنوقرستعو"),
}
_HEADINGS = ("Overview", "What happened", "Why it matters", "Background", "What comes next")
_COVER_SIZES = {
    "raw": "ixid=M3w4MjQzNjB8MHwxfHJhbmRvbXx8fHx8fHx8fDE3NjU1NTY5OTN8&ixlib=rb-4.1.0",
    "full": "crop=entropy&cs=srgb&fm=jpg&ixid=M3w4MjQz&ixlib=rb-4.1.0&q=85",
    "regular": "crop=entropy&cs=tinysrgb&fit=max&fm=jpg&ixid=M3w4MjQz&q=80&w=1080",
    "small": "crop=entropy&cs=tinysrgb&fit=max&fm=jpg&ixid=M3w4MjQz&q=80&w=400",
    "thumb": "crop=entropy&cs=tinysrgb&fit=max&fm=jpg&ixid=M3w4MjQz&q=80&w=200",
}


class Corpus:
    """Writes articles 1 to `size`, and drafts numbered from there on."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.words = vocabulary()
        # Zipf's law, a little flatter at its start, as in a text.
        self._word_weights = list(accumulate(1 / (rank + 10) for rank in range(len(self.words))))
        self._tag_weights = list(accumulate(1 / (rank + 3) for rank in range(TAGS)))

    def write(self, folder: Path, drafts: int) -> None:
        """Write the files of all articles, and of `drafts` that nobody has published yet."""
        for number in range(1, self.size + drafts + 1):
            below = folder / f"{number // 1000:03}"
            below.mkdir(parents=True, exist_ok=True)
            for lang in self._languages(number):
                path = below / f"story-number-{number}.{lang}.md"
                path.write_text(self.document(number, lang), encoding="utf-8")

    def document(self, number: int, lang: str) -> str:
        """The file of article `number` in the language `lang`."""
        rng = random.Random(number)
        draft = number > self.size
        moment = _START + _DAYS * dt.timedelta(days=1) * (min(number, self.size) / self.size)
        time = f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
        title = f"{self._sentence(rng, lang, 9)[:-1]} {number}"
        lead = self._sentence(rng, lang, 24)
        tags = dict.fromkeys(
            rng.choices(range(TAGS), cum_weights=self._tag_weights, k=rng.randint(0, 8))
        )
        tag_lines = "".join(f"\n  - TAG {tag}" for tag in tags) or " []"
        cover = "" if number % 8 == 0 else f"coverImage:{_cover(number)}\n"
        origin = "rewritten: true" if lang == "en" else f"translatedFrom: '{number}'"
        source = number % SOURCES
        body = self._body(rng, lang)
        return f"""---
title: '{title}'
description: '{lead}'
{"" if draft else f"publishedAt: '{time}'{chr(10)}"}updatedAt: '{time}'
lang: {lang}
externalId: '{number}'
source:
  name: Wire {source}
  key: wire{source}
  type: RSS
category: SECTION {int(rng.random() ** 2 * CATEGORIES)}
tags:{tag_lines}
stickyWeight: 0
sentiment: {rng.choice(("POSITIVE", "NEUTRAL", "NEGATIVE"))}
score: 0
draft: {"true" if draft else "false"}
{cover}ai:
  {origin}
  version: 1
---
{body}"""

    def _languages(self, number: int) -> Iterator[str]:
        yield "en"
        # Drafts are published one by one, and each is one article.
        if number <= self.size:
            if number % 2 == 0:
                yield "uk"
            if number % 6 == 0:
                yield "ar"

    def _body(self, rng: random.Random, lang: str) -> str:
        left = min(max(int(rng.lognormvariate(5.7, 0.5)), 60), 2000)
        parts, section = [], 0
        while left > 0:
            heading = _HEADINGS[section] if section < len(_HEADINGS) else f"Part {section}"
            parts.append(f"## {heading}\n")
            for _paragraph in range(rng.randint(1, 3)):
                sentences = [
                    self._sentence(rng, lang, rng.randint(8, 22)) for _ in range(rng.randint(2, 5))
                ]
                left -= sum(len(sentence.split()) for sentence in sentences)
                parts.append(" ".join(sentences) + "\n")
            section += 1
        parts.append("## Impact on the market\n")
        parts += [f"- {self._sentence(rng, lang, 12)}" for _ in range(rng.randint(3, 6))]
        return "\n".join(parts) + "\n"

    def _sentence(self, rng: random.Random, lang: str, length: int) -> str:
        words = rng.choices(self.words, cum_weights=self._word_weights, k=length)
        sentence = " ".join(words).capitalize() + "."
        return sentence.translate(_SCRIPTS[lang]) if lang in _SCRIPTS else sentence


def _cover(number: int) -> str:
    photo = f"https://images.unsplash.com/photo-{1_700_000_000_000 + number}-{number:012x}"
    return "".join(f"\n  {size}: '{photo}?{query}'" for size, query in _COVER_SIZES.items())
