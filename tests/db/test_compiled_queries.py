"""A prepared question answers as the queryset does, with other values each time."""

import datetime as dt

import pytest
from django.db.models import BigIntegerField, CharField, DateTimeField, Value

from articles.db.compiled_queries import CompiledQuery, QuerySlot, instance
from articles.models import Article

pytestmark = pytest.mark.django_db

LANG, NOW = QuerySlot("lang", CharField()), QuerySlot("now", DateTimeField())


def test_the_same_question_answers_for_other_values(make_article):
    make_article("One")
    make_article("Два", lang="uk", slug="two")
    question = CompiledQuery(
        lambda: [Article.objects.in_language(LANG).live(NOW).values_list("title")]
    )
    now = dt.datetime.now(dt.UTC)
    assert question.rows(lang="en", now=now) == [("One",)]
    assert question.rows(lang="uk", now=now) == [("Два",)]
    assert question.rows(lang="uk", now=now - dt.timedelta(days=9)) == []


def test_columns_come_as_python_knows_them(make_article):
    article = make_article("One", extra={"a": [1]}, score=0.5)
    columns = ("id", "published_at", "extra", "score", "sticky_until")
    rows = CompiledQuery(lambda: [Article.objects.values_list(*columns)]).rows()
    assert rows == list(Article.objects.values_list(*columns))
    assert rows[0][1] == article.published_at
    assert rows[0][2] == {"a": [1]}


def test_numbers_keep_all_their_digits(make_article):
    make_article("One", score=0.1 + 0.2, sticky_weight=-3)
    rows = CompiledQuery(lambda: [Article.objects.values_list("score", "sticky_weight")]).rows()
    assert rows == [(0.1 + 0.2, -3)]


def test_rows_keep_their_order_and_every_character(make_article):
    titles = ['"\\ \u2028 </script>', "Їжак 🦔", "شتاء", "\t\n|"]
    for hours, title in enumerate(titles):
        Article.objects.filter(pk=make_article(f"S{hours}", hours=-hours - 1).pk).update(
            title=title
        )
    rows = CompiledQuery(lambda: [Article.objects.newest_first().values_list("title")[:9]]).rows()
    assert [title for (title,) in rows] == titles


def test_parts_are_asked_for_together_and_keep_their_limits(
    make_article, django_assert_num_queries
):
    for number in range(3):
        make_article(f"S{number}", hours=-number - 1)
    rows = Article.objects.values_list("title", Value("100% {x} %s"))
    question = CompiledQuery(lambda: [rows.newest_first()[:1], rows.oldest_first()[:1]])
    with django_assert_num_queries(1):
        found = question.rows()
    assert sorted(found) == [("S0", "100% {x} %s"), ("S2", "100% {x} %s")]


def test_it_is_built_once(make_article):
    make_article("One")
    built = []

    def build():
        built.append(1)
        return [Article.objects.filter(pk=QuerySlot("pk", BigIntegerField())).values_list("title")]

    question = CompiledQuery(build)
    assert question.rows(pk=0) == []
    assert question.rows(pk=Article.objects.get().pk) == [("One",)]
    assert built == [1]


def test_a_value_of_a_reader_is_never_sql(make_article):
    make_article("One")
    question = CompiledQuery(lambda: [Article.objects.in_language(LANG).values_list("title")])
    assert question.rows(lang="en' OR 'a' = 'a") == []
    assert question.rows(lang="%s %(lang)s") == []


def test_an_instance_knows_what_it_was_given_and_asks_for_the_rest(
    make_article, django_assert_num_queries
):
    pk = make_article("One").pk
    article = instance(Article, {"id": pk, "title": "One"})
    with django_assert_num_queries(0):
        assert (article.pk, article.title) == (pk, "One")
    with django_assert_num_queries(1):
        assert article.slug == "one"
