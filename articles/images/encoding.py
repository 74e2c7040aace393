"""Encodes a picture again: its pixels, its timing and its colours, and nothing else of its file.

What a camera wrote into it (the place, the time, the maker) stays behind, and so does a page or
a script that a file holds besides its picture.
"""

import io
import math
from dataclasses import dataclass
from operator import add
from typing import TYPE_CHECKING

from articles.images.colours import in_srgb, screen_profile
from articles.images.decoding import (
    FORMATS,
    STORED_AS,
    check_moving_pixels,
    count_frames,
    decoder_guard,
    open_image,
)
from articles.images.exceptions import BadImage
from articles.images.likeness import Look, look_of
from articles.images.scaling import resized

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels. Larger images are scaled down: no page shows more.
MAX_WIDTH, MAX_HEIGHT = 2560, 10240
# Of a JPEG, the most that are decoded: its decoder can scale.
_DECODED_PIXELS = 20_000_000
# The most that are encoded: the encoder of AVIF needs 25 bytes for each, that of WebP has the
# memory that its decoder leaves.
_ENCODED_PIXELS = {"AVIF": 4_000_000, "WEBP": 6_600_000}
# Formats that lose quality for size, with the options of their encoders. AVIF's own choice would
# take four times as long for files a tenth smaller, and each thread some memory.
_LOSSY: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 88},
    "WEBP": {"quality": 88},
    "AVIF": {"quality": 88, "speed": 8, "max_threads": 1},
}
# What the encoders would else take over from the picture.
NO_METADATA = {"exif": b"", "xmp": b"", "comment": b""}
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A picture as it is served: its bytes, the ending of its name, its size in pixels, and what it
    looks like from afar."""

    data: bytes
    ending: str
    width: int
    height: int
    look: Look


def encode_again(data: bytes) -> EncodedPicture:
    """The picture in `data`, upright and no larger than a page shows, in its own format.

    Raises BadImage for what is no picture, is damaged anywhere, or costs too much.
    """
    with open_image(data) as source:
        format_name = STORED_AS.get(source.format or "", source.format or "")
        if count_frames(source) > 1:
            return _encoded(source, format_name, _animation(source))
        profile = source.info.get("icc_profile")
        image = in_srgb(upright(source), profile)
    # The decoder gives up its memory.
    del source
    with decoder_guard():
        if format_name == "JPEG" and image.has_transparency_data:
            image = on_white(image)
        return _encoded(image, format_name, {"icc_profile": None})


def on_white(image: "Image") -> "Image":
    """A picture that one sees through, for a format that has no such thing."""
    from PIL import Image

    ground = Image.new("RGB", image.size, "white")
    image = image.convert("RGBA")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _encoded(image: "Image", format_name: str, options: dict[str, object]) -> EncodedPicture:
    stream = io.BytesIO()
    image.save(stream, format_name, **NO_METADATA | _LOSSY.get(format_name, {}) | options)
    return EncodedPicture(stream.getvalue(), FORMATS[format_name], *image.size, look_of(image))


def upright(source: "Image", may_hold: int = 0) -> "Image":
    """The pixels of an open image, scaled and turned as readers see them, in its own colours.

    An image of at most `may_hold` pixels is not scaled: whoever makes smaller ones of it has no
    need of one between.
    """
    if source.format not in ("JPEG", "MPO"):
        # The EXIF data of a PNG may stand behind its pixels; a JPEG is scaled while it is decoded.
        source.load()
    orientation = _orientation(source)
    box = (MAX_WIDTH, MAX_HEIGHT) if orientation < 5 else (MAX_HEIGHT, MAX_WIDTH)
    image = _turned(_scaled(source, *box, may_hold), orientation)
    transparency = source.info.get("transparency")
    image.info = {} if transparency is None else {"transparency": transparency}
    if image.mode == "P":
        _blacken(image, image.histogram())
    return image


def _scaled(source: "Image", max_width: int, max_height: int, may_hold: int) -> "Image":
    if source.format in ("JPEG", "MPO"):
        _draft(source, _fitted(source, max_width, max_height))
    source.load()
    size = _fitted(source, max_width, max_height)
    if source.size == size or source.width * source.height <= may_hold:
        return source
    if source.mode in ("1", "P", "I;16"):
        return source.resize(size)
    return resized(source, size)


def _fitted(image: "Image", max_width: int, max_height: int) -> tuple[int, int]:
    ratio = min(1, max_width / image.width, max_height / image.height)
    if most := _ENCODED_PIXELS.get(image.format or ""):
        ratio = min(ratio, math.sqrt(most / image.width / image.height))
    return max(1, round(image.width * ratio)), max(1, round(image.height * ratio))


def _draft(source: "Image", size: tuple[int, int]) -> None:
    """Have an open JPEG decoded in a half, a quarter or an eighth of its size where that is
    enough for `size`, or its size is too much to decode."""
    scale = 1
    while scale < 8 and (
        source.width // (2 * scale) >= size[0]
        or source.width * source.height > _DECODED_PIXELS * scale**2
    ):
        scale *= 2
    source.draft(None, (max(1, source.width // scale), max(1, source.height // scale)))


def _orientation(source: "Image") -> int:
    """The EXIF orientation of an open image; 1 (upright) where none can be read."""
    try:
        # The guard within that of the caller: browsers ignore damaged EXIF data, too.
        with decoder_guard():
            return int(source.getexif().get(_ORIENTATION, 1))
    except BadImage:
        return 1


def _turned(image: "Image", orientation: int) -> "Image":
    from PIL.Image import Transpose

    # EXIF 2.32, 4.6.4, tag 274.
    method = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation)
    return image if method is None else image.transpose(method)


def _blacken(image: "Image", histogram: list[int]) -> None:
    """Blacken the colours of a palette that no pixel has: they may spell anything."""
    palette = image.getpalette("RGB") or []
    for number, pixels in enumerate(histogram[: len(palette) // 3]):
        if not pixels:
            palette[3 * number : 3 * number + 3] = [0, 0, 0]
    image.putpalette(palette)
    transparency = image.info.get("transparency")
    if isinstance(transparency, bytes):
        image.info["transparency"] = bytes(
            alpha if histogram[number] else 255 for number, alpha in enumerate(transparency[:256])
        )


def _animation(source: "Image") -> dict[str, object]:
    """The options that encode all frames of an image with their timing.

    Only some of Pillow's encoders take the timing over by themselves.
    """
    from PIL import ImageSequence

    durations = []
    pixels = 0
    histogram = [0] * 256
    for frame in ImageSequence.Iterator(source):
        pixels += frame.width * frame.height
        # A frame of a GIF may be larger than the GIF says it is.
        check_moving_pixels(source, pixels)
        # Of WebP and AVIF the duration is known once the frame is decoded.
        frame.load()
        durations.append(frame.info.get("duration", 0))
        if frame.mode == "P":
            histogram = list(map(add, histogram, frame.histogram()))
    source.seek(0)
    source.load()
    if source.mode == "P":
        _blacken(source, histogram)
    profile = screen_profile(source.info.get("icc_profile") or b"", b"RGB ")
    options: dict[str, object] = {"save_all": True, "duration": durations, "icc_profile": profile}
    if "loop" in source.info:
        options["loop"] = source.info["loop"]
    if source.format == "PNG":
        # The frames are whole pictures by now: each replaces the one before.
        options |= {"default_image": False, "disposal": 0, "blend": 0}
    return options
