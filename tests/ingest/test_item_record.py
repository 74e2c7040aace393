"""What an item must have, what it may have, and what becomes of values that make no sense."""

import datetime as dt

import pytest

from articles.ingest.item_record import ItemRecord, read_record, values_hash

SOURCE = {"name": "CoinDesk", "source_key": "coindesk", "source_type": "RSS"}
ITEM = {"id": 55, "title": "Two sign", "body": "The agreement comes.", "source_data": SOURCE}


def record_of(**values) -> ItemRecord:
    record, problems = read_record(ITEM | values)
    assert record, problems
    return record


def test_the_shape_of_the_news_list():
    record = record_of(
        published=1765555330000, sentiment="POSITIVE", score=0, lang="EN",
        keywords="Finance|Pakistan||Finance",
        category_data=[{"TYPE": "122", "ID": 25, "NAME": "EXCHANGE", "CATEGORY": "EXCHANGE"}],
    )  # fmt: skip
    assert record.external_id == "55"
    assert (record.source.key, record.source.name, record.source.kind) == (
        "coindesk", "CoinDesk", "RSS",
    )  # fmt: skip
    assert record.published_at == dt.datetime(2025, 12, 12, 16, 2, 10, tzinfo=dt.UTC)
    assert record.keywords == ("Finance", "Pakistan")
    assert record.categories == ("EXCHANGE",)
    assert (record.sentiment, record.score, record.lang) == ("POSITIVE", 0, "en")


def test_the_shape_of_the_data_api():
    record, problems = read_record({
        "TYPE": "121", "ID": "0055", "GUID": "https://example.org/?p=1", "TITLE": "T", "BODY": "B",
        "PUBLISHED_ON": 1765555330, "UPDATED_ON": 1765555390, "URL": "https://example.org/a",
        "AUTHORS": "Ada|Bo", "KEYWORDS": "A|B", "LANG": "EN", "STATUS": "ACTIVE",
        "IMAGE_URL": "https://example.org/a.jpg", "SENTIMENT": "NEGATIVE", "SCORE": 2,
        "SOURCE_DATA": {"TYPE": "120", "SOURCE_KEY": "wire", "NAME": "Wire", "SOURCE_TYPE": "RSS"},
        "CATEGORY_DATA": [{"NAME": "Bitcoin", "CATEGORY": "BTC"}],
    })  # fmt: skip
    assert record
    assert not problems
    assert (record.external_id, record.guid) == ("0055", "https://example.org/?p=1")
    assert record.published_at == dt.datetime(2025, 12, 12, 16, 2, 10, tzinfo=dt.UTC)
    assert record.authors == ("Ada", "Bo")
    assert (record.url, record.picture) == ("https://example.org/a", "https://example.org/a.jpg")
    assert (record.upstream_status, record.categories) == ("ACTIVE", ("BTC",))


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"id": None}, "id"),
        ({"id": ""}, "id"),
        ({"id": True}, "id"),
        ({"id": 1.5}, "id"),
        ({"id": "x" * 201}, "id"),
        ({"source_data": None}, "source_data"),
        ({"source_data": "wire"}, "source_data"),
        ({"source_data": {"source_key": ".."}}, "source_data"),
        ({"source_data": {"source_key": [7]}}, "source_data"),
        ({"title": "", "body": ""}, "title"),
        ({"title": [], "body": {}}, "title"),
        ({"title": "\u200b\u2060", "body": None}, "title"),
    ],
)
def test_what_identifies_an_item_must_be_there(values, key):
    record, problems = read_record(ITEM | values)
    assert record is None
    assert any(problem.key.startswith(key) for problem in problems)


@pytest.mark.parametrize("values", [None, 1, "x", [], True])
def test_what_is_no_object_is_no_item(values):
    record, problems = read_record(values)
    assert record is None
    assert [problem.code for problem in problems] == ["wrong-type"]


@pytest.mark.parametrize(
    "values",
    [
        {"published": "yesterday"},
        {"published": "2025-12-12T16:02:10"},
        {"published": True},
        {"published": 10**29},
        {"published": "0001-01-01T00:00:00Z"},
        {"published": "9999-12-31T23:59:59Z"},
        {"published": [1]},
        {"score": "many"},
        {"score": float("inf")},
        {"sentiment": "ANGRY"},
        {"keywords": {"a": 1}},
        {"keywords": [["a"]]},
        {"category_data": "BTC"},
        {"lang": "EN; drop"},
        {"url": "javascript:alert(1)"},
        {"url": "http://127.0.0.1/"},
        {"url": "https://example.org/" + "a" * 500},
        {"image_url": 7},
    ],
)
def test_another_wrong_value_is_left_out_and_told(values):
    record, problems = read_record(ITEM | values)
    assert record == record_of()
    assert [problem.key for problem in problems] == list(values)


def test_characters_that_no_text_holds_or_that_turn_it_around_are_not_in_the_columns():
    record = record_of(title="A\u0000B\u202eC\ud800", body="a\u0000\r\nb\u2066", keywords="\u202eX")
    assert (record.title, record.body) == ("A\ufffdBC\ufffd", "a\ufffd\nb")
    assert record.keywords == ("X",)


def test_long_values_are_cut_and_the_bytes_keep_them():
    record = record_of(title="x" * 5000, keywords="|".join(map(str, range(5000))), body="y" * 10**6)
    assert (len(record.title), len(record.keywords), len(record.body)) == (500, 200, 500_000)


def test_the_hash_is_of_values_and_not_of_how_they_are_written():
    assert values_hash({"a": 1, "b": [2.0]}) == values_hash({"b": [2.0], "a": 1})
    assert values_hash({"a": 1}) != values_hash({"a": "1"})
