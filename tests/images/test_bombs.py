"""Pictures of few bytes and many pixels are refused by their headers, before they cost anything."""

import sys
from pathlib import Path

import pytest

from articles.images import apart
from articles.images.apart import encode_apart, renditions_apart
from articles.images.exceptions import BadImage
from articles.images.renditions import Wanted
from tests.images.damaged import good_pictures
from tests.images.hostile import TOO_LARGE, png

# Bytes that the decoder may hold at most, and that a refusal may cost beside a small picture.
LIMIT, REFUSAL = 300 * 2**20, 20 * 2**20


def bombs() -> dict[str, bytes]:
    """Pictures by name, each some kilobytes."""
    return {
        "50 megapixels": png(8000, 6250, 8, 0, 8000),
        "20,000 × 20,000 pixels": png(20_000, 20_000, 1, 0, 2_500),
        "a line as long as PNG has them": png(2**31 - 1, 1, 1, 0, 1),
    }


def peak() -> int:
    """The most bytes that the running decoder has held."""
    status = Path(f"/proc/{apart._decoder.process.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("name", bombs())
def test_a_bomb_is_refused_and_the_decoder_stays_small(name):
    data = bombs()[name]
    assert len(data) < 100_000
    encode_apart(good_pictures()["PNG"])
    process, before = apart._decoder.process, peak()
    for take in (encode_apart, lambda data: renditions_apart(data, Wanted())):
        with pytest.raises(BadImage, match=f"{TOO_LARGE}|too many pixels"):
            take(data)
    assert apart._decoder.process is process
    assert peak() < LIMIT
    assert peak() - before < REFUSAL
