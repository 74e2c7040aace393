"""The coding of an answer is one that the client can read, and the best of those (RFC 9110, 12.5.3)."""

import zlib

import brotli
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.public.page_cache.encodings import CODINGS, choose, decode_brotli, encode
from tests.examples import examples

CHOSEN = {
    "": "identity",
    "identity": "identity",
    "gzip": "gzip",
    "br": "br",
    "x-gzip": "gzip",
    "GZIP": "gzip",
    "gzip, deflate, br, zstd": "br",
    "gzip;q=1.0, br;q=0.5": "gzip",
    "gzip;q=0.5, br;q=0.5": "br",
    "br;q=0, gzip": "gzip",
    "br;q=0.000, gzip;q=0.001": "gzip",
    "gzip;q=0": "identity",
    "deflate, zstd": "identity",
    "*": "br",
    "*;q=0.5": "br",
    "gzip, *;q=0": "gzip",
    "br;q=0, *": "gzip",
    "identity;q=1, gzip;q=0.5": "identity",
    "identity;q=0.5, *;q=0": "identity",
    "identity;q=0, gzip": "gzip",
    "identity;q=0, *": "br",
    # Nobody can be served who takes nothing; the header is disregarded (section 12.4.1).
    "identity;q=0": "identity",
    "*;q=0": "identity",
    "identity;q=0, gzip;q=0, br;q=0": "identity",
    # The star stands for identity, too.
    "*;q=0.002, br;q=0, gzip;q=0.001": "identity",
    " gzip ; q=0.8 ,\tbr; q=0.2": "gzip",
    # What cannot be understood is no wish.
    "gzip;q=2": "identity",
    "gzip;level=9": "identity",
    ";;;,,,": "identity",
    "br;q=0.1234, gzip;q=0.5": "gzip",
}


def test_the_best_coding_that_the_client_takes_is_chosen():
    chosen = {header: choose(header) for header in CHOSEN}
    assert chosen == CHOSEN


names = st.sampled_from(["br", "gzip", "identity", "*", "deflate"])
weights = st.integers(0, 1000).map(lambda thousandths: f"{thousandths / 1000:.3f}")


@given(st.dictionaries(names, weights))
@example({"identity": "0.000", "deflate": "1.000"})
@example({"*": "0.002", "br": "0.000", "gzip": "0.001"})
@settings(max_examples=examples(200))
def test_nothing_is_chosen_that_the_client_refuses_or_likes_less(wishes):
    """But identity, where all is refused."""
    liked = {name: float(weight) for name, weight in wishes.items()}
    others = liked.get("*")
    chosen = choose(", ".join(f"{name};q={weight}" for name, weight in wishes.items()))
    wanted = {name: liked.get(name, others or 0) for name in CODINGS if name in liked or others}
    if any(wanted.values()):
        assert wanted.get(chosen, 0) == max(wanted.values())
    else:
        assert chosen == "identity"


@given(st.text(alphabet=st.characters(max_codepoint=255)))
@settings(max_examples=examples(200))
def test_any_header_has_an_answer(header):
    assert choose(header) in CODINGS


@pytest.mark.parametrize("body", [b"", b"a", "Гавань відкрито. ".encode() * 300])
def test_every_coding_can_be_read_again_and_is_always_the_same(body):
    assert decode_brotli(encode(body, "br")) == brotli.decompress(encode(body, "br")) == body
    assert zlib.decompress(encode(body, "gzip"), 31) == body
    assert encode(body, "identity") == body
    for coding in CODINGS:
        assert encode(body, coding) == encode(body, coding)
