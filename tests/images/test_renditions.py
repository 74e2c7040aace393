"""Of one picture all the files are made that readers get, and none holds more than its pixels."""

import io

import pytest
from PIL import Image

from articles.images.exceptions import BadImage
from articles.images.renditions import Wanted, make_renditions
from articles.lib.picture_sizes import WIDTHS
from tests.images import test_colours
from tests.images.damaged import moving, rotated
from tests.images.hostile import MARK, exif, saved


def photograph(size=(1000, 600), mode="RGB") -> Image.Image:
    """A gradient with a red ball in its left third."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    left, top = size[0] // 10, size[1] // 3
    image.paste((255, 0, 0), (left, top, left + size[0] // 10, top + size[1] // 4))
    return image.convert(mode)


def bytes_of(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_each_width_up_to_its_own_is_made_in_each_format():
    made = make_renditions(bytes_of(photograph()), Wanted())
    widths = [320, 480, 640, 828, 1000]
    for kind in ("avif", "webp", "jpg"):
        files = [file for file in made.files if file.kind == kind]
        assert sorted(file.width for file in files) == widths, kind
        for file in files:
            image = opened(file.data)
            assert image.size == (file.width, file.height)
            assert abs(file.height - file.width * 0.6) <= 1
            assert image.format.lower() == kind.replace("jpg", "jpeg")


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (319, 5), (1600, 40), (1601, 40), (4000, 40)])
def test_none_is_larger_than_the_picture_or_the_widest_that_pages_show(size):
    files = make_renditions(bytes_of(photograph(size)), Wanted()).files
    assert max(file.width for file in files) == min(size[0], WIDTHS[-1])


def test_crops_keep_the_focal_point():
    for point, is_red in (((0.15, 0.45), True), ((1, 0.45), False)):
        made = make_renditions(bytes_of(photograph()), Wanted(point))
        (square,) = (file for file in made.files if file.kind == "1x1")
        image = opened(square.data).convert("RGB")
        assert (square.width, square.height, image.size) == (600, 600, (600, 600))
        reds = [image.getpixel((x, 270)) for x in range(0, 600, 10)]
        assert any(red > 200 and green < 60 for red, green, _blue in reds) is is_red


def test_crops_are_as_wide_as_search_engines_ask_where_the_picture_allows():
    files = make_renditions(bytes_of(photograph((2560, 1700)), "JPEG"), Wanted(formats=())).files
    assert {file.kind: (file.width, file.height) for file in files} == {
        "16x9": (1200, 675), "4x3": (1200, 900), "1x1": (1200, 1200),
    }  # fmt: skip


def test_only_the_crops_are_made_anew_for_another_point():
    files = make_renditions(bytes_of(photograph()), Wanted(formats=())).files
    assert sorted(file.kind for file in files) == ["16x9", "1x1", "4x3"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_of_the_camera_is_in_them(kind):
    data = saved(kind, icc_profile=test_colours.profile(test_colours.tags()), exif=exif()) + MARK
    for file in make_renditions(data, Wanted()).files:
        image = opened(file.data)
        assert not image.getexif(), file.kind
        assert "icc_profile" not in image.info, file.kind
        assert b"marker" not in file.data, file.kind


@pytest.mark.parametrize("orientation", range(1, 9))
def test_they_are_upright(orientation):
    size = (48, 32) if orientation < 5 else (32, 48)
    files = make_renditions(rotated("JPEG", orientation), Wanted()).files
    assert {(file.width, file.height) for file in files if file.kind == "jpg"} == {size}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_colour_looks_the_same(mode):
    source = Image.new("RGB", (64, 48), (180, 180, 180))
    if mode == "I;16":
        image = Image.new("I;16", source.size, 180 * 257)
    elif mode == "1":
        image = Image.new("1", source.size, 1)
    else:
        image = source.quantize() if mode == "P" else source.convert(mode)
    expected = 255 if mode == "1" else 180
    made = make_renditions(bytes_of(image, "JPEG" if mode == "CMYK" else "PNG"), Wanted())
    for file in made.files:
        for value in opened(file.data).convert("RGB").getpixel((20, 20)):
            assert abs(value - expected) <= 8, file.kind
    assert (
        abs(int(made.look.colour[1:3], 16) - expected) <= 8
        if mode not in ("LA", "RGBA")
        else (made.look.colour == "")
    )


@pytest.mark.parametrize("mode", ["LA", "RGBA", "PA"])
def test_what_one_sees_through_stays_so_but_in_jpegs_where_it_is_white(mode):
    image = Image.new("RGBA", (64, 48), (255, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 20, 48))
    image = image.quantize() if mode == "PA" else image.convert(mode)
    for file in make_renditions(bytes_of(image), Wanted()).files:
        shown = opened(file.data)
        if file.kind in ("avif", "webp"):
            assert shown.convert("RGBA").getpixel((50, 20))[3] < 10, file.kind
            assert shown.convert("RGBA").getpixel((5, 20))[3] > 245, file.kind
        elif file.kind == "jpg":
            assert min(shown.convert("RGB").getpixel((50, 20))) > 240


def test_of_an_animation_none_are_made():
    for kind in ("GIF", "WEBP", "PNG"):
        assert make_renditions(moving(kind), Wanted()).files == ()


def test_a_tall_picture_is_made_in_the_widths_that_there_is_memory_for():
    files = make_renditions(bytes_of(photograph((1600, 9000)), "JPEG"), Wanted()).files
    widths = {kind: [f.width for f in files if f.kind == kind] for kind in ("avif", "webp", "jpg")}
    assert widths["jpg"]
    assert max(file.width * file.height for file in files) <= 8_100_000
    assert set(widths["avif"]) <= set(widths["webp"]) <= set(widths["jpg"])


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"%PDF-1.7", saved("JPEG")[:-200]])
def test_what_is_no_picture_or_damaged_is_refused(data):
    with pytest.raises(BadImage):
        make_renditions(data, Wanted())
