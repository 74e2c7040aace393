"""The guard around Pillow."""

import struct

import pytest

from articles.images.decoding import decoder_guard
from articles.images.exceptions import BadImage


@pytest.mark.parametrize(
    "error",
    [
        KeyError("MPO"), ValueError("a\0\nb"), SyntaxError("not a PNG"), struct.error("short"),
        EOFError(), OSError("truncated"), IndexError(), TypeError(), OverflowError(), MemoryError(),
        RecursionError(), AssertionError(), UnicodeDecodeError("ascii", b"\xff", 0, 1, "x"),
    ],
    ids=repr,
)  # fmt: skip
def test_whatever_a_decoder_raises_is_a_bad_image(error):
    with pytest.raises(BadImage) as caught, decoder_guard():
        raise error
    assert str(caught.value).isprintable()
    assert "picture" in str(caught.value)


def test_a_reason_of_ours_stays_as_it_is():
    with pytest.raises(BadImage, match=r"^too large$"), decoder_guard():
        raise BadImage("too large")


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_who_stops_the_program_stops_it(error):
    with pytest.raises(error), decoder_guard():
        raise error
