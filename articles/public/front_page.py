"""The front page that fills itself: which stories stand where. Pure, apart from what it is given.

`front_page()` takes the pool and gives the blocks. The pool is what is live of the last 14 days, or
the newest 30 articles where those are fewer, and every pinned one (`articles.public.front_pool`).

- Order: pinned ones by weight, then all others by time. A negative weight keeps an article out of
  every block but the two lists, "latest" and "in brief".
- Lead: the first of the pinned; else the newest with a picture among the last ten; else the newest.
- Two seconds: the next of the pinned; else the newest of other categories and sources.
- More on this story: at most two of the last seven days that share two tags with the lead.
- Latest: the newest eight that do not stand above. It uses nothing up.
- Sections: a category with three articles that stand nowhere yet has a block of up to four; the
  category with most articles in seven days comes first; at most six blocks. See `Layout`.
- In brief: the next three to nine by time.

An article stands once, apart from "latest". A pool of one to three fills the lead and the seconds,
from four on there is "latest" as well, from eight on "more on this story" and two sections, from
twenty on everything. What a negative weight keeps out of a smaller page stands in "latest". Days
are those of the site's calendar, so the clock alone changes blocks at midnight and at the ends of
pins.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from articles.models import Article, Category
from articles.querysets import PIN_LIMIT
from articles.workflow import is_pinned

POOL_DAYS = 14
RECENT_DAYS = 7
# From so many articles in the pool on a page has these blocks.
FROM_SECTIONS, FROM_ALL = 8, 20
_SECONDS = 2
_PICTURED_AMONG = 10
_MORE, _SHARED_TAGS = 2, 2
_LATEST = 8
_SECTIONS, _FEW_SECTIONS = 6, 2
_LEAST_OF_SECTION, _MOST_OF_SECTION = 3, 4
_LEAST_IN_BRIEF, _MOST_IN_BRIEF = 3, 9


@dataclass(frozen=True, eq=False, slots=True)
class Candidate:
    """An article of the pool, with the ids of its tags, and whether readers see a picture of it."""

    article: Article
    tags: frozenset[int] = frozenset()
    has_picture: bool = False

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
        return is_alike and lengths == {_LEAST_OF_SECTION}


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The blocks of a front page. `lead` is None where no article may lead."""

    lead: Article | None
    seconds: list[Article]
    more: list[Article]
    latest: list[Article]
    sections: list[SectionBlock]
    in_brief: list[Article]

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
        """The articles of all blocks but "latest", each once, from the top of the page down."""
        top = [self.lead] if self.lead else []
        of_sections = (article for block in self.sections for article in block.articles)
        return [*top, *self.more, *self.seconds, *of_sections, *self.in_brief]

    def unbroken(self, newest: Sequence[Article]) -> int:
        """Return how many of the `newest` articles stand on the page before the first that does
        not."""
        shown = {article.pk for article in (*self.standing, *self.latest)}
        gaps = (number for number, article in enumerate(newest) if article.pk not in shown)
        return next(gaps, len(newest))


