"""Of a colour profile the numbers stay that browsers use, and nothing else."""

import io
import struct

import pytest
from PIL import Image, ImageCms

from articles.images.colours import screen_profile
from articles.images.encoding import encode_again


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def profile(tags: dict[bytes, bytes], space: bytes = b"RGB ") -> bytes:
    """A profile with these tags."""
    table, body, start = b"", b"", 132 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">2I", start + len(body), len(data))
        body += data
    head = struct.pack(">I4x4s4s4s4s12x4s88x", start + len(body), b"\2\x10\0\0", b"mntr", space,
                       b"XYZ ", b"acsp")  # fmt: skip
    return head + struct.pack(">I", len(tags)) + table + body


def point(*numbers: float) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(one * 65536) for one in numbers))


def curve(*values: int) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(f">I{len(values)}H", len(values), *values)


def tags(**other: bytes) -> dict[bytes, bytes]:
    """Those of Display P3, and a text."""
    white, gamma = point(0.9642, 1, 0.8249), b"para\0\0\0\0\0\0\0\0" + struct.pack(">i", 144180)
    return {
        b"wtpt": white,
        b"rXYZ": point(0.5151, 0.2412, -0.0011), b"gXYZ": point(0.292, 0.6922, 0.0419),
        b"bXYZ": point(0.1571, 0.0666, 0.7841), b"rTRC": gamma, b"gTRC": gamma, b"bTRC": gamma,
        b"cprt": b"text\0\0\0\0<script>here</script>",
    } | {name.encode(): data for name, data in other.items()}  # fmt: skip


def test_the_colours_stay_and_the_texts_go():
    given = profile(tags())
    kept = screen_profile(given, b"RGB ")
    assert b"<script>" not in kept
    assert len(kept) < 400
    assert len(kept) == int.from_bytes(kept[:4])
    before, after = (ImageCms.ImageCmsProfile(io.BytesIO(one)).profile for one in (given, kept))
    for name in ("red_colorant", "green_colorant", "blue_colorant", "media_white_point"):
        assert getattr(before, name) == getattr(after, name), name
    picture = Image.linear_gradient("L").convert("RGB")
    shown = [
        ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(one)), ImageCms.createProfile("sRGB")
        ).tobytes()
        for one in (given, kept)
    ]
    assert shown[0] == shown[1]


def test_what_is_kept_is_kept_again():
    for given in (profile(tags()), srgb()):
        kept = screen_profile(given, b"RGB ")
        assert kept
        assert screen_profile(kept, b"RGB ") == kept


def test_a_grey_picture_keeps_its_curve():
    grey = {b"wtpt": tags()[b"wtpt"], b"kTRC": curve(0, 100, 65535)}
    assert screen_profile(profile(grey, b"GRAY"), b"GRAY")
    assert screen_profile(profile(grey, b"GRAY"), b"RGB ") is None


@pytest.mark.parametrize(
    "given",
    [
        b"", b"<script>" * 50, srgb()[:100], srgb()[:200], profile({}),
        profile(tags())[:16] + b"CMYK" + profile(tags())[20:],
        profile(tags(rXYZ=b"text" + b"x" * 16)), profile(tags(rXYZ=point(9, 9, 9))),
        profile(tags(rXYZ=point(1, 1, 1)[:12])), profile(tags(rTRC=curve(9, 5, 7))),
        profile(tags(rTRC=b"curv\0\0\0\0\xff\xff\xff\xff")),
        profile(tags(rTRC=b"curv\0\0\0\0\0\0\x20\0" + b"<s" * 0x2000)),
        profile(tags(rTRC=b"para\0\0\0\0\0\x09\0\0")),
        profile(tags(bTRC=b"para\0\0\0\0\0\4\0\0" + b"<scr" * 2)),
        profile(tags(bTRC=b"para\0\0\0\0\0\4\0\0" + b"<scr" * 9)),
        profile(tags(rTRC=b"mft2" + b"x" * 100)),
        profile(tags())[:128] + b"\xff" * 40,
    ],
    # Not its bytes, in which the time stands.
    ids=lambda given: f"{len(given)} bytes",
)  # fmt: skip
def test_one_of_another_kind_is_left_out(given):
    assert screen_profile(given, b"RGB ") is None


def test_a_stored_picture_has_the_small_profile():
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, "JPEG", icc_profile=profile(tags()))
    stored = Image.open(io.BytesIO(encode_again(stream.getvalue()).data))
    assert stored.info["icc_profile"] == screen_profile(profile(tags()), b"RGB ")


def test_a_picture_for_print_is_turned_by_its_profile_or_by_the_plain_rule():
    for given in (b"", b"nothing", srgb(), b"\0" * 16 + b"CMYK" + b"<script>" * 90):
        stream = io.BytesIO()
        Image.new("CMYK", (40, 30), (0, 255, 255, 0)).save(stream, "JPEG", icc_profile=given)
        stored = Image.open(io.BytesIO(encode_again(stream.getvalue()).data))
        assert "icc_profile" not in stored.info
        red, green, blue = stored.getpixel((9, 9))
        assert red > 200
        assert max(green, blue) < 60
