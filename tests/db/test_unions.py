"""Several querysets with limits as one query."""

import pytest
from django.db.models import Value

from articles.db.unions import union_rows
from articles.models import Article

pytestmark = pytest.mark.django_db


def test_each_part_keeps_its_order_and_its_limit(make_article, django_assert_num_queries):
    for number in range(3):
        make_article(f"S{number}", hours=-number - 1)
    rows = Article.objects.values_list("title", Value("100% {x} %s"))
    with django_assert_num_queries(1):
        found = union_rows([rows.newest_first()[:1], rows.oldest_first()[:1]])
    assert sorted(found) == [("S0", "100% {x} %s"), ("S2", "100% {x} %s")]


def test_columns_come_as_python_knows_them(make_article):
    make_article("One", extra={"a": [1]}, score=0.1 + 0.2)
    rows = Article.objects.values_list("id", "published_at", "extra", "score", "sticky_until")
    assert union_rows([rows, rows]) == 2 * list(rows)


def test_nothing_is_asked_for_no_querysets(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert union_rows([]) == []
