"""The front page fills itself by rules, whatever is live."""

import datetime as dt
from itertools import count

from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.models import Article, Category
from articles.models.front_plan import (
    FocusPlan,
    FrontBlock,
    FrontPlan,
    Pick,
    room_of,
    section_block,
)
from articles.public.front_blocks import Candidate, FrontPage, Layout
from articles.public.front_page import FROM_ALL, FROM_SECTIONS, days_ago, front_page
from articles.workflow import is_pinned
from tests.conftest import NOW
from tests.examples import examples

CATEGORIES = {pk: Category(pk=pk, name=f"C{pk}") for pk in range(1, 9)}
HOUR = dt.timedelta(hours=1)


def candidate(
    pk, hours=1, category=None, source=None, weight=0, until=None, tags=(), picture=False
) -> Candidate:
    article = Article(
        pk=pk,
        title=f"S{pk}",
        published_at=NOW - hours * HOUR,
        category=CATEGORIES.get(category),
        source_id=source,
        sticky_weight=weight,
        sticky_until=until,
    )
    return Candidate(article, frozenset(tags), picture)


def plain(number: int, **columns) -> list[Candidate]:
    """So many articles, S1 the newest."""
    return [candidate(pk, hours=pk, **columns) for pk in range(1, number + 1)]


def names(articles) -> list[str]:
    return [article.title for article in articles]


one = st.fixed_dictionaries(
    {
        "hours": st.integers(0, 24 * 20),
        "category": st.sampled_from([None, 1, 2, 3, 4, 5, 6, 7, 8]),
        "source": st.sampled_from([None, 1, 2, 3]),
        "weight": st.sampled_from([0, 0, 0, 0, -1, 1, 2, 7]),
        "until": st.sampled_from([None, NOW - HOUR, NOW, NOW + HOUR]),
        "tags": st.sets(st.integers(1, 4)),
        "picture": st.booleans(),
    }
)
pools = st.lists(one, max_size=60).map(
    lambda rows: [candidate(pk, **row) for pk, row in zip(count(1), rows, strict=False)]
)
laws = settings(max_examples=examples(300), deadline=None)


def is_first(article: Article) -> bool:
    return is_pinned(article.sticky_weight, article.sticky_until, NOW)


@laws
@given(pool=pools)
def test_no_article_stands_twice_and_none_is_invented(pool):
    page = front_page(pool, NOW)
    standing = [article.pk for article in page.standing]
    assert len(standing) == len(set(standing))
    latest = [article.pk for article in page.latest]
    assert len(latest) == len(set(latest)) <= 8
    assert {*standing, *latest} <= {one.article.pk for one in pool}


@laws
@given(pool=pools)
@example(pool=[candidate(1, weight=-1)])
def test_there_is_a_lead_wherever_an_article_may_lead_and_never_one_of_a_negative_weight(pool):
    page = front_page(pool, NOW)
    assert (page.lead is None) == all(one.article.sticky_weight < 0 for one in pool)
    blocks = [article for block in page.sections for article in block.articles]
    for article in [page.lead, *page.seconds, *page.more, *blocks]:
        assert article is None or article.sticky_weight >= 0


@laws
@given(pool=pools)
def test_pins_come_first_by_weight_then_time(pool):
    page = front_page(pool, NOW)
    top = [article for article in [page.lead, *page.seconds] if article]
    pinned = sorted(
        (one.article for one in pool if is_first(one.article)),
        key=lambda article: (article.sticky_weight, article.published_at, article.pk),
        reverse=True,
    )
    assert top[: len(pinned)] == pinned[:3][: len(top)]


@laws
@given(pool=pools)
def test_latest_and_in_brief_are_by_time_and_leave_nothing_newer_out(pool):
    page = front_page(pool, NOW)
    newest = sorted(
        (one.article for one in pool), key=lambda one: (one.published_at, one.pk), reverse=True
    )
    above = {article.pk for article in [page.lead, *page.seconds, *page.more] if article}
    assert page.latest == [article for article in newest if article.pk not in above][:8]
    unused = [article for article in newest if article not in page.standing]
    for article in page.in_brief:
        assert all(article.published_at >= other.published_at for other in unused)
    assert page.in_brief == [article for article in newest if article in page.in_brief]


