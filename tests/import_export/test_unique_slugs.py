"""Addresses that nobody else has."""

import pytest

from articles.import_export.unique_slugs import UniqueSlugs
from articles.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    def make(*taken):
        return UniqueSlugs(Article.objects.all(), set(taken))

    return make


def test_a_free_address_is_kept_and_then_taken(places):
    here = places()
    assert [here.take("en", "a") for _ in range(3)] == ["a", "a-2", "a-3"]
    assert here.take("uk", "a") == "a"


def test_numbers_that_others_have_are_left_out(make_article, places):
    make_article("A", slug="a")
    make_article("B", slug="a-2")
    assert places(("en", "a")).take("en", "a") == "a-3"


def test_a_crowd_is_asked_for_once(make_article, places, django_assert_num_queries):
    make_article("A", slug="a")
    here = places(("en", "a"))
    with django_assert_num_queries(1):
        assert [here.take("en", "a") for _ in range(50)][-1] == "a-51"


def test_behind_a_large_crowd_the_next_number_is_found(
    make_article, places, django_assert_num_queries
):
    for number in range(1, 70):
        make_article(f"A {number}", slug=f"a-{number}" if number > 1 else "a")
    with django_assert_num_queries(2):
        assert places(("en", "a")).take("en", "a") == "a-70"


def test_a_long_address_keeps_its_number_within_the_column(places):
    here = places(("en", "x" * 200))
    assert here.take("en", "x" * 200) == "x" * 180 + "-2"
