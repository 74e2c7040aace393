"""A set of ids in one bit each."""

from hypothesis import given
from hypothesis import strategies as st

from articles.import_export.seen_ids import SeenIds

NUMBERS = st.integers(min_value=1, max_value=100_000)


@given(st.sets(NUMBERS), st.sets(NUMBERS))
def test_it_holds_what_was_added_and_nothing_else(added, asked):
    seen = SeenIds()
    for number in added:
        seen.add(number)
    assert {number for number in asked | added if number in seen} == added
    assert bool(seen) == bool(added)


def test_a_million_ids_take_an_eighth_of_a_megabyte():
    seen = SeenIds()
    for number in range(1, 1_000_000):
        seen.add(number)
    assert len(seen._bits) == 125_000
