"""The depth of lists and dicts within each other is found without recursion."""

import pytest

from articles.lib.nesting import is_nested_deeply


@pytest.mark.parametrize(
    ("value", "depth"), [("x", 0), ([], 0), ([[]], 1), ({"a": "x"}, 1), ([1, {"a": [None]}], 3)]
)
def test_a_value_stands_within_so_many_lists_and_dicts(value, depth):
    assert is_nested_deeply(value, depth)
    assert not is_nested_deeply(value, depth + 1)


def test_no_depth_is_too_deep_to_be_measured():
    value: object = 1
    for _ in range(100_000):
        value = [value]
    assert is_nested_deeply(value, 40)
    while isinstance(value, list):
        value = value.pop()