@laws
@given(pool=pools)
def test_what_stands_without_a_gap_is_counted(pool):
    page = front_page(pool, NOW)
    newest = sorted(
        (one.article for one in pool), key=lambda one: (one.published_at, one.pk), reverse=True
    )
    shown = [article in page.standing or article in page.latest for article in newest]
    assert page.unbroken(newest) == [*shown, False].index(False)
    assert page.unbroken(newest) >= min(len(pool), 8)


@laws
@given(pool=pools)
def test_a_section_has_three_or_four_articles_of_its_category(pool):
    page = front_page(pool, NOW)
    assert len(page.sections) <= (6 if len(pool) >= FROM_ALL else 2)
    for block in page.sections:
        assert 3 <= len(block.articles) <= 4
        assert {article.category_id for article in block.articles} == {block.category.pk}
    in_rows = [block for row in page.rows_of_sections for block in row]
    assert in_rows == page.sections
    for row in page.rows_of_sections:
        assert len({block.layout for block in row}) == 1
        assert len(row) == 1 or {len(block.articles) for block in row} == {3}


@laws
@given(pool=pools, data=st.data())
def test_the_order_of_the_pool_does_not_matter(pool, data):
    shuffled = data.draw(st.permutations(pool))
    assert front_page(shuffled, NOW) == front_page(pool, NOW)


def test_a_page_grows_with_its_pool():
    def kinds(page: FrontPage) -> tuple[int, ...]:
        return (
            bool(page.lead), len(page.seconds), len(page.latest), len(page.sections),
            len(page.in_brief),
        )  # fmt: skip

    assert kinds(front_page([], NOW)) == (0, 0, 0, 0, 0)
    assert kinds(front_page(plain(1), NOW)) == (1, 0, 0, 0, 0)
    assert kinds(front_page(plain(3), NOW)) == (1, 2, 0, 0, 0)
    assert kinds(front_page(plain(7), NOW)) == (1, 2, 4, 0, 0)
    assert kinds(front_page(plain(7, category=1), NOW)) == (1, 2, 4, 0, 0)
    assert kinds(front_page(plain(FROM_SECTIONS, category=1), NOW)) == (1, 2, 5, 1, 0)
    assert kinds(front_page(plain(FROM_ALL, category=1), NOW)) == (1, 2, 8, 1, 9)


def test_the_lead_is_the_newest_with_a_picture_among_ten():
    pool = plain(12)
    assert front_page(pool, NOW).lead.title == "S1"
    pool[10] = candidate(11, hours=11, picture=True)
    assert front_page(pool, NOW).lead.title == "S1"
    pool[9] = candidate(10, hours=10, picture=True)
    assert front_page(pool, NOW).lead.title == "S10"
    pool[11] = candidate(12, hours=12, weight=1)
    assert front_page(pool, NOW).lead.title == "S12"


def test_a_pin_that_ended_leads_no_more():
    pool = [*plain(2), candidate(3, hours=50, weight=9, until=NOW + HOUR)]
    assert front_page(pool, NOW).lead.title == "S3"
    assert front_page(pool, NOW + HOUR).lead.title == "S1"


def test_seconds_are_of_other_sections_and_sources():
    pool = [
        candidate(1, 1, category=1, source=1), candidate(2, 2, category=1, source=2),
        candidate(3, 3, category=2, source=1), candidate(4, 4, category=2, source=2),
        candidate(5, 5, category=3, source=3),
    ]  # fmt: skip
    assert names(front_page(pool, NOW).seconds) == ["S4", "S5"]
    assert names(front_page(pool[:3], NOW).seconds) == ["S3", "S2"]


def test_more_on_this_story_shares_two_tags_with_the_lead_within_a_week():
    pool = plain(8, tags={9})
    pool[0] = candidate(1, 1, tags={1, 2, 3})
    pool[5] = candidate(6, 6, tags={1, 3})
    pool[6] = candidate(7, 24 * 9, tags={1, 2, 3})
    pool[7] = candidate(8, 8, tags={1})
    assert names(front_page(pool, NOW).more) == ["S6"]


def test_the_section_with_most_articles_of_the_week_comes_first():
    pool = [candidate(pk, pk, category=1, source=pk) for pk in range(1, 7)]
    pool += [candidate(pk, pk, category=2) for pk in range(7, 20)]
    pool += [candidate(pk, 24 * 9, category=3) for pk in range(20, 40)]
    blocks = front_page(pool, NOW).sections
    assert [block.category.pk for block in blocks] == [2, 1, 3]


