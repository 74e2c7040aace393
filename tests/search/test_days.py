"""`after:` and `before:` are true for articles of any year, also before the index counts seconds."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.search.admin_filters import AdminFilters
from articles.search.admin_search import AdminSearch
from articles.search.index_position import article_id_at
from articles.search.query import parse
from articles.search.results import newest_page, ranked_page

pytestmark = pytest.mark.django_db

DAYS = {
    "first": dt.datetime(1, 1, 2, tzinfo=dt.UTC),
    "old": dt.datetime(1850, 6, 1, tzinfo=dt.UTC),
    "moon": dt.datetime(1969, 7, 20, 20, 17, tzinfo=dt.UTC),
    "epoch": dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
    "second": dt.datetime(1970, 1, 1, 0, 0, 1, tzinfo=dt.UTC),
    "now": dt.datetime(2024, 11, 1, tzinfo=dt.UTC),
}


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/New_York"])
def test_days_before_1970_are_compared_with_the_articles(zone, settings, make_article):
    made = {name: make_article(name, published_at=moment) for name, moment in DAYS.items()}
    by_pk = {article.pk: name for name, article in made.items()}
    wrong = []
    with timezone.override(zone):
        for day in ("0001-01-01", "0001-01-03", "1850-06-02", "1960-01-01", "1969-12-31", "1970-01-01",
                    "1970-01-02", "2000-01-01", "9999-12-31"):  # fmt: skip
            for operator in ("after", "before"):
                query = f"harbour {operator}:{day}"
                midnight = dt.datetime.combine(dt.date.fromisoformat(day), dt.time())
                local = {name: timezone.localtime(moment).replace(tzinfo=None)
                         for name, moment in DAYS.items()}  # fmt: skip
                expected = {
                    name
                    for name, moment in local.items()
                    if (moment >= midnight if operator == "after" else moment < midnight)
                }
                parsed = parse(query)
                answers = {
                    "ranked": {r.article.pk for r in ranked_page(parsed, "en").results},
                    "newest": {r.article.pk for r in newest_page(parsed, "en").results},
                    "admin": {article_id_at(position) for position in
                              AdminSearch(timezone.now()).positions(AdminFilters(text=query), 50)},
                }  # fmt: skip
                wrong += [
                    (query, kind, {by_pk[pk] for pk in found} ^ expected)
                    for kind, found in answers.items()
                    if {by_pk[pk] for pk in found} != expected
                ]
                count = ranked_page(parsed, "en").count
                if count != len(expected):
                    wrong.append((query, "count", count))
    assert not wrong


def test_old_articles_are_all_reached_page_by_page(make_article):
    for number in range(50):
        make_article(f"s{number}", published_at=dt.datetime(1900 + number, 1, 1, tzinfo=dt.UTC))
    query, before, found = parse("harbour before:1925-06-01"), None, []
    while True:
        page = newest_page(query, "en", before)
        found += [result.article.title for result in page.results]
        if page.following is None:
            break
        before = page.following
    assert sorted(found) == sorted(f"s{number}" for number in range(26))
