"""What a picture file consists of, read without Pillow: every part that is no picture is named."""

import struct
from collections.abc import Iterator

from articles.images.colours import screen_profile

# Parts that hold pixels, colours and timing.
_PNG = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"acTL", b"fcTL", b"fdAT", b"IEND"}
_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_AVIF = {b"ftyp", b"meta", b"mdat", b"moov"}
_AVIF_WITHIN = (b"Exif", b"mime", b"uri ", b"udta", b"uuid", b"free", b"skip")


def media_type(data: bytes) -> str:
    """The media type that the first bytes say."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/avif" if data[4:8] == b"ftyp" else ""


def foreign_parts(data: bytes) -> list[str]:
    """The parts of a picture that are neither pixels, colours nor timing, and what is behind it."""
    return list(_PARTS[media_type(data)](data))


def _jpeg(data: bytes) -> Iterator[str]:
    at = 2
    while data[at : at + 2] != b"\xff\xd9":
        if data[at] != 0xFF:
            yield f"bytes between segments: {data[at : at + 20]!r}"
            return
        marker = data[at + 1]
        segment = data[at + 4 : at + 2 + int.from_bytes(data[at + 2 : at + 4])]
        if marker == 0xE2 and segment[:12] == b"ICC_PROFILE\0":
            if screen_profile(segment[14:], segment[30:34]) != segment[14:]:
                yield f"profile: {segment[:40]!r}"
        elif marker == 0xE0:
            if segment[:5] != b"JFIF\0" or len(segment) != 14:
                yield f"JFIF: {segment[:20]!r}"
        elif marker not in (0xC0, 0xC2, 0xC4, 0xDB, 0xDD, 0xDA):
            yield f"segment {marker:x}: {segment[:20]!r}"
        at += 4 + len(segment)
        if marker == 0xDA:
            while not (data[at] == 0xFF and data[at + 1] not in (0, *range(0xD0, 0xD8))):
                at += 1
    if data[at + 2 :]:
        yield f"behind: {data[at + 2 : at + 22]!r}"


def _png(data: bytes) -> Iterator[str]:
    at = 8
    kind = b""
    while kind != b"IEND":
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if kind not in _PNG:
            yield f"chunk {kind!r}: {data[at + 8 : at + 28]!r}"
        at += 12 + size
    if data[at:]:
        yield f"behind: {data[at : at + 20]!r}"


def _gif(data: bytes) -> Iterator[str]:
    at = 13 + (3 * 2 ** ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    while data[at] != 0x3B:
        if data[at] == 0x21:
            kind, first = data[at + 1], data[at + 3 : at + 3 + data[at + 2]]
            if kind != 0xF9 and (kind, first) != (0xFF, b"NETSCAPE2.0"):
                yield f"extension {kind:x}: {first!r}"
            at += 2
        elif data[at] == 0x2C:
            flags = data[at + 9]
            at += 11 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
        else:
            yield f"byte {data[at]:x}"
            return
        while data[at]:
            at += 1 + data[at]
        at += 1
    if data[at + 1 :]:
        yield f"behind: {data[at + 1 : at + 21]!r}"


def _webp(data: bytes) -> Iterator[str]:
    (size,) = struct.unpack("<I", data[4:8])
    if size + 8 != len(data):
        yield f"behind: {data[size + 8 : size + 28]!r}"
    at = 12
    while at < size + 8:
        kind, (length,) = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])
        if kind not in _WEBP:
            yield f"chunk {kind!r}: {data[at + 8 : at + 28]!r}"
        at += 8 + length + length % 2


def _avif(data: bytes) -> Iterator[str]:
    at = 0
    while at < len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if kind not in _AVIF or size < 8:
            yield f"box {kind!r}: {data[at : at + 20]!r}"
            return
        if kind != b"mdat":
            box = data[at : at + size]
            yield from (f"within {kind!r}: {one!r}" for one in _AVIF_WITHIN if one in box)
        at += size


_PARTS = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/avif": _avif,
}
