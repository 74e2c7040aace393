"""The public rule and the orders."""

import datetime as dt

import pytest
from django.db import connection

from articles.models import Article, Tag
from articles.workflow import Status

pytestmark = pytest.mark.django_db


def titles(rows) -> list[str]:
    return [article.title for article in rows]


@pytest.mark.parametrize("status", [s for s in Status if s != Status.PUBLISHED])
def test_only_published_articles_are_live(make_article, status):
    make_article("Seen")
    make_article("Unseen", status=status)
    assert titles(Article.objects.live()) == ["Seen"]


def test_a_time_ahead_is_scheduled_and_not_live(make_article):
    make_article("Tomorrow", hours=24)
    assert titles(Article.objects.live()) == []
    assert titles(Article.objects.scheduled()) == ["Tomorrow"]


def test_a_scheduled_story_goes_live_by_the_clock_alone(make_article):
    article = make_article("Tomorrow", hours=24)
    assert titles(Article.objects.live(article.published_at)) == ["Tomorrow"]


def test_one_loaded_article_agrees_with_the_queryset(make_article):
    for hours, status in [(-1, "published"), (1, "published"), (-1, "draft"), (-1, "retracted")]:
        article = make_article(
            f"{hours} {status}", hours=hours, status=status, slug=f"{hours}{status}"
        )
        found = Article.objects.filter(pk=article.pk)
        assert article.is_live == found.live().exists()
        assert article.is_scheduled == found.scheduled().exists()


def test_newest_comes_first_and_the_id_decides_between_equal_times(make_article):
    same = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    for title in ("A", "B", "C"):
        make_article(title, published_at=same)
    assert titles(Article.objects.newest_first()) == ["C", "B", "A"]


def test_higher_weight_is_pinned_higher(make_article):
    make_article("Low", sticky_weight=1)
    make_article("High", sticky_weight=3, hours=-9)
    make_article("None", sticky_weight=0)
    make_article("Sunk", sticky_weight=-2)
    assert titles(Article.objects.pinned()) == ["High", "Low"]


def test_a_pin_runs_out(make_article):
    now = dt.datetime.now(dt.UTC)
    make_article("Over", sticky_weight=5, sticky_until=now - dt.timedelta(hours=1))
    make_article("Still", sticky_weight=1, sticky_until=now + dt.timedelta(hours=1))
    assert titles(Article.objects.pinned()) == ["Still"]
    assert [a.is_pinned for a in Article.objects.order_by("title")] == [False, True]


def test_before_walks_every_article_once(make_article):
    same = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    for number in range(5):
        make_article(f"Same {number}", published_at=same)
    make_article("Older", published_at=same - dt.timedelta(days=1))
    seen, rows = [], Article.objects.newest_first()
    while article := rows.first():
        seen.append(article.title)
        rows = Article.objects.before(article.published_at, article.pk).newest_first()
    assert sorted(seen) == sorted(titles(Article.objects.all()))
    assert len(seen) == 6


def test_translations_share_source_and_external_id(make_article, source):
    mine = make_article("One", source=source, external_id="7")
    make_article("Два", source=source, external_id="7", lang="uk", slug="two")
    make_article("Other", source=source, external_id="8")
    assert titles(Article.objects.translations_of(mine)) == ["Два"]


def test_without_an_external_id_there_are_no_translations(make_article):
    mine = make_article("One")
    make_article("Other", lang="uk")
    assert not Article.objects.translations_of(mine).exists()


def plan(rows) -> str:
    """The database's plan; PostgreSQL is told to use indexes also on a handful of rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            # Then a sort is planned only where no index gives the order.
            cursor.execute("SET LOCAL enable_sort = off")
    return rows.explain()


def test_every_list_walks_an_index_and_sorts_nothing(make_article, source, category):
    tag = Tag.objects.create(name="Ports")
    english = Article.objects.in_language("en")
    lists = {
        "article_front": english.live().newest_first(),
        "article_pins": english.live().pinned(),
        "article_by_category": english.filter(category=category).live().newest_first(),
        "article_by_source": english.filter(source=source).live().newest_first(),
        "tag_list": tag.article_links.in_language("en").live().newest_first(),
        "tag_pins": tag.article_links.in_language("en").live().pinned(),
    }
    for index, rows in lists.items():
        told = plan(rows[:20])
        # On a handful of rows PostgreSQL may prefer another index that gives the same order.
        assert index in told or connection.vendor == "postgresql", told
        assert "TEMP B-TREE" not in told, told
        assert "Sort" not in told, told


def test_ended_articles_are_found_by_their_ends(make_article):
    since = make_article().published_at
    for rows in (Article.objects.ended(), Article.objects.ended_since(since)):
        assert "article_ends" in plan(rows.order_by())


@pytest.mark.parametrize(
    "ai",
    [
        None,
        {},
        {"rewritten": True},
        {"rewritten": False},
        {"rewritten": None},
        {"version": 2},
        {"translatedFrom": "1"},
        {"translatedFrom": ""},
        {"translatedFrom": None, "rewritten": False},
        {"rewritten": False, "translatedFrom": "1"},
        {"rewritten": False, "translatedFrom": ""},
    ],
)
def test_the_queryset_and_the_label_agree_on_machine_text(make_article, ai):
    article = make_article(ai=ai)
    by_people = Article.objects.without_unreviewed_machine_text().exists()
    assert by_people == (article.ai_label == "")


def test_news_is_two_days_old_at_most_and_by_people_or_trusted_sources(make_article, source):
    make_article("Fresh", hours=-47)
    make_article("Stale", hours=-49)
    make_article("Later", hours=1)
    make_article("Machine", ai={"rewritten": True})
    make_article("Trusted", ai={"rewritten": True}, source=source)
    assert titles(Article.objects.for_news()) == ["Fresh"]
    assert titles(Article.objects.for_news([source])) == ["Trusted", "Fresh"]
