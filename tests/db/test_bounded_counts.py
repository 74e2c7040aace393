"""Rows of several tables are counted in one query, each up to a limit."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.db.bounded_counts import counts_up_to
from articles.models import Article, Tag

pytestmark = pytest.mark.django_db


def test_each_queryset_is_counted_with_its_own_conditions(make_article, django_assert_num_queries):
    for number in range(3):
        make_article(f"D{number}", status="draft")
    make_article("Later", hours=5)
    Tag.objects.create(name="A", slug="a")
    querysets = [
        Article.objects.filter(status="draft"),
        Article.objects.filter(published_at__gt=timezone.now()),
        Article.objects.filter(published_at__gt=timezone.now() + dt.timedelta(days=1)),
        Tag.objects.order_by("name"),
    ]
    with django_assert_num_queries(1):
        assert counts_up_to(10, querysets) == [3, 1, 0, 1]


def test_more_rows_than_the_limit_are_not_read(make_article, django_assert_num_queries):
    for number in range(3):
        make_article(f"D{number}", status="draft")
    with django_assert_num_queries(1) as asked:
        assert counts_up_to(2, [Article.objects.all()]) == [2]
    assert "LIMIT 2" in asked.captured_queries[0]["sql"]


def test_nothing_to_count_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counts_up_to(10, []) == []
