"""Pillow, behind one guard: whatever it raises over a picture's bytes becomes a BadImage.

Pillow has a decoder of its own for each format, and a damaged picture may make any of them raise
nearly anything: KeyError, ValueError, SyntaxError, struct.error, EOFError, MemoryError. No list of
them stays complete, so the guard takes all; nothing but calls of Pillow may stand within it.
"""

import importlib.util
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from articles.images.exceptions import BadImage

if TYPE_CHECKING:
    from PIL.Image import Image

# Pillow's name of a format → the file ending that every web server knows. MPO is what phones and
# stereo cameras write: a JPEG with more JPEGs behind it, which browsers show as the first. HEIF
# (HEIC) is what phones keep photographs in; it needs the package pillow-heif.
FORMATS = {
    "JPEG": "jpg",
    "MPO": "jpg",
    "HEIF": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "AVIF": "avif",
    "GIF": "gif",
}
# What browsers do not show in its own format.
STORED_AS = {"MPO": "JPEG", "HEIF": "JPEG"}
# The file ending → its media type, which not every system's table of them has.
MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "gif": "image/gif",
}
# The most pixels of one picture. A decoder of WebP or AVIF needs about 16 bytes for each (a screen
# of 4K has 8.3 million), that of PNG 4; of a JPEG a part is decoded when it has many.
MAX_PIXELS = {
    "JPEG": 100_000_000,
    "MPO": 100_000_000,
    "PNG": 24_000_000,
    "WEBP": 8_400_000,
    "AVIF": 8_400_000,
    "HEIF": 12_600_000,
    "GIF": 24_000_000,
}
# The most pixels of all frames of one animation, which most encoders hold at once.
MAX_MOVING_PIXELS = {
    "PNG": 24_000_000,
    "WEBP": 64_000_000,
    "AVIF": 9_000_000,
    "GIF": 64_000_000,
}
# Bytes. Of a JPEG that is sent in several passes, decoders keep all coefficients until the last.
MAX_COEFFICIENTS = 96_000_000
# Of one animation; more would keep the program busy for minutes.
MAX_FRAMES = 1000
# By so many of its first bytes Pillow chooses the decoder of a picture.
HEAD_BYTES = 16
_MAX_REASON = 120
# Markers that begin a frame of a JPEG, and those of progressive ones.
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"})
_TOO_MANY_FRAMES = "too many moving pictures in one: make it shorter or smaller"


@contextmanager
def decoder_guard() -> Iterator[None]:
    """Raise BadImage for every exception of the block, which must hold calls of Pillow only."""
    # Pillow costs 20 ms to import, and most commands see no picture.
    from PIL import Image, UnidentifiedImageError

    try:
        yield
    except BadImage:
        raise
    except UnidentifiedImageError as error:
        raise BadImage(_not_one_of(has_heif())) from error
    except Image.DecompressionBombError as error:
        raise BadImage("it has too many pixels: make the picture smaller") from error
    except MemoryError as error:
        # The one allocation that failed is as large as the picture, and is given up with it.
        raise BadImage("it needs more memory than there is: make the picture smaller") from error
    except Exception as error:
        text = (
            "the picture is damaged or of an unusual kind (%s): save it anew in a picture program"
        )
        raise BadImage(text % _reason(error)) from error


@contextmanager
def open_image(data: bytes) -> Iterator["Image"]:
    """Open an image of one of FORMATS, of which only the header is read yet.

    Raises BadImage for one that is none or has too many pixels, and for what Pillow raises in the
    block.
    """
    _load_plugins()
    from PIL import Image

    if not has_heif() and _is_heic(data):
        text = "this site takes no pictures in HEIC: save it as JPEG, or have pillow-heif installed"
        raise BadImage(text)
    with decoder_guard(), Image.open(io.BytesIO(data), formats=_opened()) as image:
        _check_pixels(image, data)
        yield image


def is_opened(head: bytes) -> bool:
    """Whether `open_image()` opens a file with these first bytes, if it is not damaged."""
    _load_plugins()
    from PIL import Image

    # A text is a warning that the plugin cannot decode the kind.
    return any(Image.OPEN[name][1](head[:HEAD_BYTES]) is True for name in _opened())  # type: ignore[misc]


