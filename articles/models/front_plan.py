"""What an edition of the front page says: as JSON keeps it, and as the rules read it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Self

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

# More picks are no front page that anybody reads.
MAX_PICKS = 60
# Articles that the block of a section holds at most.
SECTION_ROOM = 4
_SECTION = re.compile(r"section-([1-9][0-9]{0,17})")


class FrontBlock(StrEnum):
    """The blocks of the page that take articles by hand, besides those of sections
    (`section_block()`), in the order of the page."""

    BREAKING = "breaking"
    LEAD = "lead"
    SECONDS = "seconds"
    MORE = "more"
    FOCUS = "focus"


ROOM = {
    FrontBlock.BREAKING: 1,
    FrontBlock.LEAD: 1,
    FrontBlock.SECONDS: 2,
    FrontBlock.MORE: 2,
    FrontBlock.FOCUS: 6,
}
BLOCK_LABELS: dict[FrontBlock, str | Promise] = {
    FrontBlock.BREAKING: pgettext_lazy("front page", "Breaking"),
    FrontBlock.LEAD: pgettext_lazy("front page", "Lead"),
    FrontBlock.SECONDS: pgettext_lazy("front page", "Two seconds"),
    FrontBlock.MORE: pgettext_lazy("front page", "More on this story"),
    FrontBlock.FOCUS: pgettext_lazy("front page", "In focus"),
}


def section_block(category_id: int) -> str:
    """The name of the block of a category."""
    return f"section-{category_id}"


def category_of(block: str) -> int | None:
    """The id of the category whose block this is; None for another one."""
    match = _SECTION.fullmatch(block)
    return int(match[1]) if match else None


def is_block(name: str) -> bool:
    """Whether a block may have this name."""
    return name in set(FrontBlock) or category_of(name) is not None


def room_of(block: str) -> int:
    """How many articles a block holds."""
    return ROOM[FrontBlock(block)] if block in set(FrontBlock) else SECTION_ROOM


class Pick(NamedTuple):
    """An article that an editor put into a block. `headline`, `kicker` and the id of a `picture`
    stand on its card there, and nowhere else."""

    block: str
    article: int
    headline: str = ""
    kicker: str = ""
    picture: int | None = None

    @classmethod
    def all_of(cls, rows: Iterable[Mapping[str, Any]]) -> tuple[Self, ...]:
        """The picks of stored rows, in their order."""
        return tuple(cls(**row) for row in rows)

    def as_json(self) -> dict[str, Any]:
        """The pick as it is stored."""
        return self._asdict()


class BriefingLine(NamedTuple):
    """A line of the briefing, and the id of an article that it leads to."""

    words: str
    article: int | None = None

    @classmethod
    def all_of(cls, rows: Iterable[Mapping[str, Any]]) -> tuple[Self, ...]:
        """The lines of stored rows, in their order."""
        return tuple(cls(**row) for row in rows)

    def as_json(self) -> dict[str, Any]:
        """The line as it is stored."""
        return self._asdict()


@dataclass(frozen=True, slots=True)
class FocusPlan:
    """What stands in focus: the id of a tag, whose articles fill the block, its title and words."""

    tag: int | None
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class FrontPlan:
    """What an edition says at one moment, without what has ended. As it is made here it says
    nothing, and the page fills itself.

    `sections` are the ids of the categories that have a block, in their order; empty for those that
    have most articles. `breaking` are words in place of the headline of the article there, or
    without an article; None while nothing is breaking.
    """

    picks: tuple[Pick, ...] = ()
    sections: tuple[int, ...] = ()
    has_latest: bool = True
    has_in_brief: bool = True
    breaking: str | None = None
    briefing: tuple[BriefingLine, ...] = ()
    focus: FocusPlan | None = None

    @property
    def articles(self) -> frozenset[int]:
        """The ids of all articles that it names."""
        lines = (line.article for line in self.briefing if line.article)
        return frozenset([*(pick.article for pick in self.picks), *lines])
