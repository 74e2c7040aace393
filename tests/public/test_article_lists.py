"""Pages of a list: pins lead, nothing is shown twice or left out, every page has one address."""

import datetime as dt
from functools import partial
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.db.models import BigIntegerField
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.db.compiled_queries import QuerySlot
from articles.lib import keyset
from articles.lib.keyset import BadCursor
from articles.models import Article, Tag, TaggedArticle
from articles.public import archive, article_lists
from articles.public.article_lists import ArticleList
from articles.public.article_page import get_surroundings
from tests.plans import assert_walks_an_index

pytestmark = pytest.mark.django_db


def english(size: int = 20, pins: int = 12) -> ArticleList:
    return ArticleList(Article.objects.all, size, pins)


def tagged(size: int = 20, pins: int = 12) -> ArticleList:
    return ArticleList(
        lambda: TaggedArticle.objects.filter(tag_id=QuerySlot("tag", BigIntegerField())),
        size,
        pins,
        "content_object__",
    )


def cursor(query: str) -> str:
    return parse_qs(query[1:])["after"][0] if query else ""


def walk(kind: ArticleList, **values) -> list[article_lists.ListPage]:
    pages = [kind.page("en", **values)]
    while pages[-1].next:
        pages.append(kind.page("en", cursor(pages[-1].next), **values))
    return pages


def titles(pages: list[article_lists.ListPage]) -> list[list[str]]:
    return [[card.title for card in page.cards] for page in pages]


def test_pinned_articles_lead_the_first_page_only(make_article):
    for number in range(6):
        make_article(f"S{number}", hours=-number - 1)
    make_article("Low", hours=-50, sticky_weight=1)
    make_article("High", hours=-60, sticky_weight=2)
    shown = titles(walk(english(3)))
    assert shown == [["High", "Low", "S0"], ["S1", "S2", "S3"], ["S4", "S5"]]


def test_more_pins_than_a_screen_stand_at_their_time(make_article):
    for weight in (1, 2, 3):
        make_article(f"Pin {weight}", sticky_weight=weight, hours=-weight)
    make_article("New", hours=-0.5)
    assert titles(walk(english(pins=2))) == [["Pin 3", "Pin 2", "New", "Pin 1"]]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(
    hours=st.lists(st.integers(min_value=-5, max_value=2), max_size=12),
    weights=st.lists(st.integers(min_value=-1, max_value=3), min_size=12, max_size=12),
    size=st.integers(min_value=1, max_value=5),
)
def test_every_live_article_is_shown_exactly_once_and_every_page_knows_the_one_before(
    make_article, hours, weights, size
):
    Article.objects.all().delete()
    for number, (hour, weight) in enumerate(zip(hours, weights, strict=False)):
        make_article(f"S{number}", hours=hour - 0.5, sticky_weight=weight, tags=["All"])
    expected = sorted(article.title for article in Article.objects.live())
    pages = walk(english(size, size))
    shown = [title for page_titles in titles(pages) for title in page_titles]
    assert sorted(shown) == expected
    assert [page.previous for page in pages] == [None, *(page.query for page in pages[:-1])]
    tag = Tag.objects.get_or_create(folded="all", defaults={"name": "All"})[0]
    assert [
        title
        for page_titles in titles(walk(tagged(size, size), tag=tag.pk))
        for title in page_titles
    ] == (shown)


def test_articles_published_while_a_reader_pages_move_nothing(make_article):
    for number in range(4):
        make_article(f"S{number}", hours=-number - 1)
    first = english(2).page("en")
    make_article("Breaking", hours=-0.1)
    second = english(2).page("en", cursor(first.next))
    assert [card.title for card in second.cards] == ["S2", "S3"]


def test_an_article_from_before_1970_can_end_a_page(make_article):
    for year in (1950, 1940):
        make_article(str(year), published_at=dt.datetime(year, 1, 1, tzinfo=dt.UTC))
    assert titles(walk(english(1))) == [["1950"], ["1940"]]


@pytest.mark.parametrize("after", ["x", "1", "1.", ".1", "1.2.3", "９.1", "9" * 17 + ".1", "1.1 "])
def test_a_cursor_that_is_not_ours_is_refused(after):
    with pytest.raises(BadCursor):
        english().page("en", after)


def test_a_list_knows_the_languages_in_which_it_has_something(make_article, category):
    make_article("One", category=category)
    make_article("Два", lang="uk", slug="two", category=category)
    make_article("ثلاثة", lang="ar", slug="three", category=category, hours=5)
    assert article_lists.CATEGORY_LIST.languages(subject=category.pk) == {"en", "uk"}


def test_a_page_costs_the_same_queries_however_many_articles(
    make_article, source, category, django_assert_num_queries
):
    for number in range(5):
        make_article(f"S{number}", hours=-number - 1, source=source, category=category)
    kind = english(2)
    with django_assert_num_queries(2):
        first = kind.page("en")
    with django_assert_num_queries(3):
        assert kind.page("en", cursor(first.next)).cards


MONTH = {"since": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}


@pytest.mark.parametrize("question", ["_pins", "_first", "_later", "_newer", "_languages"])
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("HOME_LIST", {}),
        ("CATEGORY_LIST", {"subject": 1}),
        ("SOURCE_LIST", {"subject": 1}),
        ("TAG_LIST", {"subject": 1}),
        ("PERIOD_LIST", MONTH),
    ],
)
def test_every_list_walks_an_index_and_sorts_nothing(name, values, question):
    kind = getattr(article_lists, name)
    if question == "_pins" and not kind.pins:
        return
    now = dt.datetime.now(dt.UTC)
    given = values | {"lang": "en", "now": now, "place": now, "place_id": 1}
    given |= {f"pin{n}": 0 for n in range(kind.pins)}
    assert_walks_an_index(getattr(kind, question), given)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts SQLite's own steps")
def test_no_page_costs_more_because_it_lies_deep(make_article, category):
    """In steps of SQLite's program, which no other work of the machine changes."""
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    pattern = make_article(
        "S", category=category, published_at=start, external_id="0", tags=["Ports"]
    )
    tag = Tag.objects.get()
    articles = [
        Article(
            lang="en", slug=f"s{n}", title=f"S{n}", status="published", category=category,
            published_at=start + dt.timedelta(hours=n), content_hash="x",
        )
        for n in range(1, 3000)
    ]  # fmt: skip
    Article.objects.bulk_create(articles)
    links = (
        TaggedArticle(
            content_object=article, tag=tag, lang="en", status="published",
            published_at=article.published_at,
        )
        for article in articles
    )  # fmt: skip
    TaggedArticle.objects.bulk_create(links)
    deep = keyset.encode(keyset.Position(articles[1000].published_at, articles[1000].pk))
    middle = Article.objects.get(pk=articles[1000].pk)
    since, until = archive.month_span(2020, 2)
    kinds = [(article_lists.HOME_LIST, {}), (article_lists.CATEGORY_LIST, {"subject": category.pk}),
             (article_lists.TAG_LIST, {"subject": tag.pk})]  # fmt: skip
    for kind, values in kinds:
        first = steps(partial(kind.page, "en", **values))
        assert steps(partial(kind.page, "en", deep, **values)) < 3 * first
    assert steps(lambda: article_lists.PERIOD_LIST.page("en", since=since, until=until)) < first
    assert steps(lambda: archive.months_with_articles("en")) < 2 * first
    assert (
        steps(lambda: get_surroundings(middle))
        < 2 * steps(lambda: get_surroundings(pattern)) + first
    )


def steps(work) -> int:
    """SQLite's instructions, in tens."""
    work()
    count = 0

    def step():
        nonlocal count
        count += 1

    connection.connection.set_progress_handler(step, 10)
    work()
    connection.connection.set_progress_handler(None, 10)
    return count
