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


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "RGB"), ("WEBP", "RGBA")],
)
def test_a_stored_picture_is_in_srgb(kind, mode):
    """Colours of Display P3 are stronger in numbers of sRGB; greys are the same."""
    for given, expected in (((200, 100, 100), (214, 95, 97)), ((128, 128, 128), (128, 128, 128))):
        stream = io.BytesIO()
        image = Image.new("RGB", (40, 30), given)
        image = image.quantize() if mode == "P" else image.convert(mode)
        image.save(stream, kind, icc_profile=profile(tags()))
        stored = Image.open(io.BytesIO(encode_again(stream.getvalue()).data))
        assert "icc_profile" not in stored.info
        found = stored.convert("RGB").getpixel((20, 15))
        assert max(abs(one - other) for one, other in zip(found, expected, strict=True)) <= 5, found


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_a_grey_picture_is_in_the_curve_of_srgb(mode):
    linear = {b"wtpt": tags()[b"wtpt"], b"kTRC": curve(0, 65535)}
    stream = io.BytesIO()
    image = Image.new("L", (40, 30), 55).convert(mode)
    image.save(stream, "PNG", icc_profile=profile(linear, b"GRAY"))
    stored = Image.open(io.BytesIO(encode_again(stream.getvalue()).data))
    assert "icc_profile" not in stored.info
    assert stored.mode == mode
    assert abs(stored.convert("L").getpixel((20, 15)) - 128) <= 3


def test_a_grey_picture_of_16_bits_keeps_its_brightness():
    image = Image.new("I;16", (40, 30), 32768)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    stored = Image.open(io.BytesIO(encode_again(stream.getvalue()).data))
    assert (stored.mode, stored.getpixel((5, 5))) == ("L", 128)


def test_an_animation_keeps_its_colours_by_the_small_profile():
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("teal", "navy")]
    stream = io.BytesIO()
    frames[0].save(
        stream, "WEBP", save_all=True, append_images=frames[1:], icc_profile=profile(tags())
    )
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
