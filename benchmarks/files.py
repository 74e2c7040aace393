"""Invented article files in the shape of the real ones: 4 to 5 kB, seven tags, six cover sizes."""

import random
from pathlib import Path

_WORDS = (
    "harbour battery council minister tariff vessel engine ledger turbine railway parcel "
    "quarter district index reserve treaty bridge satellite orchard freight signal auction "
    "pension lighthouse budget charter cargo tender surplus grid tunnel ferry glacier kelp "
    "vaccine census archive quota licence reactor canal drone hangar clinic museum"
).split()
_PLAIN = (
    "the of and to in a that for on with as by at from has will after before during over "
    "under between says reports expects plans opens closes rises falls remains becomes"
).split()
_TAGS = [f"{word.upper()}{number or ''}" for number in range(8) for word in _WORDS]
_SIZES = {
    "raw": "ixid=M3w4MjQzNjB8MHwxfHJhbmRvbXx8fHx8fHx8fDE3NjU1NTY5OTN8&ixlib=rb-4.1.0",
    "full": "crop=entropy&cs=srgb&fm=jpg&ixid=M3w4MjQz&ixlib=rb-4.1.0&q=85",
    "regular": "crop=entropy&cs=tinysrgb&fit=max&fm=jpg&ixid=M3w4MjQz&q=80&w=1080",
    "small": "crop=entropy&cs=tinysrgb&fit=max&fm=jpg&ixid=M3w4MjQz&q=80&w=400",
    "thumb": "crop=entropy&cs=tinysrgb&fit=max&fm=jpg&ixid=M3w4MjQz&q=80&w=200",
}


def article(number: int, revision: int = 1) -> str:
    """The text of article `number`; another `revision` changes its description and body."""
    rng = random.Random(number)
    month, day = 1 + number % 12, 1 + number // 12 % 28
    time = f"2025-{month:02}-{day:02}T{number % 24:02}:{number % 60:02}:10"
    title = f"{_sentence(rng, 9)[:-1]}: number {number}"
    tags = "".join(f"\n  - {tag}" for tag in rng.sample(_TAGS[: 40 + number % 300], 7))
    photo = f"photo-{1_700_000_000_000 + number}-{number:012x}"
    cover = "".join(
        f"\n  {size}: 'https://images.unsplash.com/{photo}?{query}'"
        for size, query in _SIZES.items()
    )
    cover += f"\n  small_s3: 'https://s3.us-west-2.amazonaws.com/images.unsplash.com/small/{photo}'"
    sections = "".join(
        f"## {_sentence(rng, 3)[:-1]}\n\n{_paragraph(rng)}\n\n{_paragraph(rng)}\n\n"
        for _ in range(3)
    )
    description = f"{_sentence(rng, 24)} Revision {revision}."
    return f"""---
title: '{title}'
description: {description}
publishedAt: '{time}.000Z'
updatedAt: '{time}.{revision:03}Z'
lang: en
externalId: '{50_000_000 + number}'
source:
  name: Wire {number % 20}
  key: wire{number % 20}
  type: RSS
category: {_WORDS[number % 12].upper()}
tags:{tags}
stickyWeight: 0
sentiment: {("POSITIVE", "NEUTRAL", "NEGATIVE")[number % 3]}
score: 0
draft: false
coverImage:{cover}
ai:
  rewritten: true
  expandedAt: '{time}.000Z'
  version: {revision}
---
## Overview

{_paragraph(rng)} Revision {revision}.

{sections}## From author

{_paragraph(rng)}

## Impact on the market

- {_sentence(rng, 12)}
- {_sentence(rng, 14)}
"""


def write(folder: Path, numbers: range, revision: int = 1) -> None:
    """A file for each number, a thousand in a folder."""
    for number in numbers:
        below = folder / f"{number // 1000:04}"
        if number % 1000 == 0 or not below.exists():
            below.mkdir(parents=True, exist_ok=True)
        text = article(number, revision)
        (below / f"story-number-{number}.en.md").write_text(text, encoding="utf-8")


def _sentence(rng: random.Random, length: int) -> str:
    words = [rng.choice(_WORDS if place % 3 == 0 else _PLAIN) for place in range(length)]
    return " ".join(words).capitalize() + "."


def _paragraph(rng: random.Random) -> str:
    return " ".join(_sentence(rng, rng.randint(8, 15)) for _ in range(4))
