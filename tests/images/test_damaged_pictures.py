"""No picture, however damaged, raises anything but BadImage, at any entrance.

A long proof: `DAMAGED_PICTURES=10800 make thorough ARGS=tests/images/test_damaged_pictures.py`.
"""

import os
from collections import Counter
from functools import partial

import pytest

from articles.images.apart import encode_apart
from articles.images.encoding import encode_again
from articles.images.exceptions import BadImage
from tests.images.damaged import (
    chunk,
    damaged_pictures,
    good_pictures,
    moving,
    text_bomb,
    with_chunk,
)

# Pillow warns of damaged EXIF data and of odd sizes before it goes on.
pytestmark = pytest.mark.filterwarnings("ignore")
FEW, MANY = 300, int(os.environ.get("DAMAGED_PICTURES", 2000))


def taken(take, name: str) -> str:
    """What becomes of a picture: "accepted" or "refused", or else its name and the exception."""
    try:
        take()
    except BadImage as error:
        return "refused" if str(error).isprintable() else f"{name}: {error!r}"
    except Exception as error:  # noqa: BLE001
        return f"{name}: {error!r}"
    return "accepted"


def outcome(name: str, data: bytes) -> str:
    """What becomes of a picture, in the process for pictures as in this one."""
    here = taken(partial(encode_again, data), name)
    assert taken(partial(encode_apart, data), name) == here
    return here


def outcomes(pictures) -> Counter[str]:
    """How many of the pictures are accepted, and how many refused."""
    counts = Counter(outcome(name, data) for name, data in pictures)
    assert [key for key in counts if key not in ("accepted", "refused")] == []
    return counts


@pytest.mark.parametrize(
    "number", [FEW, pytest.param(MANY, marks=pytest.mark.thorough)], ids=["few", "many"]
)
def test_a_damaged_picture_is_taken_or_refused_and_raises_nothing_else(number):
    counts = outcomes(damaged_pictures(number))
    print(number, dict(counts))
    assert counts.total() == number
    assert counts["refused"] > number / 5


def test_every_good_picture_is_taken():
    assert outcomes(good_pictures().items()).keys() == {"accepted"}


def test_known_traps_are_refused_or_taken():
    png, avif = good_pictures()["PNG"], good_pictures()["AVIF with EXIF"]
    cut_gif = moving("GIF")
    wide = chunk(b"IHDR", b"\xff" * 4 + png[20:29])
    traps = {
        "a wrong length of IHDR": (png[:8] + b"\0\0\0\2" + png[12:], "refused"),
        "an IHDR without its end": (png[:20], "refused"),
        "two IHDRs": (with_chunk(png, png[8:33]), "accepted"),
        "billions of pixels": (png[:8] + wide + png[33:], "refused"),
        "a text that unpacks to a megabyte": (text_bomb(), "refused"),
        "an international one": (text_bomb(b"iTXt"), "refused"),
        "a text that is no deflate": (with_chunk(png, chunk(b"zTXt", b"a\0\0nothing")), "accepted"),
        "a profile that is none": (with_chunk(png, chunk(b"iCCP", b"a\0\0nothing")), "accepted"),
        "EXIF data that are none": (with_chunk(png, chunk(b"eXIf", b"nothing")), "accepted"),
        "an animation without an end": (cut_gif[:-30], "refused"),
        "an animation of one frame and a half": (cut_gif[: len(cut_gif) // 2], "refused"),
        "an AVIF without its pixels": (avif[: len(avif) // 2], "refused"),
        "EXIF data of an AVIF that are none": (
            avif.replace(b"Camera", b"\xff\xd8\xff\xe1\0\0"),
            "accepted",
        ),
        "nothing": (b"", "refused"),
    }
    found = {name: outcome(name, data) for name, (data, _expected) in traps.items()}
    assert found == {name: expected for name, (_data, expected) in traps.items()}
