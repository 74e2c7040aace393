"""The blocks of the front page: what its rules (`articles.public.front_page`) take and give."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import ngettext

from articles.models import Article, Category
from articles.models.front_plan import Pick

# The block of a section, or what stands in focus, has so many articles at least.
LEAST_OF_BLOCK = 3


@dataclass(frozen=True, eq=False, slots=True)
class Candidate:
    """An article of the pool, with the ids of its tags, and whether readers see a picture of it.

    `only_picked`: no rule chooses it, such as an old one that an editor put on the page.
    """

    article: Article
    tags: frozenset[int] = frozenset()
    has_picture: bool = False
    only_picked: bool = False

    @property
    def time(self) -> tuple[dt.datetime, int]:
        """The place in the order of time; the id decides between equal times."""
        # Live articles have a time.
        return self.article.published_at, self.article.pk  # type: ignore[return-value]


class Layout(StrEnum):
    """The ways to set the block of a section.

    FEATURE, one large picture with rows beside it, where its first article has a picture; FOUR, all
    across, after a feature, where three of them have one; else WORDS.
    """

    FEATURE = "feature"
    FOUR = "four"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """The block of one category, with three or four articles."""

    category: Category
    layout: Layout
    articles: list[Article]

    def pairs_with(self, other: "SectionBlock") -> bool:
        """Whether the two can share a row: both are short, and set alike."""
        lengths = {len(self.articles), len(other.articles)}
        is_alike = self.layout == other.layout != Layout.FOUR
        return is_alike and lengths == {LEAST_OF_BLOCK}


@dataclass(frozen=True, slots=True)
class WordsBlock:
    """Words of an editor and the article that they lead to: what is breaking, or a line of the
    briefing."""

    words: str
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class FocusBlock:
    """What stands in focus: a title, a sentence, and three to six articles."""

    title: str
    words: str
    articles: list[Article]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The blocks of a front page. `lead` is None where no article may lead.

    `placed` are the picks that stand where an editor put them, by the ids of their articles;
    `focus_lacks` is how many articles what is in focus lacks, which therefore does not stand there.
    """

    lead: Article | None
    seconds: list[Article]
    more: list[Article]
    latest: list[Article]
    sections: list[SectionBlock]
    in_brief: list[Article]
    breaking: WordsBlock | None = None
    briefing: list[WordsBlock] = field(default_factory=list)
    focus: FocusBlock | None = None
    focus_lacks: int = 0
    placed: dict[int, Pick] = field(default_factory=dict)

    @property
    def focus_problem(self) -> str:
        """Why what is in focus does not stand there, for the desk; empty for nothing."""
        if not self.focus_lacks:
            return ""
        words = ngettext(
            "What is in focus is not shown: it needs three stories, and %(number)d is missing.",
            "What is in focus is not shown: it needs three stories, and %(number)d are missing.",
            self.focus_lacks,
        )
        return words % {"number": self.focus_lacks}

    @property
    def rows_of_sections(self) -> list[list[SectionBlock]]:
        """The blocks of sections by rows: two short neighbours that are set alike make a pair."""
        rows: list[list[SectionBlock]] = []
        for block in self.sections:
            last = rows[-1] if rows else []
            if len(last) == 1 and last[0].pairs_with(block):
                last.append(block)
            else:
                rows.append([block])
        return rows

    @property
    def standing(self) -> list[Article]:
        """The articles of all blocks but "latest" and the briefing, each once, from the top of the
        page down."""
        top = [self.lead] if self.lead else []
        breaking = [self.breaking.article] if self.breaking and self.breaking.article else []
        in_focus = self.focus.articles if self.focus else []
        of_sections = [article for block in self.sections for article in block.articles]
        return [
            *breaking, *top, *self.more, *self.seconds, *in_focus, *of_sections, *self.in_brief
        ]  # fmt: skip

    def unbroken(self, newest: Sequence[Article]) -> int:
        """Return how many of the `newest` articles stand on the page before the first that does
        not."""
        shown = {article.pk for article in (*self.standing, *self.latest)}
        gaps = (number for number, article in enumerate(newest) if article.pk not in shown)
        return next(gaps, len(newest))
