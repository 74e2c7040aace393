"""Slugs that no other article has."""

import pytest

from articles.import_export.unique_slugs import UniqueSlugs
from articles.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def slugs():
    def make(*used):
        return UniqueSlugs(Article.objects.all(), set(used))

    return make


def test_an_unused_slug_is_kept_and_then_used(slugs):
    unique = slugs()
    assert [unique.reserve("en", "a") for _ in range(3)] == ["a", "a-2", "a-3"]
    assert unique.reserve("uk", "a") == "a"


def test_numbers_of_other_articles_are_left_out(make_article, slugs):
    make_article("A", slug="a")
    make_article("B", slug="a-2")
    assert slugs(("en", "a")).reserve("en", "a") == "a-3"


def test_many_numbers_take_one_query(make_article, slugs, django_assert_num_queries):
    make_article("A", slug="a")
    unique = slugs(("en", "a"))
    with django_assert_num_queries(1):
        assert [unique.reserve("en", "a") for _ in range(50)][-1] == "a-51"


def test_behind_many_numbers_the_next_one_is_found(make_article, slugs, django_assert_num_queries):
    for number in range(1, 70):
        make_article(f"A {number}", slug=f"a-{number}" if number > 1 else "a")
    with django_assert_num_queries(2):
        assert slugs(("en", "a")).reserve("en", "a") == "a-70"


def test_a_long_slug_keeps_its_number_within_the_column(slugs):
    unique = slugs(("en", "x" * 200))
    assert unique.reserve("en", "x" * 200) == "x" * 180 + "-2"