def test_after_a_feature_four_stand_across_and_words_need_no_picture():
    pool = plain(3)
    for category in (1, 2, 3):
        start = category * 10
        pool += [
            candidate(start + n, start + n, category=category, picture=category < 3)
            for n in range(4)
        ]
    pool[0] = candidate(1, 1, weight=1)
    pool += [candidate(100 + n, 100 + n) for n in range(5)]
    blocks = front_page(pool, NOW).sections
    assert {block.layout for block in blocks} == {Layout.FEATURE, Layout.FOUR, Layout.WORDS}
    assert blocks[1].layout == Layout.FOUR


def test_two_short_neighbours_share_a_row():
    pool = [candidate(90 + n, n, weight=9) for n in range(3)]
    for category in (1, 2, 3):
        pool += [
            candidate(10 * category + n, 10 * category + n, category=category) for n in range(3)
        ]
    pool += [candidate(200 + n, 100) for n in range(9)]
    rows = front_page(pool, NOW).rows_of_sections
    assert [[block.category.pk for block in row] for row in rows] == [[1, 2], [3]]


def test_days_begin_at_midnight(settings):
    settings.TIME_ZONE = "Europe/Kyiv"
    assert days_ago(NOW, 0).isoformat() == "2026-11-20T00:00:00+02:00"
    assert days_ago(NOW, -1).isoformat() == "2026-11-21T00:00:00+02:00"
    assert days_ago(NOW, 30).isoformat() == "2026-10-21T00:00:00+03:00"


blocks = st.sampled_from([*map(str, FrontBlock), *(section_block(pk) for pk in (1, 2, 3, 99))])
picks = st.lists(st.builds(Pick, blocks, st.integers(1, 65)), max_size=20)
plans = st.builds(
    FrontPlan,
    picks=picks.map(tuple),
    sections=st.lists(st.integers(1, 9), max_size=4, unique=True).map(tuple),
    has_latest=st.booleans(),
    has_in_brief=st.booleans(),
    breaking=st.sampled_from([None, "", "Words"]),
    focus=st.sampled_from([None, FocusPlan(1, "Focus", ""), FocusPlan(None, "Focus", "")]),
)


def where(page: FrontPage) -> dict[str, list[int]]:
    """The ids of the articles of each block."""
    breaking = [page.breaking.article] if page.breaking and page.breaking.article else []
    shown = {
        FrontBlock.BREAKING: breaking,
        FrontBlock.LEAD: [page.lead] if page.lead else [],
        FrontBlock.SECONDS: page.seconds,
        FrontBlock.MORE: page.more,
        FrontBlock.FOCUS: page.focus.articles if page.focus else [],
        **{section_block(one.category.pk): one.articles for one in page.sections},
    }
    return {str(name): [article.pk for article in articles] for name, articles in shown.items()}


@laws
@given(pool=pools, plan=plans)
@example(pool=plain(1), plan=FrontPlan(picks=(Pick(FrontBlock.BREAKING, 1),), breaking=""))
@example(pool=plain(2), plan=FrontPlan(picks=(Pick("section-1", 1), Pick(FrontBlock.SECONDS, 2))))
def test_whatever_editors_decide_an_article_stands_once_and_the_lead_is_never_empty(pool, plan):
    page = front_page(pool, NOW, plan)
    standing = [article.pk for article in page.standing]
    assert len(standing) == len(set(standing))
    assert set(standing) <= {one.article.pk for one in pool}
    may_lead = [one for one in pool if one.article.sticky_weight >= 0]
    assert page.lead or not may_lead
    assert all(len(articles) <= room_of(name) for name, articles in where(page).items())
    assert plan.has_latest or not page.latest
    assert plan.has_in_brief or not page.in_brief
    # What is in focus is shown, or it is said how many stories are missing.
    assert (page.focus is not None) + (page.focus_lacks > 0) == (plan.focus is not None)
    # What is not shown uses nothing up.
    assert page.breaking is None or plan.breaking is not None


