"""Photographs in HEIC, as phones keep them, made here by the encoder of pillow-heif."""

import io

import pytest
from PIL import Image

from articles.images import decoding
from articles.images.encoding import encode_again
from articles.images.exceptions import BadImage
from articles.images.storing import original_bytes, served_bytes, store_picture
from tests.images.test_colours import profile, tags

pillow_heif = pytest.importorskip("pillow_heif")

ORIENTATION, GPS = 0x0112, 0x8825


def heic(width: int = 320, height: int = 200) -> bytes:
    """A photograph in HEIC: red on the left, taken somewhere, upright after a turn, in Display P3."""
    image = Image.new("RGB", (width, height), (40, 60, 200))
    image.paste((220, 30, 30), (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (50.0, 27.0, 0.0), 3: "E", 4: (30.0, 31.0, 0.0)})
    file = pillow_heif.from_pillow(image)
    stream = io.BytesIO()
    file.save(stream, quality=90, exif=exif.tobytes(), icc_profile=profile(tags()))
    return stream.getvalue()


def test_one_becomes_an_upright_jpeg_without_metadata():
    """In the process with limits, as every upload."""
    data = heic()
    stored = store_picture(data)
    assert stored.name.endswith(".jpg")
    assert (stored.width, stored.height) == (200, 320)
    served = served_bytes(stored.name)
    assert original_bytes(stored.name) == data
    with Image.open(io.BytesIO(served)) as image:
        assert (image.format, image.size) == ("JPEG", (200, 320))
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile"} & image.info.keys()
        above, below = image.getpixel((100, 40)), image.getpixel((100, 280))
    assert above[0] > 180 > above[2]
    assert below[2] > 180 > below[0]
    assert b"GPS" not in served


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
def test_one_that_is_cut_off_is_refused(share):
    data = heic()
    with pytest.raises(BadImage):
        encode_again(data[: int(len(data) * share)])


def test_one_of_too_many_pixels_is_refused_by_its_header(monkeypatch):
    monkeypatch.setitem(decoding.MAX_PIXELS, "HEIF", 320 * 200 - 1)
    with pytest.raises(BadImage, match="pixels are too many"):
        encode_again(heic())


def test_where_the_package_is_not_installed_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(decoding, "has_heif", lambda: False)
    with pytest.raises(BadImage, match="HEIC: save it as JPEG, or have pillow-heif installed"):
        encode_again(heic())
    avif = io.BytesIO()
    Image.new("RGB", (8, 8)).save(avif, "AVIF")
    assert encode_again(avif.getvalue()).ending == "avif"
