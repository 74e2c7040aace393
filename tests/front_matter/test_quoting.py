"""Whatever is written is read back, wherever it is put and in whichever quotes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.front_matter.fences import split_file
from articles.front_matter.nodes import read_tree
from articles.front_matter.quoting import (
    QuotingContext,
    most_used_quote,
    write_block,
    write_flow,
    write_scalar,
)
from tests.examples import examples
from tests.front_matter.strategies import AWKWARD, trees

_texts = AWKWARD | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
_places = st.builds(
    QuotingContext,
    style=st.sampled_from(["", "'", '"']),
    was=st.none() | _texts,
    flow=st.booleans(),
    quote=st.sampled_from(["'", '"']),
)


def said(front: str):
    return read_tree(split_file(f"---\n{front}\n---\n".encode())).plain()


@settings(max_examples=examples(150))
@given(_texts | st.just("a\tb\nc\\\"'\u2028\ufeff"), _places)
def test_a_text_is_read_back_from_any_place(text, place):
    written = write_scalar(text, place)
    assert "\n" not in written
    if place.flow:
        assert said(f"x: [{written}]") == {"x": [text]}
    else:
        assert said(f"x: {written}  # c") == {"x": text}


@given(st.dictionaries(_texts.map("x{}".format), trees, min_size=1, max_size=3), _places)
def test_any_value_is_read_back_as_a_block_and_in_brackets(value, place):
    assert said("\n".join(write_block(value, QuotingContext(quote=place.quote)))) == value
    assert said(f"y: {write_flow(value, QuotingContext(flow=True, quote=place.quote))}") == {
        "y": value
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"), (False, "false"), (None, "null"), (0, "0"), (-3, "-3"), (0.5, "0.5"),
        (1e16, "1.0e+16"), ("", "''"), ("true", "'true'"), ("a: b", "'a: b'"), ("a", "a"),
    ],
)  # fmt: skip
def test_values_look_as_in_the_real_files(value, written):
    assert write_scalar(value, QuotingContext()) == written


@pytest.mark.parametrize(
    ("front", "quote"),
    [("a: b", "'"), ("a: 'b'\nc: \"d\"", "'"), ('a: "b"\nc: ["d"]\ne: \'f\'', '"')],
)
def test_the_usual_quote_of_a_file_is_the_one_it_has_most(front, quote):
    assert most_used_quote(read_tree(split_file(f"---\n{front}\n---\n".encode()))) == quote