@laws
@given(pool=pools, plan=plans)
def test_what_is_put_into_a_block_that_is_shown_comes_first_in_it(pool, plan):
    page = front_page(pool, NOW, plan)
    live = {one.article.pk for one in pool}
    seen: set[int] = set()
    wanted: dict[str, list[int]] = {}
    for pick in plan.picks:
        group = wanted.setdefault(pick.block, [])
        if pick.article in live - seen and len(group) < room_of(pick.block):
            seen.add(pick.article)
            group.append(pick.article)
    lead = page.lead.pk if page.lead else None
    for name, articles in where(page).items():
        put = [pk for pk in wanted.get(name, []) if name == FrontBlock.LEAD or pk != lead]
        if articles:
            assert articles[: len(put)] == put, name


def test_a_pick_beats_a_weight_and_the_next_one_rises():
    pool = [*plain(6), candidate(7, weight=9), candidate(8, hours=99, weight=-1)]
    plan = FrontPlan(
        picks=(Pick(FrontBlock.LEAD, 8), Pick(FrontBlock.LEAD, 3), Pick(FrontBlock.SECONDS, 5))
    )
    page = front_page(pool, NOW, plan)
    assert names([page.lead, *page.seconds]) == ["S8", "S5", "S7"]
    assert page.placed.keys() == {8, 5}
    without = front_page([one for one in pool if one.article.pk != 8], NOW, plan)
    assert without.lead.title == "S3"


def test_an_old_article_stands_where_it_was_put_and_nowhere_else():
    old = Candidate(candidate(99, hours=9999).article, only_picked=True)
    pool = [*plain(30), old]
    page = front_page(pool, NOW, FrontPlan(picks=(Pick(FrontBlock.SECONDS, 99),)))
    assert names(page.seconds)[0] == "S99"
    page = front_page(pool, NOW, FrontPlan(picks=(Pick("section-5", 99),)))
    assert "S99" not in names([*page.standing, *page.latest])


def test_an_editor_chooses_the_sections_and_their_order():
    pool = [candidate(pk, hours=pk, category=pk % 3 + 1) for pk in range(1, 31)]
    page = front_page(pool, NOW, FrontPlan(sections=(3, 9, 1)))
    assert [block.category.pk for block in page.sections] == [3, 1]
    # By itself a section that an editor put something into is among those shown.
    pool = [candidate(pk, hours=pk, category=pk % 8 + 1) for pk in range(1, 61)]
    by_itself = {block.category.pk for block in front_page(pool, NOW).sections}
    other = next(pk for pk in CATEGORIES if pk not in by_itself)
    page = front_page(pool, NOW, FrontPlan(picks=(Pick(section_block(other), 40),)))
    block = next(one for one in page.sections if one.category.pk == other)
    assert block.articles[0].title == "S40"
    assert len(page.sections) == 6


def test_breaking_goes_where_its_article_leads_and_words_go_with_their_article():
    plan = FrontPlan(picks=(Pick(FrontBlock.BREAKING, 2),), breaking="Words")
    page = front_page(plain(9), NOW, plan)
    assert (page.breaking.words, page.breaking.article.title) == ("Words", "S2")
    assert "S2" not in names([page.lead, *page.seconds, *page.more])
    plan = FrontPlan(
        picks=(Pick(FrontBlock.LEAD, 2), Pick(FrontBlock.BREAKING, 2)), breaking="Words"
    )
    assert front_page(plain(9), NOW, plan).breaking is None
    gone = FrontPlan(picks=(Pick(FrontBlock.BREAKING, 99),), breaking="Words")
    assert front_page(plain(9), NOW, gone).breaking is None
    assert front_page(plain(9), NOW, FrontPlan(breaking="Words")).breaking.words == "Words"


def test_a_tag_fills_what_is_in_focus_from_three_stories_on():
    pool = [*plain(8), *(candidate(pk, hours=pk, tags={7}) for pk in range(9, 12))]
    focus = FocusPlan(7, "Ports", "")
    page = front_page(pool, NOW, FrontPlan(focus=focus))
    assert names(page.focus.articles) == ["S9", "S10", "S11"]
    assert page.focus_problem == ""
    fewer = front_page(pool[:-1], NOW, FrontPlan(focus=focus))
    assert (fewer.focus, fewer.focus_lacks) == (None, 1)
    assert fewer.focus_problem.endswith("it needs three stories, and 1 is missing.")
    assert front_page(pool[:-1], NOW).focus_problem == ""
    put = FrontPlan(focus=focus, picks=(Pick(FrontBlock.FOCUS, 8),))
    page = front_page(pool[:-1], NOW, put)
    assert names(page.focus.articles) == ["S8", "S9", "S10"]
