"""A document is taken apart into its items, byte for byte, and a damage is told with its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.front_matter.problems import Problem
from articles.ingest.json_items import MAX_ITEM, ItemText, read_items
from tests.examples import examples  # noqa: F401

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    # JSON has no other numbers.
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def read(document: bytes) -> tuple[list[ItemText], list[Problem]]:
    found = list(read_items(document))
    items = [one for one in found if isinstance(one, ItemText)]
    return items, [one for one in found if isinstance(one, Problem)]


@given(st.lists(VALUES, max_size=5), st.sampled_from([None, 2]), st.booleans())
def test_each_item_has_its_values_and_its_very_bytes(values, indent, in_answer):
    written = [json.dumps(one, indent=indent, ensure_ascii=False) for one in values]
    document = "[" + " ,\n ".join(written) + "]"
    if in_answer:
        document = '{"Err": {"Data": [1]}, "Data": ' + document + "}"
    try:
        sent = document.encode()
    except UnicodeEncodeError:
        return
    items, problems = read(sent)
    assert problems == []
    assert [item.values for item in items] == json.loads("[" + ",".join(written) + "]")
    assert [item.raw.decode() for item in items] == written


@given(st.integers(1, 60))
def test_of_a_file_that_was_cut_off_every_whole_item_is_read(length):
    document = b'[{"id": 1, "title": "A"}, {"id": 2, "title": "B"}, [3, "c"]]'[:length]
    items, problems = read(document)
    whole = [one for one in (24, 49, 59) if one <= length]
    assert len(items) == len(whole)
    assert [one.code for one in problems] == ([] if length == 60 else ["cut-off"])


def test_the_bytes_of_a_file_with_a_mark_at_its_start_and_windows_lines_stay():
    items, problems = read('\ufeff[\r\n{"id": 1,\r\n"title": "Ціна"}\r\n]\r\n'.encode())
    assert problems == []
    assert items[0].raw == '{"id": 1,\r\n"title": "Ціна"}'.encode()
    assert (items[0].line, items[0].column) == (2, 1)


@pytest.mark.parametrize(
    ("document", "code", "place"),
    [
        (b"", "not-json", (1, 1)),
        (b"<html>", "not-json", (1, 1)),
        (b"\n\n  no", "not-json", (3, 3)),
        (b'{"id": 1}', "no-items", (1, 1)),
        (b'{"Data": {"a": 1}}', "no-items", (1, 1)),
        (b"[1,\n 2 3]", "not-json", (2, 4)),
        (b'[1,\n {"a": \x01}]', "not-json", (2, 8)),
        (b'[1,\n\n  {"a": "x\x00"}]', "not-json", (3, 11)),
        (b'["caf\xe9"]', "not-utf-8", (1, 6)),
        (b'[{"a": "open]', "cut-off", (1, 14)),
    ],
)
def test_a_damage_is_told_where_it_is(document, code, place):
    _items, problems = read(document)
    assert [(one.code, (one.line, one.column)) for one in problems] == [(code, place)]


@pytest.mark.parametrize("depth", [41, 900, 200_000])
@pytest.mark.parametrize("brackets", ["[]", ('{"a":', "}")])
def test_one_item_that_is_nested_too_deep_costs_no_other(depth, brackets):
    deep = brackets[0] * depth + "1" + brackets[1] * depth
    items, problems = read(f"[1, {deep}, 2]".encode())
    assert [item.values for item in items] == [1, 2]
    assert [one.code for one in problems] == ["too-deep"]


def test_what_never_ends_ends():
    assert [one.code for one in read(b"[" * 300_000)[1]] == ["too-deep", "cut-off"]


def test_an_item_over_the_limit_costs_no_other():
    items, problems = read(f'[1, "{"x" * MAX_ITEM}", 2]'.encode())
    assert [item.values for item in items] == [1, 2]
    assert [one.code for one in problems] == ["too-large"]


def test_numbers_that_no_program_can_hold_are_read_at_once():
    items, problems = read(b"[NaN, -Infinity, 1e999, " + b"9" * 100_000 + b"]")
    assert problems == []
    assert [item.values for item in items] == [None, None, float("inf"), float("inf")]
