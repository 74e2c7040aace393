"""The surroundings of an article: live ones only, and the same cost however many there are."""

import datetime as dt

import pytest
from django.http import HttpRequest

from articles.models import Article
from articles.public.article_page import RELATED, get_live_article, get_surroundings
from tests.plans import assert_queries_walk_indexes

pytestmark = pytest.mark.django_db

HIDDEN = [{"status": "draft"}, {"status": "in_review"}, {"status": "retracted"}, {"hours": 2}]


def surroundings_of(article):
    return get_surroundings(HttpRequest(), Article.objects.get(pk=article.pk))


def read(lang, slug):
    return get_live_article(HttpRequest(), lang, slug)


def test_an_article_leads_to_the_one_before_and_the_one_after(make_article):
    for number in range(3):
        make_article(f"S{number}", hours=-number - 1)
    middle = surroundings_of(Article.objects.get(title="S1"))
    assert (middle.newer.title, middle.older.title) == ("S0", "S2")
    assert surroundings_of(Article.objects.get(title="S0")).newer is None
    assert surroundings_of(Article.objects.get(title="S2")).older is None


def test_articles_of_the_same_time_stand_in_one_row(make_article):
    at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    for number in range(3):
        make_article(f"S{number}", published_at=at)
    assert [surroundings_of(a).older and surroundings_of(a).older.title for a in Article.objects.order_by("pk")] == [
        None, "S0", "S1",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", HIDDEN, ids=str)
def test_what_is_not_live_stands_beside_nothing(make_article, source, category, columns):
    shared = {"source": source, "category": category, "tags": ["Ports"], "external_id": "1"}
    seen = make_article("Seen", **shared)
    shared["external_id"] = "2"
    make_article("Secret", **shared, **columns)
    shared["external_id"] = "1"
    make_article("Секрет", slug="secret", lang="uk", **shared, **columns)
    surroundings = surroundings_of(seen)
    assert (
        surroundings.newer,
        surroundings.older,
        surroundings.related,
        surroundings.translations,
    ) == (None, None, [], {})


def test_an_article_that_is_retracted_after_the_choice_is_not_shown(make_article, monkeypatch):
    for number in range(4):
        make_article(f"S{number}", hours=-number - 1, tags=["Ports"])
    last = Article.objects.get(title="S3")
    ids = [a.pk for a in Article.objects.exclude(pk=last.pk)]
    monkeypatch.setattr("articles.public.article_page.rank_related", lambda *args: ids)
    Article.objects.filter(title="S1").update(status="retracted")
    assert "S1" not in [card.title for card in surroundings_of(last).related]


def test_related_articles_share_tags_and_never_are_the_translation(make_article, source):
    mine = make_article("Mine", source=source, external_id="1", tags=["Ports", "Cranes"])
    make_article(
        "Моя", slug="mine", lang="uk", source=source, external_id="1", tags=["Ports", "Cranes"]
    )
    make_article("After", hours=-0.5)
    make_article("Before", hours=-1.5)
    make_article("Both", hours=-90, tags=["Cranes", "Ports"])
    make_article("One", hours=-60, tags=["Ports"])
    make_article("None", hours=-70)
    make_article("Інша", slug="other", lang="uk", hours=-20, tags=["Ports", "Cranes"])
    surroundings = surroundings_of(mine)
    assert [card.title for card in surroundings.related] == ["Both", "One"]
    assert surroundings.translations == {"uk": "/uk/articles/mine/"}


def test_without_tags_the_category_speaks(make_article, category):
    mine = make_article("Mine", category=category)
    make_article("After", hours=-0.5)
    make_article("Before", hours=-1.5)
    make_article("Same", hours=-50, category=category)
    assert [card.title for card in surroundings_of(mine).related] == ["Same"]


def test_translations_without_a_source_are_found_by_the_number(make_article):
    mine = make_article("Mine", external_id="1")
    make_article("Моя", slug="mine", lang="uk", external_id="1")
    assert surroundings_of(mine).translations == {"uk": "/uk/articles/mine/"}


def test_articles_without_a_number_are_nobodys_translation(make_article):
    mine = make_article("Mine")
    make_article("Моя", slug="mine", lang="uk")
    assert surroundings_of(mine).translations == {}


def test_tags_keep_their_order_and_the_article_knows_them(make_article, django_assert_num_queries):
    make_article("Mine", tags=["B", "C", "A"])
    live_article = read("en", "mine")
    get_surroundings(HttpRequest(), live_article)
    with django_assert_num_queries(0):
        assert [tag.name for tag in live_article.tag_list] == ["B", "C", "A"]


def test_the_cost_does_not_grow(make_article, source, category, django_assert_num_queries):
    for number in range(30):
        make_article(
            f"S{number}", hours=-number - 1, source=source, category=category,
            external_id=str(number), tags=[f"T{n}" for n in range(10)],
        )  # fmt: skip
    article = Article.objects.select_related("source").get(title="S15")
    # One of them for what it was made from. Without that, nobody else reports it.
    with django_assert_num_queries(6):
        assert len(get_surroundings(HttpRequest(), article).related) == RELATED


def test_the_article_is_read_in_one_query(
    make_article, source, category, django_assert_num_queries
):
    make_article("One", source=source, category=category, ai={"rewritten": True})
    with django_assert_num_queries(1):
        article = read("en", "one")
        assert (article.source.name, article.category.name, article.cover) == (
            "The Wire",
            "Energy",
            None,
        )
        assert article.ai_label
        assert article.html
    assert read("uk", "one") is None


@pytest.mark.parametrize("columns", HIDDEN, ids=str)
def test_an_article_that_is_not_live_is_not_read(make_article, columns):
    make_article("One", **columns)
    assert read("en", "one") is None


@pytest.mark.parametrize("has_source", [True, False])
def test_it_walks_indexes(make_article, source, category, has_source):
    for number in range(3):
        make_article(
            f"S{number}", hours=-number - 1, source=source if has_source else None,
            category=category, external_id=str(number), tags=["A", "B", "C"],
        )  # fmt: skip
    assert_queries_walk_indexes(
        lambda: get_surroundings(HttpRequest(), read("en", "s1")),
        # The few tags and corrections of the article itself are sorted.
        ordered=False,
    )
