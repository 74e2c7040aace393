"""The ids of a page's headings and notes, and the links within a text that mean them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from urllib.parse import unquote

from articles.lib.normal_forms import normalized
from articles.lib.text import slugify
from articles.rendering.blocks import Block, plain_text
from articles.rendering.events import Event, ended, started

# Headings have a prefix, so that none takes the id of another element of the page.
PREFIX = "s-"
# Every browser leads a link to #top to the beginning of the page (HTML 7.4.6.4).
TOP = "top"
_MOST = 60
# GitHub shows readme files with this before each id.
_FOREIGN_PREFIX = "user-content-"
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


class Anchors:
    """The ids of one text. `heading_ids` has those of its headings in the order of the text, also
    of headings in lists, quotations and notes.

    `left_out` are blocks before `blocks` that the page does not show: a link to a heading there
    leads to the top of the page.
    """

    def __init__(self, blocks: Sequence[Block], left_out: Sequence[Block] = ()) -> None:
        self._headings = [(text, TOP) for block in left_out for text in _headings(block)]
        # The number that the next heading of the same words gets.
        self._taken: dict[str, int] = {}
        for block in blocks:
            self._headings += [(text, self._new_id(text)) for text in _headings(block)]
        self.heading_ids = [anchor for _text, anchor in self._headings if anchor != TOP]
        labels = [note_label(started(block.events[0])[1]) for block in blocks if block.is_note]
        # A reference without a note is text.
        references = chain.from_iterable(
            note_references(block.events) for block in blocks if labels
        )
        self._references = Counter(references)
        self._labels = list(dict.fromkeys([*self._references, *labels]))
        self._numbers = {label: number for number, label in enumerate(self._labels, 1)}

    def find(self, fragment: str) -> str:
        """Return the id that the fragment of a link means; empty if there is none.

        Understands ids of the page, and headings written as they are, in Latin letters, or as
        GitHub and others make ids of them, percent-encoded or not.
        """
        wanted = unquote(fragment).strip()
        if not wanted:
            return TOP
        wanted = wanted.removeprefix(_FOREIGN_PREFIX)
        for anchor in (wanted, PREFIX + wanted):
            if anchor in self._taken or self._is_note_id(anchor):
                return anchor
        slug = PREFIX + slugify(wanted, _MOST)
        return (
            self._by_github_slug.get(_github_slug(wanted))
            or self._by_letters.get(_letters(wanted))
            or (slug if slug in self._taken else "")
            or (TOP if wanted.casefold() == TOP else "")
        )

    def number(self, label: str) -> int:
        """The number of a note, from 1: in the order of their references, then the others."""
        return self._numbers[note_label(label)]

    def references(self, label: str) -> int:
        """Return the number of times that the text refers to a note."""
        return self._references[note_label(label)]

    def _new_id(self, text: str) -> str:
        base = PREFIX + (slugify(text, _MOST) or "section")
        anchor = base
        while anchor in self._taken:
            self._taken[base] += 1
            anchor = f"{base}-{self._taken[base]}"
        self._taken[anchor] = 1
        return anchor

    @cached_property
    def _by_github_slug(self) -> dict[str, str]:
        anchors: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for text, anchor in self._headings:
            slug = plain = _github_slug(text)
            while slug in anchors:
                counts[plain] += 1
                slug = f"{plain}-{counts[plain]}"
            anchors[slug] = anchor
        anchors.pop("", None)
        return anchors

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        anchors = {_letters(text): anchor for text, anchor in reversed(self._headings)}
        anchors.pop("", None)
        return anchors

    def _is_note_id(self, anchor: str) -> bool:
        match = re.fullmatch(r"fn(ref)?-([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?", anchor, re.ASCII)
        if match is None or int(match[2]) > len(self._labels):
            return False
        if not match[1]:
            return match[3] is None
        count = self._references[self._labels[int(match[2]) - 1]]
        return match[3] != "1" and count >= int(match[3] or 1)


def note_label(label: str) -> str:
    """A note's label in the form in which references match it (CommonMark 4.7)."""
    return " ".join(label.casefold().split())


def note_references(events: Iterable[Event]) -> Iterator[str]:
    """Yield the label of each reference to a note."""
    for event in events:
        if isinstance(event, dict) and "FootnoteReference" in event:
            yield note_label(event["FootnoteReference"])


def _headings(block: Block) -> Iterator[str]:
    """Yield the text of each heading in a block."""
    if block.level:
        yield block.text
    elif block.name in ("BlockQuote", "List", "FootnoteDefinition"):
        begin = 0
        for index, event in enumerate(block.events):
            if started(event)[0] == "Heading":
                begin = index
            elif ended(event) == "Heading":
                yield plain_text(block.events[begin:index])


def _github_slug(text: str) -> str:
    return _NOT_IN_SLUG.sub("", normalized("NFC", text).lower()).replace(" ", "-")


def _letters(text: str) -> str:
    """The letters and digits of a text, however their marks are composed."""
    folded = normalized("NFKC", normalized("NFKC", text).casefold())
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LNM")
