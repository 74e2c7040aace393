"""Dates are written as people of each language write them."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.formats import date_format

from articles.templatetags import dates

ROOT = Path(__file__).resolve().parent.parent
MOMENT = dt.datetime(2026, 11, 29, 15, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize("name", ["DATE_FORMAT", "DATETIME_FORMAT", "MONTH_DAY_FORMAT", "j E Y"])
def test_a_month_beside_a_day_is_in_the_genitive_in_ukrainian(name):
    with translation.override("uk"):
        assert date_format(MOMENT, name).startswith("29 листопада")


@pytest.mark.parametrize("name", ["YEAR_MONTH_FORMAT", "F"])
def test_a_month_alone_is_in_the_nominative_in_ukrainian(name):
    with translation.override("uk"):
        assert date_format(MOMENT, name).lower().startswith("листопад")
        assert "листопада" not in date_format(MOMENT, name).lower()


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "29 November 2026, 15:04"),
        ("uk", "29 листопада 2026 р., 15:04"),
        ("ar", "29 نوفمبر 2026، 15:04"),
    ],
)
def test_the_day_comes_first_and_the_clock_has_24_hours(lang, expected):
    with translation.override(lang):
        assert date_format(MOMENT, "DATETIME_FORMAT") == expected
        assert "15:04" in date_format(MOMENT, "SHORT_DATETIME_FORMAT")


def test_a_moment_on_a_page_has_the_comma_of_its_language():
    for lang, comma in (("en", ", "), ("uk", ", "), ("ar", "، ")):
        with translation.override(lang):
            assert f"{comma}<span" in dates.moment(MOMENT)


def test_no_format_of_our_own_has_a_day_beside_a_nominative():
    """`F` is for a month alone; `E` is the form beside a day, in the languages that have one."""
    written = re.compile(r"""["'](?:[^"'\n]*\b)?(?:j|d)\.? ?F\b""")
    files = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("articles/**/*.py")]
    # In English, the two are the same.
    found = [
        str(file.relative_to(ROOT))
        for file in files
        if "formats/en" not in file.as_posix()
        and "formats/ar" not in file.as_posix()
        and written.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []
