"""The colours of a picture in sRGB, which every screen understands and other programs assume.

A profile is a file within the picture, with texts, tables and whatever else somebody put there. Of
it only the numbers are read that describe a screen: the primaries and the tone curves (ICC.1:2022,
7.2 header, 7.3 tag table, 8.3 and 8.4 matrix profiles, 10.6 curves, 10.18 parametric curves, 10.31
XYZ). Of them a small profile is made anew, by which the pixels are turned into sRGB; animations
keep it instead. A profile of another kind is left out, and a picture for print (CMYK) is turned,
too.
"""

import io
import struct
from itertools import pairwise
from typing import TYPE_CHECKING

from articles.images.decoding import decoder_guard
from articles.images.exceptions import BadImage

if TYPE_CHECKING:
    from PIL.Image import Image

# The tags that a profile of a screen consists of, by its colour space.
_TAGS = {
    b"RGB ": (b"wtpt", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"),
    b"GRAY": (b"wtpt", b"kTRC"),
}
_SPACES = {"L": b"GRAY", "LA": b"GRAY", "1": b"GRAY", "I;16": b"GRAY"}
_HEADER = 128
# XYZ of D50, which every profile names as its illuminant.
_D50 = bytes.fromhex("0000f6d6000100000000d32d")
# The number of parameters of each kind of parametric curve.
_PARAMETERS = (1, 3, 4, 5, 7)
_MAX_CURVE = 4096
# Profiles of printing presses hold tables of a megabyte or two.
_MAX_PRINT_PROFILE = 4 * 2**20


def in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """`image` in a mode that browsers show and in sRGB, without a profile; it may be changed in
    place."""
    if image.mode == "CMYK":
        return _from_print(image, profile or b"")
    if image.mode == "I;16":
        # Of each pixel the higher byte: Pillow's own conversion cuts all bright ones off at white.
        info, image = image.info, _of_bytes(image)
        image.info = info
    screen = screen_profile(profile or b"", _SPACES.get(image.mode, b"RGB "))
    if screen is not None and image.mode in ("RGB", "RGBA", "P", "L", "LA"):
        try:
            with decoder_guard():
                return _turned_to_srgb(image, screen)
        except BadImage:
            # Numbers that no colour follows from: shown as if there were no profile.
            pass
    return image


def _of_bytes(image: "Image") -> "Image":
    from PIL import Image

    with decoder_guard():
        return Image.frombytes("L", image.size, image.tobytes("raw", "I;16")[1::2])


def _turned_to_srgb(image: "Image", screen: bytes) -> "Image":
    from PIL import Image, ImageCms

    source = ImageCms.ImageCmsProfile(io.BytesIO(screen))
    target = ImageCms.createProfile("sRGB")
    if image.mode in ("RGB", "RGBA"):
        same = ImageCms.buildTransform(source, target, image.mode, image.mode)
        ImageCms.applyTransform(image, same, inPlace=True)
    elif image.mode == "P":
        palette = image.getpalette("RGB") or []
        colours = Image.frombytes("RGB", (len(palette) // 3, 1), bytes(palette))
        same = ImageCms.buildTransform(source, target, "RGB", "RGB")
        ImageCms.applyTransform(colours, same, inPlace=True)
        image.putpalette(colours.tobytes())
    else:
        greys = Image.frombytes("L", (256, 1), bytes(range(256)))
        grey = ImageCms.buildTransform(source, target, "L", "RGB")
        turned = ImageCms.applyTransform(greys, grey)
        table = list(turned.tobytes()[::3]) if turned else list(range(256))
        info = image.info
        image = image.point(
            table * len(image.getbands()) if image.mode == "L" else [*table, *range(256)]
        )
        image.info = info
    return image


def screen_profile(profile: bytes, space: bytes) -> bytes | None:
    """A new profile with the primaries and curves of `profile`; None for one of another kind.

    `space` is the colour space of the picture in ICC's spelling.
    """
    if profile[16:20] != space or profile[20:24] != b"XYZ " or profile[36:40] != b"acsp":
        return None
    table = _tag_table(profile)
    tags = {}
    for name in _TAGS[space]:
        if name not in table:
            return None
        data = _curve(table[name]) if name.endswith(b"TRC") else _point(table[name])
        if data is None:
            return None
        tags[name] = data
    return _packed(profile[8:10] + b"\0\0", space, tags)


def _tag_table(profile: bytes) -> dict[bytes, bytes]:
    """The bytes from the beginning of each tag on, as far as a tag that is kept may reach."""
    count = int.from_bytes(profile[_HEADER : _HEADER + 4])
    table = {}
    for number in range(min(count, 100)):
        start = _HEADER + 4 + 12 * number
        name, offset = profile[start : start + 4], profile[start + 4 : start + 8]
        at = int.from_bytes(offset)
        table[name] = profile[at : at + 12 + 2 * _MAX_CURVE]
    return table


def _point(data: bytes) -> bytes | None:
    """An XYZ tag; None unless its three numbers are those of a colour."""
    if data[:4] != b"XYZ " or len(data) < 20:
        return None
    numbers = struct.unpack(">3i", data[8:20])
    return b"XYZ \0\0\0\0" + data[8:20] if all(abs(one) < 3 * 2**16 for one in numbers) else None


def _curve(data: bytes) -> bytes | None:
    """A curve tag; None unless it is one that rises."""
    if data[:4] == b"para" and len(data) >= 12:
        kind = int.from_bytes(data[8:10])
        if kind >= len(_PARAMETERS):
            return None
        size = 4 * _PARAMETERS[kind]
        numbers = struct.unpack_from(f">{_PARAMETERS[kind]}i", data.ljust(12 + size, b"\0"), 12)
        if any(abs(one) > 16 * 2**16 for one in numbers) or len(data) < 12 + size:
            return None
        return b"para\0\0\0\0" + data[8:10] + b"\0\0" + data[12 : 12 + size]
    if data[:4] == b"curv" and len(data) >= 12:
        count = int.from_bytes(data[8:12])
        size = 2 * count
        if count > _MAX_CURVE or len(data) < 12 + size:
            return None
        values = struct.unpack_from(f">{count}H", data, 12)
        if any(one > other for one, other in pairwise(values)):
            return None
        return b"curv\0\0\0\0" + data[8 : 12 + size]
    return None


def _packed(version: bytes, space: bytes, tags: dict[bytes, bytes]) -> bytes:
    body, table = b"", b""
    start = _HEADER + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    for name, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += name + struct.pack(">2I", places[data], len(data))
    header = struct.pack(
        ">I4x4s4s4s4s12x4s28x12s48x",
        start + len(body), version, b"mntr", space, b"XYZ ", b"acsp", _D50,
    )  # fmt: skip
    return header + struct.pack(">I", len(tags)) + table + body


def _from_print(image: "Image", profile: bytes) -> "Image":
    """A CMYK picture in sRGB: by its profile, or by the plain rule where that cannot be used."""
    if profile[16:20] == b"CMYK" and len(profile) <= _MAX_PRINT_PROFILE:
        from PIL import ImageCms

        try:
            with decoder_guard():
                source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
                target = ImageCms.createProfile("sRGB")
                converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
                if converted is not None:
                    return _bare(converted)
        except BadImage:
            pass
    with decoder_guard():
        return _bare(image.convert("RGB"))


def _bare(image: "Image") -> "Image":
    image.info = {}
    return image
