"""The paragraphs in which an older text differs from the text of now, each to be put back alone."""

import re
from dataclasses import dataclass
from itertools import zip_longest

from articles.lib.sequence_matches import matching_positions
from articles.lib.word_diff import DiffPart, diff_words

# A paragraph with the blank lines behind it.
_PARAGRAPH = re.compile(r".+?(?:\n[ \t]*(?=\n)\n+|\Z)", re.DOTALL)
_ENDS = re.compile(r"\n[ \t]*\n\Z")
_MOST = 400


@dataclass(frozen=True, slots=True)
class ChangedPassage:
    """A passage of both texts, empty where only one has it: what the older text says, what stands
    there now, and the two word by word."""

    number: int
    before: str
    now: str

    @property
    def pieces(self) -> list[DiffPart]:
        """The difference, word by word."""
        return diff_words(self.before, self.now)


def changed_passages(old: str, new: str) -> list[ChangedPassage]:
    """Return the passages that differ; none for texts of very many paragraphs."""
    return [
        ChangedPassage(number, before.strip(), now.strip())
        for number, (is_same, before, now) in enumerate(_aligned(old, new))
        if not is_same
    ]


def with_passage(old: str, new: str, number: int) -> str | None:
    """Return the text `new` with the passage of that number as `old` has it; None for none."""
    aligned = _aligned(old, new)
    if number >= len(aligned) or aligned[number][0]:
        return None
    texts = [before if place == number else now for place, (_, before, now) in enumerate(aligned)]
    whole = ""
    for text in filter(str.strip, texts):
        # The last paragraph of a text has no blank line behind it.
        gap = "" if not whole or _ENDS.search(whole) else "\n\n"
        whole = (whole.rstrip() if gap else whole) + gap + text
    return whole.rstrip("\n") + new[len(new.rstrip("\n")) :]


def _aligned(old: str, new: str) -> list[tuple[bool, str, str]]:
    """Whether a passage is the same, and its text in both, from the beginning to the end."""
    before, now = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    if len(before) > _MOST or len(now) > _MOST:
        return []
    bare = [[text.strip() for text in texts] for texts in (before, now)]
    aligned: list[tuple[bool, str, str]] = []
    begin = begin_now = 0
    for end, end_now in [*matching_positions(bare[0], bare[1]), (len(before), len(now))]:
        aligned += _differing(before[begin:end], now[begin_now:end_now])
        if end < len(before):
            aligned.append((True, before[end], now[end_now]))
        begin, begin_now = end + 1, end_now + 1
    return aligned


def _differing(before: list[str], now: list[str]) -> list[tuple[bool, str, str]]:
    # Of as many paragraphs on both sides, or of one side alone, each is a passage of its own.
    if before and now and len(before) != len(now):
        return [(False, "".join(before), "".join(now))]
    return [(False, *pair) for pair in zip_longest(before, now, fillvalue="")]