def count_frames(image: "Image") -> int:
    """The number of frames of an open image. Raises BadImage for too many of them, or pixels.

    Of an MPO or HEIF the first picture is the photograph; the others are its views for the eyes.
    """
    if image.format in STORED_AS or not getattr(image, "is_animated", False):
        return 1
    try:
        # Before they are counted: in a GIF that is a walk through all of them.
        image.seek(MAX_FRAMES)
    except EOFError:
        image.seek(0)
    else:
        raise BadImage(_TOO_MANY_FRAMES)
    frames: int = image.n_frames  # type: ignore[attr-defined]
    check_moving_pixels(image, image.width * image.height * frames)
    return frames


def check_moving_pixels(image: "Image", pixels: int) -> None:
    """Raise BadImage when an animation has more than the `pixels` that its format may have."""
    if pixels > MAX_MOVING_PIXELS[image.format or ""]:
        raise BadImage(_TOO_MANY_FRAMES)


def has_heif() -> bool:
    """Whether pictures in HEIC can be decoded here: requirements-extras.txt."""
    return importlib.util.find_spec("pillow_heif") is not None


def _is_heic(data: bytes) -> bool:
    """Whether a file says that it is HEIF with HEVC inside (ISO/IEC 23008-12, B.4)."""
    brands = {data[at : at + 4] for at in (8, *range(16, min(len(data), 64), 4))}
    return data[4:8] == b"ftyp" and not brands.isdisjoint(_HEIC_BRANDS)


def _not_one_of(heif: bool) -> str:
    kinds = "JPEG, PNG, WebP, AVIF, HEIC or GIF" if heif else "JPEG, PNG, WebP, AVIF or GIF"
    return f"it is not a {kinds} picture"


@cache
def _opened() -> list[str]:
    """The formats that are opened. Pillow opens an MPO as the JPEG that it begins with."""
    return [name for name in FORMATS if name != "MPO" and (name != "HEIF" or has_heif())]


@cache
def _load_plugins() -> None:
    """Load the plugins of FORMATS. Pillow would load all it has, and some of them run programs."""
    from PIL import (  # noqa: F401
        AvifImagePlugin,
        GifImagePlugin,
        JpegImagePlugin,
        MpoImagePlugin,
        PngImagePlugin,
        WebPImagePlugin,
    )

    if has_heif():
        import pillow_heif

        # One thread, and no thumbnails: each costs memory.
        pillow_heif.register_heif_opener(thumbnails=False)
        pillow_heif.options.DECODE_THREADS = 1


def _check_pixels(image: "Image", data: bytes) -> None:
    width, height = image.size
    limit = MAX_PIXELS[image.format or ""]
    if image.format in ("JPEG", "MPO") and (kept := bytes_kept_per_pixel(data)):
        limit = min(limit, int(MAX_COEFFICIENTS / kept))
    if width * height > limit:
        text = f"{width} × {height} pixels are too many for this kind of picture"
        raise BadImage(f"{text}, which may have {limit // 10**6} million: make it smaller")


def bytes_kept_per_pixel(jpeg: bytes) -> float:
    """Return the bytes that a decoder keeps for each pixel of a JPEG.

    More than 0 for one that is progressive, or has its colours in several passes. The segments
    until the first start of scan are read (ITU-T T.81, B.1.1.4, B.2.2 and B.2.3).
    """
    passes, factors, at = False, [(1, 1)], 2
    while at + 5 < len(jpeg):
        if jpeg[at] != 0xFF or jpeg[at + 1] in (0x00, 0x01, 0xFF, *range(0xD0, 0xD9)):
            # Fill bytes, and markers without a length.
            at += 1
            continue
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4])
        if marker in _FRAMES:
            passes = marker in _PROGRESSIVE
            sampling = jpeg[at + 11 : at + 2 + length : 3]
            factors = [(one >> 4 or 1, one & 15 or 1) for one in sampling] or factors
        if marker == 0xDA:
            passes |= jpeg[at + 4] < len(factors)
            break
        at += 2 + length
    widest = max(across for across, _down in factors)
    highest = max(down for _across, down in factors)
    samples = sum(across * down for across, down in factors) / (widest * highest)
    return 2 * samples if passes else 0


def _reason(error: Exception) -> str:
    text = "".join(char if char.isprintable() else " " for char in str(error))
    return " ".join(text.split())[:_MAX_REASON] or type(error).__name__
