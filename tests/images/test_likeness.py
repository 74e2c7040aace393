"""Pictures that look alike have hashes of few different bits."""

import io

import pytest
from PIL import Image, ImageOps

from articles.images.likeness import look_of

# Bits of 64 by which pictures that look alike differ at most, with some room.
ALIKE = 8


def difference(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def scene() -> Image.Image:
    image = Image.radial_gradient("L").resize((400, 300))
    image.paste(Image.linear_gradient("L").resize((150, 100)).rotate(90), (20, 160))
    return Image.merge("RGB", [image, ImageOps.invert(image), image.rotate(180)])


def smaller(image: Image.Image) -> Image.Image:
    return image.resize((160, 120))


def compressed(image: Image.Image) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=30)
    return Image.open(stream)


def brighter(image: Image.Image) -> Image.Image:
    return image.point(lambda value: min(255, value + 25))


@pytest.mark.parametrize("change", [smaller, compressed, brighter, ImageOps.grayscale])
def test_the_same_scene_is_found_again(change):
    first, again = look_of(scene()), look_of(change(scene()))
    assert difference(first.perceptual_hash, again.perceptual_hash) <= ALIKE


@pytest.mark.parametrize("change", [ImageOps.invert, ImageOps.mirror])
def test_another_one_is_not_taken_for_it(change):
    first, other = look_of(scene()), look_of(change(scene()))
    assert difference(first.perceptual_hash, other.perceptual_hash) > ALIKE


def test_the_colour_is_the_mean_of_all_pixels():
    image = Image.new("RGB", (100, 100), (200, 0, 0))
    image.paste((0, 0, 100), (0, 0, 100, 50))
    red, green, blue = (int(look_of(image).colour[at : at + 2], 16) for at in (1, 3, 5))
    assert abs(red - 100) <= 4
    assert green <= 2
    assert abs(blue - 50) <= 4
