"""Good pictures of every format, and as many damaged ones as wanted, made of them by chance.

The same number gives the same damaged picture on every machine with the same Pillow.
"""

import io
import random
import struct
import zlib
from collections.abc import Iterator
from functools import cache

from PIL import Image, ImageDraw, PngImagePlugin

SIZE = (48, 32)


def _frame(number: int = 0, mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, SIZE, "navy")
    ImageDraw.Draw(image).ellipse((number * 6, 4, number * 6 + 20, 24), "orange")
    return image


def _saved(image: Image.Image, kind: str, **options) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def moving(kind: str, durations=(100, 250, 400), **options) -> bytes:
    """An animation; each of its frames is shown so many milliseconds."""
    first, *rest = map(_frame, range(len(durations)))
    options = {"duration": list(durations), "loop": 3} | options
    return _saved(first, kind, save_all=True, append_images=rest, **options)


def rotated(kind: str, orientation: int = 6) -> bytes:
    """A picture whose EXIF data say that it is to be turned."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Camera"
    return _saved(_frame(), kind, exif=exif)


def multi_picture() -> bytes:
    """An MPO, as phones write it."""
    return _saved(_frame(), "MPO", save_all=True, append_images=[_frame(1)])


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG (PNG, 5.3)."""
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


def with_chunk(png: bytes, added: bytes) -> bytes:
    """A PNG with a chunk behind its IHDR."""
    return png[:33] + added + png[33:]


def text_bomb(kind: bytes = b"zTXt", size: int = 2**20 + 1) -> bytes:
    """A PNG of a kilobyte whose text unpacks to more than `size` bytes."""
    packed = zlib.compress(b"x" * size, 9)
    head = b"Comment\0\0" if kind == b"zTXt" else b"Comment\0\1\0\0\0"
    return with_chunk(_saved(_frame(), "PNG"), chunk(kind, head + packed))


@cache
def good_pictures() -> dict[str, bytes]:
    """A picture of every kind that is taken, by a name for messages."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "a crane " * 20, zip=True)
    text.add_itxt("Title", "Кран " * 20, zip=True)
    return {
        "JPEG": _saved(_frame(), "JPEG"),
        "progressive JPEG": _saved(_frame(), "JPEG", progressive=True),
        "grey JPEG": _saved(_frame().convert("L"), "JPEG"),
        "CMYK JPEG": _saved(_frame().convert("CMYK"), "JPEG"),
        "JPEG with EXIF": rotated("JPEG"),
        "MPO": multi_picture(),
        "PNG": _saved(_frame(0, "RGBA"), "PNG"),
        "PNG with text": _saved(_frame(), "PNG", pnginfo=text),
        "PNG with a palette": _saved(_frame().quantize(8), "PNG", transparency=0),
        "PNG with EXIF": rotated("PNG"),
        "moving PNG": moving("PNG"),
        "GIF": _saved(_frame().quantize(8), "GIF"),
        "moving GIF": moving("GIF"),
        "WebP": _saved(_frame(0, "RGBA"), "WEBP"),
        "lossless WebP": _saved(_frame(), "WEBP", lossless=True),
        "WebP with EXIF": rotated("WEBP"),
        "moving WebP": moving("WEBP"),
        "AVIF": _saved(_frame(), "AVIF", speed=10),
        "AVIF with EXIF": _saved(_frame(), "AVIF", speed=10, exif=_exif()),
        "moving AVIF": moving("AVIF", speed=10),
    }


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 8, "Camera"
    return exif


def damaged_pictures(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` damaged pictures, each with a name that says what it was made of."""
    kinds = list(good_pictures().items())
    for number in range(count):
        kind, good = kinds[number % len(kinds)]
        chance = random.Random(number)
        damage = chance.choice([_cut, _flip, _flip_in_head, _length, _zero, _double, _splice])
        yield f"{kind}, {damage.__name__[1:]}, number {number}", damage(good, chance)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _flip(data: bytes, chance: random.Random, end: int | None = None) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8, 40])):
        changed[chance.randrange(min(end or len(data), len(data)))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _flip_in_head(data: bytes, chance: random.Random) -> bytes:
    return _flip(data, chance, 120)


def _length(data: bytes, chance: random.Random) -> bytes:
    """Another length in one of the places where the formats have lengths, counts and sizes."""
    places = [at for at in range(2, len(data) - 6) if data[at : at + 2] in (b"\0\0", b"\xff\xe1")]
    at = chance.choice(places or [4])
    value = chance.choice([0, 1, 2, 12, 255, 65535, 2**24, 2**31 - 1, 2**31, 2**32 - 1])
    width, order = chance.choice([("H", 2), ("I", 4)]), chance.choice("<>")
    packed = struct.pack(order + width[0], value % 2 ** (8 * width[1]))
    return data[:at] + packed + data[at + len(packed) :]


def _zero(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    length = min(chance.choice([1, 4, 16, 64, 512]), len(data) - start)
    return data[:start] + bytes(length) + data[start + length :]


def _double(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    end = start + chance.choice([1, 4, 16, 64, 512])
    return data[:end] + data[start:end] + data[end:]


def _splice(data: bytes, chance: random.Random) -> bytes:
    """The beginning of one picture, and the rest of another."""
    other = chance.choice(list(good_pictures().values()))
    at = chance.randrange(len(data))
    return data[:at] + other[min(at, len(other)) :]
