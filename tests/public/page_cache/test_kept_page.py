"""A page that was put into a store comes out as it was, or not at all."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.public.page_cache.kept_page import KeptPage, unpack
from tests.examples import examples

FIELDS = (
    "status_line",
    "headers",
    "body",
    "coding",
    "tag",
    "keys",
    "sequence",
    "rendered_at",
    "until",
)


def page(body: bytes = b"<p>Harbour</p>" * 100, **values) -> KeptPage:
    values = {
        "status_line": "200 OK", "headers": (("Content-Type", "text/html"),), "keys": "a b",
        "sequence": 3, "rendered_at": 1.25, "until": 1_800_000_000.123456,
    } | values  # fmt: skip
    return KeptPage.of(body, **values)


def values(kept: KeptPage) -> list:
    return [getattr(kept, name) for name in FIELDS]


times = st.floats(0, 4e9)


@given(st.binary(max_size=300), st.text(max_size=20), st.integers(0, 2**63), times, times)
@settings(max_examples=examples(100))
def test_a_page_comes_out_as_it_was(body, keys, sequence, rendered, until):
    kept = page(body, keys=keys, sequence=sequence, rendered_at=rendered, until=until)
    restored = unpack(kept.pack("/en/ ?"), "/en/ ?")
    assert restored is not None
    assert values(restored) == values(kept)
    assert restored.in_coding("identity")[1] == body


def test_a_page_of_another_address_is_none():
    assert unpack(page().pack("/en/"), "/uk/") is None


def test_any_damage_is_no_page():
    packed = page().pack("/en/")
    random.seed(1)
    for _ in range(500):
        damaged = bytearray(packed)
        for _ in range(random.randrange(1, 4)):
            damaged[random.randrange(len(damaged))] ^= random.randrange(1, 256)
        if bytes(damaged) != packed:
            assert unpack(bytes(damaged), "/en/") is None
    for length in range(len(packed)):
        assert unpack(packed[:length], "/en/") is None


@pytest.mark.parametrize("values", ["[]", "{}", "null", "[1, 2]", '["/en/"]', "[", '"x"', "[[]]"])
def test_what_another_program_wrote_is_no_page(values):
    import zlib

    written = values.encode() + b"\nbody"
    assert unpack(zlib.crc32(written).to_bytes(4, "big") + written, "/en/") is None


def test_pages_share_what_is_the_same():
    """The headers of pages are most of what is not their text."""
    one, two = unpack(page().pack("/1"), "/1"), unpack(page().pack("/2"), "/2")
    assert one.headers[0] is two.headers[0]
