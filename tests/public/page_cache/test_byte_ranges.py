"""The Range header (RFC 9110, section 14)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.public.page_cache.byte_ranges import wanted_range
from tests.examples import examples

# Of a body of ten bytes; None: the whole body.
WANTED = {
    "bytes=0-0": range(1),
    "bytes=0-4": range(5),
    "BYTES=2-": range(2, 10),
    "bytes=9-9": range(9, 10),
    "bytes=5-999": range(5, 10),
    "bytes=-3": range(7, 10),
    "bytes=-99": range(10),
    "bytes= 1-2 , ": range(1, 3),
    # Next to each other, or one within another: together one range.
    "bytes=0-2,3-5": range(6),
    "bytes=4-6,0-4": range(7),
    "bytes=0-8,2-3": range(9),
    "bytes=1-2,50-60": range(1, 3),
    # Apart from each other.
    "bytes=0-1,5-6": None,
    # Nothing of the body.
    "bytes=10-": range(0),
    "bytes=10-20,30-40": range(0),
    "bytes=-0": range(0),
    # Not well-formed, or another unit.
    "bytes=": None,
    "bytes=-": None,
    "bytes=4-2": None,
    "bytes=a-b": None,
    "bytes=1": None,
    "bytes=0-1,x": None,
    "lines=0-1": None,
    "0-1": None,
    "": None,
    "bytes=9999999999999999-": None,
    "bytes=" + "0-1," * 60: None,
    "bytes=١-٢": None,
}


def test_a_range_header_names_these_bytes():
    assert {header: wanted_range(header, 10) for header in WANTED} == WANTED


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=5))
@settings(max_examples=examples(200))
def test_the_bytes_are_those_of_all_ranges_and_no_others(pairs):
    pairs = [(min(pair), max(pair)) for pair in pairs]
    header = "bytes=" + ", ".join(f"{first}-{last}" for first, last in pairs)
    asked = {byte for first, last in pairs for byte in range(first, last + 1) if byte < 20}
    wanted = wanted_range(header, 20)
    if wanted is not None:
        assert set(wanted) == asked
    else:
        assert len(asked) <= max(asked) - min(asked)


@given(st.text(max_size=40), st.integers(0, 100))
@settings(max_examples=examples(200))
def test_any_header_has_an_answer(header, length):
    wanted = wanted_range(f"bytes={header}", length)
    assert wanted is None or set(wanted) <= set(range(length))
