"""A compiled query answers as its queryset does, with other values each time."""

import datetime as dt

import pytest
from django.db.models import BigIntegerField, CharField, DateTimeField

from articles.db.compiled_queries import CompiledQuery, QuerySlot
from articles.models import Article

pytestmark = pytest.mark.django_db

LANG, NOW = QuerySlot("lang", CharField()), QuerySlot("now", DateTimeField())


def test_the_same_query_answers_for_other_values(make_article):
    make_article("One")
    make_article("Два", lang="uk", slug="two")
    query = CompiledQuery(lambda: Article.objects.in_language(LANG).live(NOW).values_list("title"))
    now = dt.datetime.now(dt.UTC)
    assert query.run(lang="en", now=now) == [("One",)]
    assert query.run(lang="uk", now=now) == [("Два",)]
    assert query.run(lang="uk", now=now - dt.timedelta(days=9)) == []


def test_columns_come_as_python_knows_them(make_article):
    make_article("One", extra={"a": [1]}, score=0.1 + 0.2)
    rows = Article.objects.values_list("id", "published_at", "extra", "score", "sticky_until")
    assert CompiledQuery(lambda: rows).run() == list(rows)


def test_objects_come_with_those_that_are_joined(make_article, source, django_assert_num_queries):
    make_article("One", source=source, sticky_weight=-3)
    query = CompiledQuery(
        lambda: Article.objects.select_related("source", "category").defer("body")
    )
    with django_assert_num_queries(1):
        (article,) = query.run()
        assert (article.title, article.sticky_weight) == ("One", -3)
        assert (article.source.name, article.category) == ("The Wire", None)
    with django_assert_num_queries(1):
        assert article.body
    assert article == Article.objects.get()
    assert not article._state.adding


def test_it_is_built_once(make_article):
    make_article("One")
    built = []

    def build():
        built.append(1)
        return Article.objects.filter(pk=QuerySlot("pk", BigIntegerField()))

    query = CompiledQuery(build)
    assert query.run(pk=0) == []
    assert query.run(pk=Article.objects.get().pk) == [Article.objects.get()]
    assert built == [1]


def test_a_value_of_a_reader_is_never_sql(make_article):
    make_article("100% %s")
    query = CompiledQuery(lambda: Article.objects.in_language(LANG).values_list("title"))
    assert query.run(lang="en' OR 'a' = 'a") == []
    assert query.run(lang="%s %(lang)s") == []
    assert query.run(lang="en") == [("100% %s",)]
