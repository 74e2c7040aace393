"""What a text costs grows with its length, whatever its shape and whoever reads it first.

Each function is measured on some shapes, always the same ones, and others than its neighbours.
`python -m tests.growth` measures all functions on all shapes, and prints the table.
"""

import random

import pytest

from tests.growth import measure
from tests.reachable import BOUNDED, WITHIN, functions, overlooked, reachable
from tests.shapes import SHAPES, text_of

# Processes of their own, so that several processors can work on them.
PARTS = 4
OF_EACH = 24
# The costliest shapes of what is read most.
SAMPLE = ("](", "[", "*a **a ", "> ", "Aa b, Cc d ", "ofâ€¦ ", "a: &a b\n", "different keys")
SAMPLED = (
    "articles.claims.names.find_names",
    "articles.front_matter.files.parse: front matter",
    "articles.lib.threeway.merge_text: shifted",
    "articles.search.query.parse",
)


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(PARTS))
def test_the_cost_of_each_function_grows_with_its_text(part):
    names = list(reachable())[part::PARTS]
    wanted = {name: random.Random(name).sample(list(SHAPES), OF_EACH) for name in names}
    assert [str(growth) for growth in measure(wanted) if growth.fault] == []


def test_the_cost_of_what_is_read_most_grows_with_the_text():
    shapes = [shape for shape in SHAPES if shape in map(_name, SAMPLE)]
    assert len(shapes) == len(SAMPLE)
    wanted = dict.fromkeys(SAMPLED, shapes)
    assert [str(growth) for growth in measure(wanted) if growth.fault] == []


def _name(piece: str) -> str:
    return piece if piece in SHAPES else ascii(piece)[1:-1]


def test_every_function_that_reads_text_is_measured():
    assert overlooked() == [], (
        "add it to CALLS of tests/reachable.py, or say why it need not be there"
    )


def test_the_tables_name_functions_that_exist():
    names = [name for name, _function in functions()]
    unknown = [
        entry
        for entry in WITHIN | BOUNDED
        if not any(name == entry or name.startswith(f"{entry}.") for name in names)
    ]
    assert unknown == []


def test_a_shape_has_about_the_length_that_is_asked_for():
    lengths = {shape: len(text_of(shape, 1000)) for shape in SHAPES}
    assert {shape: n for shape, n in lengths.items() if not 900 <= n <= 1000} == {}
    for shape in SHAPES:
        text_of(shape, 1000).encode()
