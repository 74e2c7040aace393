"""The front page: which stories stand where. Pure, apart from what it is given.

`front_page()` takes the pool and what editors decided, and gives the blocks. The pool is what is
live of the last 14 days, or the newest 30 articles where those are fewer, every pinned one, and
what editors put on the page (`articles.public.front_pool`). What is not in the pool stands nowhere.

What an editor put into a block stands there first, as far as there is room. The rest of the page
fills itself:

- Order: pinned ones by weight, then all others by time. A negative weight keeps an article out of
  every block but the two lists, "latest" and "in brief".
- Breaking: only by hand. It goes where its article leads.
- Lead: the first of the pinned; else the newest with a picture among the last ten; else the newest.
  Where editors put all of them elsewhere, the first of those.
- Two seconds: the next of the pinned; else the newest of other categories and sources.
- More on this story: at most two of the last seven days that share two tags with the lead.
- Latest: the newest eight that do not stand above. It uses nothing up.
- In focus: only by hand; filled with the newest that have its tag, three at least.
- Sections: a category with three articles that stand nowhere yet has a block of up to four; the
  category with most articles in seven days comes first, and those that editors put something into
  before others; at most six blocks. Or those that an editor chose, in that order. See `Layout`.
- In brief: the next three to nine by time.

An article stands once, apart from "latest". A pool of one to three fills the lead and the seconds,
from four on there is "latest" as well, from eight on "more on this story" and two sections, from
twenty on everything. What a negative weight keeps out of a smaller page stands in "latest". Days
are those of the site's calendar, so the clock alone changes blocks at midnight and at the ends of
pins.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from django.utils import timezone

from articles.models.front_plan import ROOM, FrontBlock, FrontPlan, room_of, section_block
from articles.public.front_blocks import (
    LEAST_OF_BLOCK,
    Candidate,
    FocusBlock,
    FrontPage,
    Layout,
    SectionBlock,
    WordsBlock,
)
from articles.public.front_remaining import Remaining

POOL_DAYS = 14
RECENT_DAYS = 7
# From so many articles in the pool on a page has these blocks.
FROM_SECTIONS, FROM_ALL = 8, 20
_PICTURED_AMONG = 10
_SHARED_TAGS = 2
_LATEST = 8
_SECTIONS, _FEW_SECTIONS = 6, 2
_LEAST_IN_BRIEF, _MOST_IN_BRIEF = 3, 9
NOTHING_DECIDED = FrontPlan()


def front_page(
    pool: Sequence[Candidate], now: dt.datetime, plan: FrontPlan = NOTHING_DECIDED
) -> FrontPage:
    """Return the blocks of the front page for these articles, which are live at `now`, and for what
    editors decided; the docstring of this module has the rules. No query."""
    rest = Remaining(pool, now, plan.picks)
    size = len(rest.newest)
    week = days_ago(now, RECENT_DAYS)
    lead = rest.take(_lead(rest), FrontBlock.LEAD)
    breaking = _breaking(rest, plan)
    seconds = rest.take(rest.picked(FrontBlock.SECONDS), FrontBlock.SECONDS)
    while len(seconds) < ROOM[FrontBlock.SECONDS] and (one := _second(rest, [*lead, *seconds])):
        seconds += rest.take(one, FrontBlock.SECONDS)
    more = rest.take(rest.picked(FrontBlock.MORE), FrontBlock.MORE)
    if lead and size >= FROM_SECTIONS:
        related = _more(rest, lead[0], week)
        more += rest.take(related[: ROOM[FrontBlock.MORE] - len(more)], FrontBlock.MORE)
    # On the smallest page these are the articles that a negative weight keeps out of the top.
    latest = rest.not_taken(rest.newest)[:_LATEST] if plan.has_latest else []
    focus, focus_lacks = _focus(rest, plan)
    sections = _sections(rest, week, _most_sections(size), plan.sections)
    rest.release()
    brief: list[Candidate] = []
    if plan.has_in_brief and size >= FROM_ALL:
        brief = rest.unused(rest.newest)[:_MOST_IN_BRIEF]
    in_brief = brief if len(brief) >= _LEAST_IN_BRIEF else []
    articles = {one.article.pk: one.article for one in pool}
    return FrontPage(
        lead=lead[0].article if lead else None,
        seconds=[one.article for one in seconds],
        more=[one.article for one in more],
        latest=[one.article for one in latest],
        sections=sections,
        in_brief=[one.article for one in in_brief],
        breaking=breaking,
        briefing=[
            WordsBlock(line.words, articles.get(line.article or 0)) for line in plan.briefing
        ],
        focus=focus,
        focus_lacks=focus_lacks,
        placed=rest.placed,
    )


def days_ago(now: dt.datetime, days: int) -> dt.datetime:
    """Return the midnight, in the site's time zone, with which the day so many days before that of
    `now` began."""
    zone = timezone.get_default_timezone()
    day = now.astimezone(zone).date() - dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(), zone)


def _lead(rest: Remaining) -> list[Candidate]:
    if picked := rest.picked(FrontBlock.LEAD):
        return picked
    if pinned := rest.unused(rest.pinned):
        return pinned[:1]
    free = rest.unused(rest.by_time)
    pictured = [one for one in free[:_PICTURED_AMONG] if one.has_picture]
    return (pictured or free or rest.reserved)[:1]


def _breaking(rest: Remaining, plan: FrontPlan) -> WordsBlock | None:
    """What is breaking: an article, words, or words for an article; nothing where it leads."""
    if plan.breaking is None:
        return None
    named = any(pick.block == FrontBlock.BREAKING for pick in plan.picks)
    for one in rest.take(rest.picked(FrontBlock.BREAKING), FrontBlock.BREAKING):
        return WordsBlock(plan.breaking or one.article.title, one.article)
    # Words about an article go with it.
    return WordsBlock(plan.breaking) if plan.breaking and not named else None


def _second(rest: Remaining, above: list[Candidate]) -> list[Candidate]:
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


def _more(rest: Remaining, lead: Candidate, since: dt.datetime) -> list[Candidate]:
    """The newest articles that tell more of what the lead tells."""
    free = sorted(rest.free, key=lambda one: one.time, reverse=True)
    return [
        one for one in free if len(one.tags & lead.tags) >= _SHARED_TAGS and one.time[0] >= since
    ]


def _focus(rest: Remaining, plan: FrontPlan) -> tuple[FocusBlock | None, int]:
    """What stands in focus, and how many articles it lacks: nothing where fewer than three could
    stand there."""
    if plan.focus is None:
        return None, 0
    free = sorted(rest.free, key=lambda one: one.time, reverse=True)
    tagged = [one for one in free if plan.focus.tag in one.tags]
    lacks = LEAST_OF_BLOCK - len(rest.picked(FrontBlock.FOCUS)) - len(tagged)
    shown = _filled(rest, FrontBlock.FOCUS, tagged)
    if not shown:
        return None, lacks
    articles = [one.article for one in shown]
    return FocusBlock(plan.focus.title, plan.focus.words, articles), 0


def _filled(rest: Remaining, block: str, free: Sequence[Candidate]) -> list[Candidate]:
    """The candidates of a block, those put there first; none where it would have too few, and what
    was put there may stand elsewhere then."""
    shown = [*rest.picked(block), *free][: room_of(block)]
    return rest.take(shown if len(shown) >= LEAST_OF_BLOCK else [], block)


def _sections(
    rest: Remaining, since: dt.datetime, most: int, chosen: Sequence[int]
) -> list[SectionBlock]:
    """The blocks of the `chosen` categories, or else of at most `most` categories with most
    articles, those with picks before others."""
    recent = Counter(one.article.category_id for one in rest.newest if one.time[0] >= since)
    groups: dict[int, list[Candidate]] = defaultdict(list)
    for one in rest.free:
        if one.article.category_id:
            groups[one.article.category_id].append(one)
    categories = rest.categories
    if not chosen:
        picked = [pk for pk in categories if rest.picked(section_block(pk))]
        room = {
            pk: len(groups[pk]) + len(rest.picked(section_block(pk))) for pk in [*groups, *picked]
        }
        # Sorting is stable: of two with as many the one whose first article comes first.
        large = sorted(
            (pk for pk, number in room.items() if number >= LEAST_OF_BLOCK),
            key=lambda pk: recent[pk],
            reverse=True,
        )
        shown = sorted(large, key=lambda pk: pk not in picked)[: max(most, len(picked))]
        chosen = [pk for pk in large if pk in shown]
    blocks: list[SectionBlock] = []
    for pk in chosen:
        if pk in categories and (shown_there := _filled(rest, section_block(pk), groups[pk])):
            layout = _layout(shown_there, blocks[-1].layout if blocks else None)
            articles = [one.article for one in shown_there]
            blocks.append(SectionBlock(categories[pk], layout, articles))
    return blocks


def _most_sections(size: int) -> int:
    if size < FROM_SECTIONS:
        return 0
    return _SECTIONS if size >= FROM_ALL else _FEW_SECTIONS


def _layout(shown: Sequence[Candidate], before: Layout | None) -> Layout:
    pictured = sum(one.has_picture for one in shown)
    if pictured >= LEAST_OF_BLOCK and before == Layout.FEATURE:
        return Layout.FOUR
    return Layout.FEATURE if shown[0].has_picture else Layout.WORDS
