"""The archive by months."""

import datetime as dt

import pytest
from django.test import override_settings

from articles.public.archive import month_span, months_with_articles

pytestmark = pytest.mark.django_db


def at(year, number, day=15, hour=12):
    return dt.datetime(year, number, day, hour, tzinfo=dt.UTC)


def shown(lang="en"):
    return [
        (year, [since.month for since in months]) for year, months in months_with_articles(lang)
    ]


def test_it_names_the_months_with_live_articles_and_no_others(
    make_article, django_assert_num_queries
):
    for year, number in ((2026, 3), (2026, 1), (2025, 12), (2023, 7)):
        make_article(f"S{year}{number}", published_at=at(year, number))
    make_article("Draft", published_at=at(2024, 2), status="draft")
    make_article("Later", published_at=at(2097, 2))
    make_article("Друга", slug="u", lang="uk", published_at=at(2024, 5))
    with django_assert_num_queries(2):
        assert shown() == [(2026, [3, 1]), (2025, [12]), (2023, [7])]
    assert shown("uk") == [(2024, [5])]
    assert shown("ar") == []


def test_very_old_articles_do_not_break_it(make_article):
    make_article("Old", published_at=at(1801, 1))
    make_article("New", published_at=at(2026, 3))
    assert shown() == [(2026, [3])]


def test_a_month_begins_in_the_sites_time_zone():
    with override_settings(TIME_ZONE="Europe/Kyiv"):
        since, until = month_span(2026, 12)
    assert since == dt.datetime(2026, 11, 30, 22, tzinfo=dt.UTC)
    assert until == dt.datetime(2026, 12, 31, 21, 59, 59, 999999, tzinfo=dt.UTC)


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 13), (0, 1), (9999, 12)])
def test_a_month_that_no_calendar_has_is_refused(year, number):
    with pytest.raises((ValueError, OverflowError)):
        month_span(year, number)
