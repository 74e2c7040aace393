"""Laws of decompression: what was compressed comes out, however it is cut, and never more than
allowed."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.inflating import Inflater, InflatingFailed

CODINGS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate ": lambda data: zlib.compress(data, wbits=-15),
    "identity": bytes,
    "": bytes,
}


def inflated(inflater: Inflater, packed: bytes, size: int) -> bytes:
    return b"".join(inflater.add(packed[i : i + size]) for i in range(0, len(packed), size))


@given(st.binary(max_size=500), st.sampled_from(list(CODINGS)), st.integers(1, 80))
def test_what_was_compressed_comes_out_whole(data, coding, size):
    inflater = Inflater(coding, 500)
    assert inflated(inflater, CODINGS[coding](data), size) == data
    inflater.finish()
    assert not inflater.is_over


@given(st.binary(min_size=1, max_size=500), st.sampled_from(list(CODINGS)), st.data())
def test_no_more_comes_out_than_is_allowed(data, coding, choice):
    limit = choice.draw(st.integers(0, len(data) - 1))
    inflater = Inflater(coding, limit)
    assert inflated(inflater, CODINGS[coding](data), 30) == data[:limit]
    assert inflater.is_over


@given(st.binary(max_size=300), st.sampled_from(list(CODINGS)))
def test_bytes_of_any_kind_are_inflated_or_refused(data, coding):
    inflater = Inflater(coding, 1000)
    try:
        inflated(inflater, data, 7)
        inflater.finish()
    except InflatingFailed:
        pass


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_is_cut_off_is_refused(coding):
    packed = CODINGS[coding](b"some words that are long enough")
    for end in range(1, len(packed) - 1):
        inflater = Inflater(coding, 100)
        inflater.add(packed[:end])
        with pytest.raises(InflatingFailed, match="cut off"):
            inflater.finish()


def test_an_empty_body_is_whole():
    Inflater("gzip", 10).finish()


def test_members_are_one_body_and_padding_is_none():
    inflater = Inflater("gzip", 100)
    packed = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(20)
    assert inflater.add(packed) == b"one two"
    inflater.finish()


def test_a_body_of_very_many_members_is_refused():
    with pytest.raises(InflatingFailed, match="pieces"):
        Inflater("gzip", 100).add(gzip.compress(b"") * 1001)


def test_another_coding_is_refused():
    with pytest.raises(InflatingFailed, match="br"):
        Inflater("br", 10)
