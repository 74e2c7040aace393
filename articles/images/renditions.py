"""Makes the files that readers get of a picture: its widths in three formats, and its crops.

The picture is decoded once, a large JPEG in a part of its size, and each width is made of the next
larger one.
"""

import hashlib
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from articles.images.colours import in_srgb
from articles.images.decoding import count_frames, decoder_guard, open_image
from articles.images.encoding import NO_METADATA, on_white, upright
from articles.images.likeness import Look, look_of
from articles.images.scaling import resized
from articles.lib.picture_sizes import RATIOS, WIDTHS, Box, crop_box
from articles.lib.rendition_set import FORMATS

if TYPE_CHECKING:
    from PIL.Image import Image

# The width of a crop; search engines ask for 1,200 pixels.
CROP_WIDTH = 1200
# The most pixels that are held at once.
_HELD_PIXELS = 8_000_000
# Each format with its encoder, the options, and the most pixels that its encoder has memory for.
# The qualities look the same (benchmarks/images.py).
_FORMATS: dict[str, tuple[str, dict[str, object], int]] = {
    "avif": ("AVIF", {"quality": 61, "speed": 6, "max_threads": 1}, 4_000_000),
    "webp": ("WEBP", {"quality": 78, "method": 4}, 6_600_000),
    "jpg": ("JPEG", {"quality": 83}, _HELD_PIXELS),
}
# Changes with the widths and the options. With other rules a file has another name, because caches
# keep an address for good; and every image lacks its renditions.
RULES = hashlib.sha256(repr((WIDTHS, RATIOS, CROP_WIDTH, _FORMATS)).encode()).hexdigest()[:6]


class Wanted(NamedTuple):
    """The renditions to make of a picture: its focal point, and the formats."""

    point: tuple[float, float] = (0.5, 0.5)
    formats: tuple[str, ...] = FORMATS


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file: its kind (a format, or the ratio of a crop, which is a JPEG), and its pixels."""

    kind: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Renditions:
    """The files of one picture, and what it looks like from afar; none of an animation."""

    files: tuple[Rendition, ...]
    look: Look


def make_renditions(data: bytes, wanted: Wanted) -> Renditions:
    """The files for the picture in `data`, upright, in sRGB, without metadata, none larger than it.

    Raises BadImage for what is no picture, is damaged, or costs too much.
    """
    with open_image(data) as source:
        if count_frames(source) > 1:
            with decoder_guard():
                source.load()
                return Renditions((), look_of(source))
        profile = source.info.get("icc_profile")
        image = in_srgb(upright(source, _HELD_PIXELS), profile)
    # The decoder gives up its memory.
    del source
    with decoder_guard():
        image = _base(image)
        return Renditions(tuple(_files(image, wanted)), look_of(image))


def _base(image: "Image") -> "Image":
    """The picture in full colour, no larger than may be held."""
    ratio = min(1, math.sqrt(_HELD_PIXELS / image.width / image.height))
    size = max(1, round(image.width * ratio)), max(1, round(image.height * ratio))
    if image.mode in ("P", "1"):
        # Of a palette no colour lies between two others.
        image = _full_colour(image)
    return _full_colour(image if size == image.size else resized(image, size))


def _full_colour(image: "Image") -> "Image":
    mode = "RGBA" if image.has_transparency_data else "RGB"
    image = image if image.mode == mode else image.convert(mode)
    image.info = {}
    return image


def _files(image: "Image", wanted: Wanted) -> Iterator[Rendition]:
    yield from _crops(image, wanted.point)
    own = min(image.width, WIDTHS[-1])
    for width in sorted({own, *(width for width in WIDTHS if width < own)}, reverse=True):
        height = max(1, round(image.height * width / image.width))
        if (width, height) != image.size:
            image = resized(image, (width, height))
        for kind in wanted.formats:
            encoder, options, most = _FORMATS[kind]
            if width * height <= most:
                yield Rendition(kind, width, height, _encoded(image, encoder, options))


def _crops(image: "Image", point: tuple[float, float]) -> Iterator[Rendition]:
    encoder, options, _most = _FORMATS["jpg"]
    for kind, ratio in RATIOS.items():
        box = crop_box(image.size, ratio, point)
        width = min(CROP_WIDTH, box[2] - box[0])
        height = max(1, round(width * ratio[1] / ratio[0]))
        # No name holds a crop while the next one is made.
        data = _encoded(_cropped(image, box, (width, height)), encoder, options)
        yield Rendition(kind, width, height, data)


def _cropped(image: "Image", box: Box, size: tuple[int, int]) -> "Image":
    """The part in `box` in another size: halved first, as often as no detail of the result depends
    on it."""
    from PIL.Image import Resampling

    return image.resize(size, Resampling.BICUBIC, box=box, reducing_gap=2.0)


def _encoded(image: "Image", encoder: str, options: dict[str, object]) -> bytes:
    if encoder == "JPEG" and image.mode == "RGBA":
        image = on_white(image)
    stream = io.BytesIO()
    image.save(stream, encoder, **NO_METADATA | options)
    return stream.getvalue()
