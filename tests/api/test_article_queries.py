"""Pages of the API walk an index, whatever is asked; what no index knows is looked at in bounds."""

import datetime as dt
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.api import article_queries
from articles.api.article_queries import ArticleFilters, find_articles
from articles.lib.keyset import Position
from articles.models import Article
from tests.plans import explain, read_whole

pytestmark = pytest.mark.django_db

THEN = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
ASKED = [
    {},
    {"lang": "en"},
    {"category": "energy"},
    {"source": "wire", "lang": "en"},
    {"tag": "ports"},
    {"tag": "ports", "category": "energy", "sentiment": "NEGATIVE"},
    {"pinned": True},
    {"pinned": True, "tag": "ports"},
    {"pinned": False, "category": "energy"},
    {"sentiment": "NEGATIVE"},
    {"published_after": THEN},
    {"modified_after": THEN},
    {"modified_after": THEN, "lang": "en", "tag": "ports", "sentiment": "NEGATIVE"},
]


def test_every_list_walks_an_index(make_article, source, category):
    for number in range(30):
        make_article(f"S{number}", hours=-number, source=source, category=category, tags=["ports"])
    for asked, after in product(ASKED, [None, Position(THEN, 5)]):
        with CaptureQueriesContext(connection) as queries:
            find_articles(ArticleFilters(**asked), after, 20)
        (query,) = queries
        query_plan = explain(query["sql"])
        assert "TEMP B-TREE" not in query_plan, (asked, after, query_plan)
        assert "Sort" not in query_plan, (asked, after, query_plan)
        assert not read_whole(query_plan), (asked, after, query_plan)


def test_a_rare_combination_costs_pages_and_not_the_table(make_article, monkeypatch):
    monkeypatch.setattr(article_queries, "WINDOW", 4)
    for number in range(10):
        make_article(f"S{number}", hours=-number - 1, sentiment="NEGATIVE" if number == 9 else "")
    sizes, place = [], None
    for _ in range(5):
        found = find_articles(ArticleFilters(sentiment="NEGATIVE"), place, 2)
        sizes.append(len(found.ids))
        place = found.next
        if place is None:
            break
    assert sizes == [0, 0, 1]


@pytest.mark.parametrize("asked", [{"q": '"night train"'}, {"q": "night", "tag": "art"}])
def test_a_search_that_looked_at_enough_goes_on_where_it_stopped(make_article, monkeypatch, asked):
    monkeypatch.setattr("articles.search.results.MAX_EXAMINED", 2)
    monkeypatch.setattr("articles.search.name_lookup.SMALL_TAG", 0)
    for number in range(5):
        wanted = number in (1, 4)
        body = "The night train." if wanted else "A train by night."
        make_article(
            f"S{number}", hours=-number - 1, body=body, tags=["Art"] if wanted else ["Rail"]
        )
    pages, place = [], None
    while not pages or place:
        found = find_articles(ArticleFilters(lang="en", **asked), place, 20)
        pages.append([Article.objects.get(pk=pk).title for pk in found.ids])
        place = found.next
    assert pages == [["S1"], [], ["S4"]]
