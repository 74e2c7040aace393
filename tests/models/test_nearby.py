"""The articles around one: what the querysets say, in one query, and a relation of two sides."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Category, Tag, TaggedArticle
from articles.models.nearby import CATEGORY, EACH_SIDE, TAGS, articles_around
from tests.plans import explain, read_whole

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
NOW = START + dt.timedelta(hours=40)


@pytest.fixture
def site(make_article, category):
    """Sixty articles, some at the same time, some not live, in two languages; tags overlap."""
    other = Category.from_key("PORTS")
    for number in range(60):
        make_article(
            f"S{number}",
            lang="uk" if number % 11 == 5 else "en",
            status="draft" if number % 7 == 3 else "published",
            # Each hour has two articles; the last ones lie ahead of NOW.
            published_at=START + dt.timedelta(hours=number * 7 % 60 // 2 * 2),
            category=(category, other, None)[number % 3],
            tags=[f"T{(number * step) % 9}" for step in range(1, 1 + number % 9)],
        )
    return list(Article.objects.order_by("pk"))


def around(article, tag_ids=None, now=NOW):
    tag_ids = [tag.pk for tag in article.tag_list][:TAGS] if tag_ids is None else tag_ids
    return articles_around(
        article.pk, article.lang, article.published_at, article.category_id, tag_ids, now
    )


def test_they_are_the_nearest_live_ones_on_each_side(site):
    def nearest(rows, article, count):
        place = (article.published_at, article.pk)
        rows = rows.in_language(article.lang).live(NOW)
        newer = rows.after(*place).oldest_first()
        older = rows.before(*place).newest_first()
        return [
            set(side.values_list(rows.article_id, flat=True)[:count]) for side in (newer, older)
        ]

    for article in site:
        if article.published_at > NOW:
            continue
        articles = around(article)
        newer, older = nearest(Article.objects.all(), article, 1)
        assert ({articles.newer} - {None}, {articles.older} - {None}) == (newer, older)
        lists = {CATEGORY: Article.objects.filter(category_id=article.category_id or 0)}
        for number, tag in enumerate(article.tag_list[:TAGS]):
            lists[number] = TaggedArticle.objects.filter(tag=tag)
        for position, rows in lists.items():
            newer, older = nearest(rows, article, EACH_SIDE)
            sample = {row.article_id for row in articles.sample if row.position == position}
            assert sample == newer | older


def test_one_stands_in_the_sample_of_another_exactly_if_that_knows_it(site):
    live = [article for article in site if article in set(Article.objects.live(NOW))]
    pages = {article.pk: around(article).ids for article in live}
    for article in live:
        # Asked with all its tags, as pages look for it by any of them.
        by_all_tags = around(article, [tag.pk for tag in article.tag_list]).ids
        assert by_all_tags >= {pk for pk, ids in pages.items() if article.pk in ids}
        # With no more than five tags each the two are the same.
        few = {other.pk for other in live if len(other.tag_list) <= TAGS}
        if article.pk in few:
            shown = {pk for pk in few if article.pk in pages[pk]}
            assert by_all_tags & few == shown


def test_an_article_that_is_scheduled_has_its_place_at_its_time(make_article):
    make_article("Before", hours=1, tags=["Ports"])
    article = make_article("Mine", hours=2, tags=["Ports"])
    make_article("After", hours=3, tags=["Ports"])
    articles = around(article, now=article.published_at)
    before = Article.objects.get(title="Before").pk
    assert articles.ids == {before}
    assert (articles.newer, articles.older) == (None, before)


def test_an_article_alone_has_nobody_around_it(make_article):
    articles = around(make_article("Mine", tags=["Ports"]))
    assert articles.ids == set()


def test_times_of_the_sample_are_those_of_the_articles(make_article):
    mine = make_article("Mine", tags=["Ports"], published_at=START)
    other = make_article(
        "Other", tags=["Ports"], published_at=START - dt.timedelta(days=3, microseconds=7)
    )
    (row,) = around(mine).sample
    assert row == (other.pk, 0, other.published_at, None)


def test_any_number_of_tags_is_asked_for(make_article):
    mine = make_article("Mine", tags=[f"T{number}" for number in range(201)])
    other = make_article("Other", hours=-2, tags=["T0", "T200"])
    with CaptureQueriesContext(connection) as queries:
        articles = around(mine, [tag.pk for tag in mine.tag_list])
    assert len([query for query in queries if "UNION ALL" in query["sql"]]) == 2
    assert [(row.article_id, row.position) for row in articles.sample] == [
        (other.pk, 0), (other.pk, 200),
    ]  # fmt: skip
    assert articles.older == other.pk


def test_it_is_one_query_that_walks_indexes(make_article, category):
    mine = make_article("Mine", category=category, tags=["A", "B", "C", "D", "E"])
    tag_ids = list(Tag.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        around(mine, tag_ids)
    (query,) = queries
    plan = explain(query["sql"].replace("%", "%%"))
    assert not read_whole(plan), plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan, plan