class _Remaining:
    """The candidates in the order of the page, and which of them stand somewhere already."""

    def __init__(self, pool: Iterable[Candidate], now: dt.datetime) -> None:
        self.newest = sorted(pool, key=lambda one: one.time, reverse=True)
        pinned = [
            one
            for one in self.newest
            if is_pinned(one.article.sticky_weight, one.article.sticky_until, now)
        ]
        pinned.sort(key=lambda one: one.article.sticky_weight, reverse=True)
        # More pins than a screen holds stand at their time, as in every list.
        self.pinned = pinned[:PIN_LIMIT]
        first = {one.article.pk for one in self.pinned}
        others = [one for one in self.newest if one.article.pk not in first]
        self.by_time = [one for one in others if one.article.sticky_weight >= 0]
        self._used: set[int] = set()

    def take(self, candidates: Iterable[Candidate]) -> list[Article]:
        """Mark candidates as used, and return their articles."""
        articles = [one.article for one in candidates]
        self._used.update(article.pk for article in articles)
        return articles

    def unused(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Return the candidates that stand nowhere yet."""
        return [one for one in candidates if one.article.pk not in self._used]

    @property
    def free(self) -> list[Candidate]:
        """The candidates that may still stand in a block, in the order of the page."""
        return self.unused([*self.pinned, *self.by_time])


def front_page(pool: Sequence[Candidate], now: dt.datetime) -> FrontPage:
    """Return the blocks of the front page for these articles, which are live at `now`; the
    docstring of this module has the rules. No query."""
    size = len(pool)
    rest = _Remaining(pool, now)
    week = days_ago(now, RECENT_DAYS)
    lead = _lead(rest)
    top = rest.take([lead] if lead else [])
    above = list(filter(None, [lead]))
    for _ in range(_SECONDS):
        above += (second := _second(rest, above))
        top += rest.take(second)
    more = rest.take(_more(rest, lead, week)) if lead and size >= FROM_SECTIONS else []
    # On the smallest page these are the articles that a negative weight keeps out of the top.
    below = rest.unused(rest.newest)
    latest = [one.article for one in below[:_LATEST]]
    sections: list[SectionBlock] = []
    if size >= FROM_SECTIONS:
        most = _SECTIONS if size >= FROM_ALL else _FEW_SECTIONS
        sections = _sections(rest, week, most)
    brief = rest.unused(rest.newest)[:_MOST_IN_BRIEF] if size >= FROM_ALL else []
    in_brief = rest.take(brief) if len(brief) >= _LEAST_IN_BRIEF else []
    return FrontPage(
        lead=top[0] if top else None,
        seconds=top[1:],
        more=more,
        latest=latest,
        sections=sections,
        in_brief=in_brief,
    )


def days_ago(now: dt.datetime, days: int) -> dt.datetime:
    """Return the midnight, in the site's time zone, with which the day so many days before that of
    `now` began."""
    zone = timezone.get_default_timezone()
    day = now.astimezone(zone).date() - dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(), zone)


def _lead(rest: _Remaining) -> Candidate | None:
    if rest.pinned:
        return rest.pinned[0]
    pictured = (one for one in rest.by_time[:_PICTURED_AMONG] if one.has_picture)
    return next(pictured, rest.by_time[0] if rest.by_time else None)


def _second(rest: _Remaining, above: list[Candidate]) -> list[Candidate]:
    """The next second, or none: a pinned one, else the newest that is most unlike those above."""
    if pinned := rest.unused(rest.pinned):
        return pinned[:1]
    categories = {one.article.category_id for one in above} - {None}
    sources = {one.article.source_id for one in above} - {None}

    def likeness(one: Candidate) -> tuple[bool, bool]:
        return one.article.category_id in categories, one.article.source_id in sources

    # Of several that are alike `min()` takes the first, the newest.
    free = rest.free
    return [min(free, key=likeness)] if free else []


def _more(rest: _Remaining, lead: Candidate, since: dt.datetime) -> list[Candidate]:
    """The newest articles that tell more of what the lead tells."""
    free = sorted(rest.free, key=lambda one: one.time, reverse=True)
    related = [
        one for one in free if len(one.tags & lead.tags) >= _SHARED_TAGS and one.time[0] >= since
    ]
    return related[:_MORE]


def _sections(rest: _Remaining, since: dt.datetime, most: int) -> list[SectionBlock]:
    """The blocks of the categories with most articles, at most `most`; marks theirs as used."""
    recent = Counter(one.article.category_id for one in rest.newest if one.time[0] >= since)
    groups: dict[Category, list[Candidate]] = {}
    for one in rest.free:
        if one.article.category:
            groups.setdefault(one.article.category, []).append(one)
    large = [
        (category, group) for category, group in groups.items() if len(group) >= _LEAST_OF_SECTION
    ]
    # Sorting is stable: of two with as many the one whose first article comes first.
    large.sort(key=lambda pair: recent[pair[0].pk], reverse=True)
    blocks: list[SectionBlock] = []
    for category, group in large[:most]:
        shown = group[:_MOST_OF_SECTION]
        layout = _layout(shown, blocks[-1].layout if blocks else None)
        blocks.append(SectionBlock(category, layout, rest.take(shown)))
    return blocks


def _layout(shown: Sequence[Candidate], before: Layout | None) -> Layout:
    pictured = sum(one.has_picture for one in shown)
    if pictured >= _LEAST_OF_SECTION and before == Layout.FEATURE:
        return Layout.FOUR
    return Layout.FEATURE if shown[0].has_picture else Layout.WORDS
