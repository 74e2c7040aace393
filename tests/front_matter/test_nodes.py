"""Nodes know where they stand, to the character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.front_matter.exceptions import RecordError
from articles.front_matter.fences import split_file
from articles.front_matter.nodes import read_tree


def tree(front: str, newline: str = "\n", mark: str = ""):
    document = mark + f"---\n{front}\n---\n".replace("\n", newline)
    fenced = split_file(document.encode())
    return read_tree(fenced), fenced.text


def test_scalars_are_text_and_only_a_plain_null_is_none():
    root, _text = tree("a: 1\nb: true\nc: ~\nd: null\ne:\nf: 'null'\ng: \"~\"\nh: 2026-01-01")
    assert root.plain() == {
        "a": "1", "b": "true", "c": None, "d": None, "e": None, "f": "null", "g": "~",
        "h": "2026-01-01",
    }  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_spans_are_exact_in_every_script_and_newline_style(newline, mark):
    front = "назва: 'Порт 🏗 відкрито'\nx: {ключ: значення}\ny:\n  - перше\n  - \"друге\""
    root, text = tree(front, newline, mark)
    assert text[slice(root.value["назва"].start, root.value["назва"].end)] == "'Порт 🏗 відкрито'"
    inner = root.value["x"].value["ключ"]
    assert text[inner.start : inner.end] == "значення"
    assert text[inner.key_start :].startswith("ключ")
    second = root.value["y"].value[1]
    assert text[second.start : second.end] == '"друге"'
    assert second.style == '"'


@given(st.dictionaries(st.from_regex("[a-zа-яїє]{1,9}", fullmatch=True),
                       st.from_regex("[a-zа-яїє🏗]{1,9}", fullmatch=True), min_size=1))  # fmt: skip
def test_every_plain_value_is_found_where_its_node_says(mapping):
    root, text = tree("\n".join(f"{key}: {value}" for key, value in mapping.items()))
    assert root.plain() == {k: None if v == "null" else v for k, v in mapping.items()}
    for key, node in root.value.items():
        assert text[node.start : node.end] == mapping[key]
        assert text[node.key_start :].startswith(key)


def test_find_gives_the_deepest_node_on_the_way():
    root, _text = tree("a:\n  b: [x, y]")
    assert root.find(("a", "b", 1))[0].value == "y"
    node, exact = root.find(("a", "b", 5))
    assert not exact
    assert len(node.value) == 2
    for path in (("a", "b", -1), ("a", "b", "x"), ("a", "b", 0, "x"), ("a", 0), ("z",)):
        assert not root.find(path)[1]


@pytest.mark.parametrize(
    ("front", "code"),
    [
        ("%YAML 1.2\n--- x", "yaml-syntax"),
        ("a: 1\n...\nb: 2", "yaml-syntax"),
        ("*a : x", "alias"),
        ("a: &x\n  b: *x", "alias"),
        ("<<: *a", "alias"),
        ("a: !x y", "tag"),
        ("!!map {a: b}", "tag"),
        ("{a: b}: c", "bad-key"),
    ],
)
def test_what_yaml_can_do_and_files_must_not_is_refused(front, code):
    with pytest.raises(RecordError) as caught:
        tree(front)
    assert caught.value.problems[0].code == code


def test_several_problems_are_found_in_one_reading():
    with pytest.raises(RecordError) as caught:
        tree("a: 1\na: 2\nb: !x 1\nc: &y 2")
    assert [problem.code for problem in caught.value.problems] == ["duplicate-key", "tag", "alias"]


def test_a_merge_key_is_a_key_like_any_other():
    root, _text = tree("<<: {a: b}")
    assert root.plain() == {"<<": {"a": "b"}}
