"""Pairs of texts with the answer whether they tell the same event, made of the examples in
tests/data/same_events.yaml, on which rules and thresholds were chosen, and same_events_judged.yaml and
same_events_held_out.yaml, on which they are judged."""

from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import yaml

from articles.ingest.clusters.fingerprint import Fingerprint, fingerprint_of

_DATA = Path(__file__).parents[2] / "data"
CHOSEN, JUDGED = "same_events.yaml", "same_events_judged.yaml"
HELD_OUT = "same_events_held_out.yaml"
# Why a pair is one: all names and numbers of an event in another event.
OTHER_ACT = "similar words"
Text = tuple[str, str]


class Pair(NamedTuple):
    """Two texts (title, body), `why` they are a pair, and whether they tell the same event."""

    lang: str
    one: Text
    other: Text
    is_same: bool
    why: str

    def fingerprints(self) -> tuple[Fingerprint, Fingerprint]:
        """Those of both, one of which came two hours later."""
        return tuple(
            fingerprint_of(*text, self.lang, hours * 3600)
            for text, hours in ((self.one, 0), (self.other, 2))
        )


def events(name: str) -> list[dict]:
    """The examples of a file."""
    return yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))


def told(event: dict, kind: str, slots: dict[str, str]) -> list[Text]:
    """The texts of `kind` with these slots."""
    return [tuple(part.format_map(slots) for part in text) for text in event[kind]]


def pairs_of(event: dict) -> list[Pair]:
    """All pairs of one example: its tellings, and each of them with texts of other events."""
    lang, slots = event["lang"], event["slots"]
    tellings = told(event, "tellings", slots)
    found = [Pair(lang, *texts, True, "told anew") for texts in combinations(tellings, 2)]
    for other in event["others"]:
        for number, text in enumerate(told(event, "tellings", slots | other)):
            # The very words, and those of another telling.
            for one in (tellings[number], tellings[number - 1]):
                why = f"same words, other {', '.join(other)}"
                found.append(Pair(lang, one, text, False, why))
    for text in told(event, "lookalikes", slots):
        found += [Pair(lang, one, text, False, OTHER_ACT) for one in tellings]
    return found


def labelled(name: str = CHOSEN) -> list[Pair]:
    """The pairs of all examples of a file."""
    return [pair for event in events(name) for pair in pairs_of(event)]


def strangers(name: str) -> list[Pair]:
    """Pairs of different examples in one language: every telling of each with those of all others."""
    found = []
    for one, other in combinations(events(name), 2):
        if one["lang"] == other["lang"]:
            found += [
                Pair(one["lang"], text, another, False, "another event")
                for text in told(one, "tellings", one["slots"])
                for another in told(other, "tellings", other["slots"])
            ]
    return found
