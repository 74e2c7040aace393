"""Related articles: rare tags weigh more, closeness in time decides between equals."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from articles.models.nearby import CATEGORY, NearbyArticle
from articles.public.related import rank_related

AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_a_rare_tag_weighs_more_than_a_common_one():
    common = [NearbyArticle(number, 0, AT - number * DAY) for number in range(1, 11)]
    rare = [NearbyArticle(99, 1, AT - 300 * DAY)]
    assert rank_related(common + rare, AT, 10, 2) == [99, 1]


def test_two_common_tags_weigh_more_than_one():
    first = [NearbyArticle(number, 0, AT - number * DAY) for number in range(1, 11)]
    second = [NearbyArticle(number, 1, AT - number * DAY) for number in range(10, 20)]
    assert rank_related(first + second, AT, 10, 1) == [10]


def test_of_the_same_category_the_closest_in_time_comes_first():
    sample = [NearbyArticle(1, CATEGORY, AT - 9 * DAY), NearbyArticle(2, CATEGORY, AT + 2 * DAY)]
    assert rank_related(sample, AT, 10, 5) == [2, 1]


def test_a_shared_tag_weighs_more_than_the_category():
    tagged = [NearbyArticle(number, 0, AT - number * DAY) for number in range(40, 50)]
    assert rank_related([*tagged, NearbyArticle(1, CATEGORY, AT - DAY)], AT, 10, 1) == [40]


def test_nothing_is_related_to_an_article_without_company():
    assert rank_related([], AT, 10, 4) == []


@given(
    st.dictionaries(
        st.integers(1, 30),
        st.tuples(
            st.datetimes(dt.datetime(1950, 1, 1), timezones=st.just(dt.UTC)),
            st.sets(st.integers(-1, 5), min_size=1),
        ),
    ),
    st.integers(0, 6),
)
def test_every_answer_is_of_the_sample_once_and_within_the_limit(articles, limit):
    sample = [
        NearbyArticle(pk, place, at) for pk, (at, places) in articles.items() for place in places
    ]
    ids = rank_related(sample, AT, 10, limit)
    assert len(ids) == len(set(ids)) == min(limit, len(articles))
    assert set(ids) <= set(articles)
