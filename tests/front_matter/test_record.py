"""The record by itself, as later callers build it."""

import datetime as dt

import pytest
from pydantic import ValidationError

from articles.front_matter.record import ArticleRecord, CoverRecord, SourceRecord

NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


def test_it_is_built_from_pythons_own_types():
    record = ArticleRecord(
        title=" A  title ", lang="en", slug="a-title", body="One\r\nTwo\n", published_at=NOON,
        source=SourceRecord(name="N", key="k", kind="RSS"), tags=["a", "A"], score=1,
        external_id=417,
    )  # fmt: skip
    assert (record.title, record.body, record.tags) == ("A title", "One\nTwo", ("a",))
    assert (record.external_id, record.score) == ("417", 1.0)


def test_it_is_frozen():
    record = ArticleRecord(title="T", lang="en", slug="t", draft=True)
    with pytest.raises(ValidationError):
        record.title = "U"


@pytest.mark.parametrize(
    "values",
    [
        {"title": ""},
        {"published_at": dt.datetime(2026, 1, 31)},
        {"published_at": None},
        {"slug": "a/b"},
        {"slug": ""},
        {"lang": "english language"},
        {"cover_image": CoverRecord(alt="nothing to see")},
        {"score": float("nan")},
        {"score": True},
        {"sticky_weight": 40_000},
        {"tags": "a, b"},
        {"body": "\x00"},
        {"title": "\ud800"},
        {"x": {"y": "\x00"}},
        {"x": b"bytes"},
    ],
    ids=str,
)
def test_the_same_rules_hold_as_for_files(values):
    good = {"title": "T", "lang": "en", "slug": "t", "published_at": NOON}
    assert ArticleRecord(**good)
    with pytest.raises(ValidationError):
        ArticleRecord(**(good | values))


def test_times_are_kept_in_utc():
    kyiv = dt.timezone(dt.timedelta(hours=2))
    record = ArticleRecord(
        title="T", lang="en", slug="t", published_at=dt.datetime(2026, 1, 31, 14, tzinfo=kyiv)
    )
    assert record.published_at == NOON
    assert record.published_at.tzinfo == dt.UTC
