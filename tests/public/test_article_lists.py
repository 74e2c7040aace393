"""Pages of a list: pins lead, nothing is shown twice or left out, every page has one address."""

import datetime as dt
from functools import partial
from unittest import mock

import pytest
from django.db import connection
from django.http import HttpRequest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.lib import keyset
from articles.lib.keyset import BadCursor
from articles.lib.public_keys import META_KEY
from articles.models import Article, Tag, TaggedArticle
from articles.public import archive, article_lists
from articles.public.article_lists import HOME_LIST, ArticleList, period_list, subject_list
from articles.public.article_page import get_surroundings
from tests.examples import examples
from tests.plans import assert_queries_walk_indexes

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch):
    """`small(3, pins=2)`: so many articles on a page of each list, so many of them pinned."""

    def change(size: int, pins: int = 12) -> None:
        monkeypatch.setattr(article_lists, "PAGE_SIZE", size)
        monkeypatch.setattr(article_lists, "PIN_LIMIT", pins)

    return change


def page(kind: ArticleList, after: str = "") -> article_lists.ListPage:
    return kind.page(HttpRequest(), "en", after)


def cursor(path: str) -> str:
    return path.removeprefix("after/").removesuffix("/")


def walk(kind: ArticleList) -> list[article_lists.ListPage]:
    pages = [page(kind)]
    while pages[-1].next:
        pages.append(page(kind, cursor(pages[-1].next)))
    return pages


def with_pins() -> ArticleList:
    """All articles, with pins, as each list of a subject has them."""
    return ArticleList(Article.objects.all())


def titles(pages: list[article_lists.ListPage]) -> list[list[str]]:
    return [[card.title for card in one.cards] for one in pages]


def test_pinned_articles_lead_the_first_page_only(make_article, small):
    small(3)
    for number in range(6):
        make_article(f"S{number}", hours=-number - 1)
    make_article("Low", hours=-50, sticky_weight=1)
    make_article("High", hours=-60, sticky_weight=2)
    shown = titles(walk(with_pins()))
    assert shown == [["High", "Low", "S0"], ["S1", "S2", "S3"], ["S4", "S5"]]


def test_more_pins_than_a_screen_stand_at_their_time(make_article, small):
    small(20, pins=2)
    for weight in (1, 2, 3):
        make_article(f"Pin {weight}", sticky_weight=weight, hours=-weight)
    make_article("New", hours=-0.5)
    assert titles(walk(with_pins())) == [["Pin 3", "Pin 2", "New", "Pin 1"]]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=examples(25),
    deadline=None,
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
    with mock.patch.multiple(article_lists, PAGE_SIZE=size, PIN_LIMIT=size):
        pages = walk(with_pins())
        by_time = titles(walk(HOME_LIST))
        tag = Tag.objects.get_or_create(folded="all", defaults={"name": "All"})[0]
        tagged = titles(walk(subject_list(tag)))
    shown = [title for page_titles in titles(pages) for title in page_titles]
    assert sorted(shown) == expected
    newest = [article.title for article in Article.objects.live().newest_first()]
    assert [title for page_titles in by_time for title in page_titles] == newest
    assert [one.previous for one in pages] == [None, *(one.path for one in pages[:-1])]
    assert [title for page_titles in tagged for title in page_titles] == shown


def test_articles_published_while_a_reader_pages_move_nothing(make_article, small):
    small(2)
    for number in range(4):
        make_article(f"S{number}", hours=-number - 1)
    first = page(HOME_LIST)
    make_article("Breaking", hours=-0.1)
    second = page(HOME_LIST, cursor(first.next))
    assert [card.title for card in second.cards] == ["S2", "S3"]


def test_an_article_from_before_1970_can_end_a_page(make_article, small):
    small(1)
    for year in (1950, 1940):
        make_article(str(year), published_at=dt.datetime(year, 1, 1, tzinfo=dt.UTC))
    assert titles(walk(HOME_LIST)) == [["1950"], ["1940"]]


def test_only_the_cursors_that_pages_link_to_say_so(make_article, small):
    small(1)
    for number in range(4):
        make_article(f"S{number}", hours=-number - 1)
    linked = [cursor(one.next) for one in walk(HOME_LIST) if one.next]
    place = keyset.decode(linked[0])
    invented = keyset.encode(place._replace(moment=place.moment + dt.timedelta(seconds=1)))
    known = []
    for after in (*linked, invented, f"0{linked[0]}"):
        request = HttpRequest()
        assert HOME_LIST.page(request, "en", after).cards
        known.append(request.META[META_KEY].is_linked)
    assert known == [True] * 3 + [False] * 2


@pytest.mark.parametrize("after", ["x", "1", "1.", ".1", "1.2.3", "９.1", "9" * 19 + ".1", "1.1 "])
def test_a_cursor_that_is_not_ours_is_refused(after):
    with pytest.raises(BadCursor):
        page(HOME_LIST, after)


def test_a_list_knows_the_languages_in_which_it_has_something(make_article, category):
    make_article("One", category=category)
    make_article("Два", lang="uk", slug="two", category=category)
    make_article("ثلاثة", lang="ar", slug="three", category=category, hours=5)
    category_list = subject_list(category)
    assert category_list.languages(HttpRequest(), "en") == {"en", "uk"}
    # The language of the page is there whatever the database says.
    assert category_list.languages(HttpRequest(), "ar") == {"en", "uk", "ar"}


def test_a_page_costs_the_same_queries_however_many_articles(
    make_article, source, category, small, django_assert_num_queries
):
    for number in range(5):
        make_article(f"S{number}", hours=-number - 1, source=source, category=category)
    small(2)
    with django_assert_num_queries(2):
        first = page(with_pins())
    with django_assert_num_queries(3):
        assert page(with_pins(), cursor(first.next)).cards
    # Without pins nobody has to ask for them.
    with django_assert_num_queries(2):
        assert page(HOME_LIST, cursor(first.next)).cards


@pytest.mark.parametrize("name", ["home", "category", "source", "tag", "period"])
def test_every_list_walks_an_index_and_sorts_nothing(make_article, source, category, small, name):
    small(2)
    for number in range(9):
        make_article(
            f"S{number}", hours=-number - 1, source=source, category=category, tags=["Ports"],
            sticky_weight=1 if number in (2, 7) else 0,
        )  # fmt: skip
    newest = Article.objects.newest_first()[0].published_at
    kind = {
        "home": lambda: HOME_LIST,
        "category": lambda: subject_list(category),
        "source": lambda: subject_list(source),
        "tag": lambda: subject_list(Tag.objects.get()),
        "period": lambda: period_list(archive.month_span(newest.year, newest.month)),
    }[name]()
    oldest = Article.objects.oldest_first()[3]
    deep = keyset.encode(keyset.Position(oldest.published_at, oldest.pk))
    assert_queries_walk_indexes(lambda: page(kind))
    assert_queries_walk_indexes(lambda: page(kind, deep))
    assert_queries_walk_indexes(lambda: kind.languages(HttpRequest(), "en"))


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
    for kind in (HOME_LIST, subject_list(category), subject_list(tag)):
        first = steps(partial(page, kind))
        assert steps(partial(page, kind, deep)) < 3 * first
    assert steps(partial(page, period_list(archive.month_span(2020, 2)))) < first
    assert steps(lambda: archive.months_with_articles("en")) < 2 * first
    around = partial(get_surroundings, HttpRequest())
    assert steps(partial(around, middle)) < 2 * steps(partial(around, pattern)) + first


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
