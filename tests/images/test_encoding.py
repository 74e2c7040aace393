"""A picture is encoded again, and readers see the same."""

import io

import pytest
from PIL import Image, ImageSequence

from articles.images import decoding
from articles.images.encoding import encode_again
from articles.images.exceptions import BadImage
from tests.images.damaged import good_pictures, moving, multi_picture, rotated


def encoded(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(encode_again(data).data))


def saved(image: Image.Image, kind: str, **options) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def durations(image: Image.Image) -> list[float]:
    found = []
    for frame in ImageSequence.Iterator(image):
        frame.load()
        found.append(frame.info["duration"])
    return found


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "PNG", "AVIF"])
def test_an_animation_keeps_its_timing(kind):
    options = {"speed": 10} if kind == "AVIF" else {}
    image = encoded(moving(kind, (100, 250, 1000, 40), **options))
    assert durations(image) == [100, 250, 1000, 40]
    if kind != "AVIF":
        assert image.info["loop"] == 3


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "PNG", "AVIF"])
def test_an_animation_of_too_many_frames_is_refused(monkeypatch, kind):
    options = {"speed": 10} if kind == "AVIF" else {}
    monkeypatch.setattr(decoding, "MAX_FRAMES", 3)
    encode_again(moving(kind, (10, 20, 30), **options))
    with pytest.raises(BadImage, match="too many moving pictures"):
        encode_again(moving(kind, (10, 20, 30, 40), **options))


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "PNG", "AVIF"])
def test_an_animation_of_too_many_pixels_is_refused(monkeypatch, kind):
    options = {"speed": 10} if kind == "AVIF" else {}
    monkeypatch.setitem(decoding.MAX_MOVING_PIXELS, kind, 3 * 48 * 32)
    encode_again(moving(kind, (10, 20, 30), **options))
    with pytest.raises(BadImage, match="too many moving pictures"):
        encode_again(moving(kind, (10, 20, 30, 40), **options))


def test_a_gif_that_plays_once_plays_once():
    assert "loop" not in encoded(moving("GIF", loop=None)).info


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_is_stored_upright(kind, orientation):
    picture = encode_again(rotated(kind, orientation))
    size = (48, 32) if orientation < 5 else (32, 48)
    assert (picture.width, picture.height) == size
    image = Image.open(io.BytesIO(picture.data))
    assert (image.size, dict(image.getexif())) == (size, {})
    # The ball stands in the upper left corner of what the camera saw.
    right, below = {
        1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)
    }[orientation]  # fmt: skip
    corner = (10 if not right else size[0] - 10, 14 if not below else size[1] - 14)
    if orientation > 4:
        corner = (14 if not right else size[0] - 14, 10 if not below else size[1] - 10)
    red, _green, blue = image.convert("RGB").getpixel(corner)
    assert red > blue


def test_a_picture_whose_exif_data_are_damaged_is_stored_as_it_lies():
    data = rotated("JPEG")
    at = data.index(b"Exif\0\0") + 6
    assert encoded(data[:at] + b"XX" + data[at + 2 :]).size == (48, 32)


def test_of_a_multi_picture_the_first_is_stored_as_jpeg():
    image = encoded(multi_picture())
    assert (image.format, getattr(image, "n_frames", 1), image.size) == ("JPEG", 1, (48, 32))


@pytest.mark.parametrize("name", good_pictures())
def test_every_kind_is_stored_under_its_own_ending(name):
    data = good_pictures()[name]
    picture = encode_again(data)
    ending = next(word for word in ("jpg", "png", "gif", "webp", "avif") if word in picture.ending)
    assert ending == {"JPEG": "jpg", "MPO": "jpg"}.get(encoded(data).format, ending)
    if name != "moving AVIF":
        # The encoder writes the time into it.
        assert encode_again(data) == picture


@pytest.mark.parametrize(
    ("size", "shown"),
    [((4000, 100), (2560, 64)), ((100, 20480), (50, 10240)), ((2560, 10), (2560, 10))],
)
@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "I;16"),
     ("PNG", "1"), ("GIF", "P")],
)  # fmt: skip
def test_a_picture_is_no_larger_than_a_page_shows(kind, mode, size, shown):
    picture = encode_again(saved(Image.new(mode, size), kind))
    image = Image.open(io.BytesIO(picture.data))
    image.load()
    assert (image.size, picture.width, picture.height) == (shown, *shown)


def test_a_large_photograph_is_decoded_in_a_part_of_its_size(monkeypatch):
    image = Image.linear_gradient("L").resize((4096, 3072)).convert("RGB")
    monkeypatch.setattr("articles.images.encoding._DECODED_PIXELS", 2048 * 1536)
    small = encoded(saved(image, "JPEG"))
    assert small.size == (2048, 1536)
    assert abs(small.getpixel((0, 768))[0] - 127) < 4


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch):
    for limits in ("MAX_PIXELS", "MAX_MOVING_PIXELS"):
        for kind in ("JPEG", "PNG", "GIF", "WEBP", "AVIF"):
            monkeypatch.setitem(getattr(decoding, limits), kind, 48 * 32 - 1)
    for name, data in good_pictures().items():
        if name != "MPO":
            with pytest.raises(BadImage, match="too many"):
                encode_again(data)


@pytest.mark.parametrize(
    ("mode", "options", "kept"),
    [("RGB", {}, 3), ("RGB", {"subsampling": 0}, 6), ("RGB", {"subsampling": 1}, 4), ("L", {}, 2),
     ("CMYK", {}, 8)],
)  # fmt: skip
def test_of_a_jpeg_in_passes_fewer_pixels_are_taken(monkeypatch, mode, options, kept):
    image = Image.new(mode, (100, 100))
    monkeypatch.setattr(decoding, "MAX_COEFFICIENTS", 10_000 * kept)
    encode_again(saved(image, "JPEG", progressive=True, **options))
    monkeypatch.setattr(decoding, "MAX_COEFFICIENTS", 10_000 * kept - 1)
    encode_again(saved(image, "JPEG", **options))
    with pytest.raises(BadImage, match="100 × 100"):
        encode_again(saved(image, "JPEG", progressive=True, **options))


def test_a_picture_for_print_is_shown_in_the_colours_of_a_screen():
    cyan = Image.new("CMYK", (40, 40), (255, 0, 0, 0))
    image = encoded(saved(cyan, "JPEG"))
    assert image.mode == "RGB"
    red, green, blue = image.getpixel((20, 20))
    assert red < 20
    assert green > 200
    assert blue > 200
