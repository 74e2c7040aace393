"""Hostile and awkward pictures, made by this script: what they hide, and what becomes of them.

`MARK` stands wherever a picture can hold bytes that are none of its pixels.
"""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from PIL import Image, PngImagePlugin

from tests.images.damaged import chunk, good_pictures, moving, rotated, text_bomb, with_chunk

MARK = b"<script>marker()</script>"
NO_PICTURE = "it is not a JPEG, PNG, WebP, AVIF, HEIC or GIF picture"
DAMAGED = "the picture is damaged"
TOO_LARGE = "pixels are too many"
TOO_LONG = "too many moving pictures"
ENDINGS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}


@dataclass(frozen=True, slots=True)
class Hostile:
    """A picture under the name that it comes with.

    `ending` is that of the served picture, empty for one that is refused; `said` is then a part
    of the reason.
    """

    file: str
    data: bytes
    ending: str = ""
    said: str = ""


def saved(kind: str, mode: str = "RGB", size=(48, 32), **options) -> bytes:
    stream = io.BytesIO()
    if kind == "AVIF":
        options = {"speed": 10} | options
    Image.linear_gradient("L").resize(size).convert(mode).save(stream, kind, **options)
    return stream.getvalue()


def exif(**tags: object) -> bytes:
    """EXIF data with a place, and `MARK` in every text."""
    data = Image.Exif()
    data[0x010E] = data[0x010F] = data[0x013B] = data[0x8298] = MARK.decode()
    data[0x8825] = {1: "N", 2: (50.0, 27.0, 0.0), 3: "E", 4: (30.0, 31.0, 0.0), 29: "2026:01:01"}
    data[0x0112] = tags.get("orientation", 1)
    return data.tobytes()


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">%s</x:xmpmeta>' % MARK


def jpeg_segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def in_jpeg(jpeg: bytes, *segments: bytes) -> bytes:
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def riff_chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def riff(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def vp8x(width: int, height: int, flags: int = 0) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return riff_chunk(b"VP8X", bytes([flags, 0, 0, 0]) + size)


def gif_blocks(data: bytes) -> bytes:
    return b"".join(
        bytes([len(part)]) + part
        for part in (data[at : at + 255] for at in range(0, len(data), 255))
    ) + b"\0"  # fmt: skip


def in_gif(gif: bytes, block: bytes) -> bytes:
    """A GIF with an extension behind its colours."""
    at = 13 + 3 * 2 ** ((gif[10] & 7) + 1)
    return gif[:at] + block + gif[at:]


def png(width: int, height: int, depth: int, kind: int, row: int, *, laced: bool = False) -> bytes:
    """A black PNG made by hand, whose rows have `row` bytes."""
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, laced)
    pixels = zlib.compressobj(9)
    rows = [bytes(1 + row)] * height
    if laced:
        rows = [
            bytes(1 + -(-(row * -(-(width - x) // dx)) // width))
            for x, y, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
                                 (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
            for _ in range(y, height, dy) if x < width
        ]  # fmt: skip
    packed = b"".join(map(pixels.compress, rows)) + pixels.flush()
    parts = chunk(b"IHDR", head), chunk(b"IDAT", packed), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("index.html", MARK)
    return stream.getvalue()


def profile() -> bytes:
    """A profile of a screen with `MARK` in its texts."""
    from tests.images import test_colours

    return test_colours.profile(test_colours.tags(desc=b"desc\0\0\0\0" + MARK, cprt=b"text" + MARK))


def huge_profile() -> bytes:
    return profile() + MARK * 40_000


def _plain() -> dict[str, bytes]:
    good = good_pictures()
    return {
        "JPEG": good["JPEG"], "PNG": good["PNG"], "GIF": good["GIF"], "WEBP": good["WebP"],
        "AVIF": good["AVIF"],
    }  # fmt: skip


def _taken(file: str, data: bytes, kind: str) -> Hostile:
    return Hostile(file, data, ENDINGS[kind])


def _behind() -> dict[str, Hostile]:
    """Other files behind the picture."""
    found = {}
    for kind, data in _plain().items():
        file = f"behind.{ENDINGS[kind]}"
        found[f"{kind} with a page behind"] = _taken(file, data + MARK, kind)
        found[f"{kind} that is a zip, too"] = _taken(file, data + zipped(), kind)
    found["JPEG with another behind"] = _taken(
        "two.jpg", saved("JPEG") + saved("JPEG", exif=exif()), "JPEG"
    )
    found["MPO whose second view knows the place"] = _taken("phone.jpg", _mpo(), "JPEG")
    return found


def _mpo() -> bytes:
    stream = io.BytesIO()
    first, second = Image.new("RGB", (48, 32)), Image.new("RGB", (48, 32), "red")
    first.save(stream, "MPO", save_all=True, append_images=[second], exif=exif())
    return stream.getvalue() + MARK


def _metadata() -> dict[str, Hostile]:
    """What cameras and programs write."""
    found = {}
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        file = f"camera.{ENDINGS[kind]}"
        for name, options in {
            "place": {"exif": exif()}, "place, turned": {"exif": exif(orientation=6)},
            "profile": {"icc_profile": profile()}, "XMP": {"xmp": XMP},
        }.items():  # fmt: skip
            if kind == "PNG" and name == "XMP":
                continue
            found[f"{kind} with {name}"] = _taken(file, saved(kind, **options), kind)
    xmp = PngImagePlugin.PngInfo()
    xmp.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    found["PNG with XMP"] = _taken("a.png", saved("PNG", pnginfo=xmp), "PNG")
    gif = _plain()["GIF"]
    block = b"\x21\xff\x0bXMP DataXMP" + gif_blocks(XMP)
    found["GIF with XMP"] = _taken("a.gif", in_gif(gif, block), "GIF")
    for orientation in (0, 9, 65535):
        data = saved("JPEG", exif=exif(orientation=orientation))
        found[f"JPEG with the orientation {orientation}"] = _taken("a.jpg", data, "JPEG")
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(MARK)) + MARK
    found["JPEG with IPTC"] = _taken(
        "a.jpg", in_jpeg(saved("JPEG"), jpeg_segment(0xED, iptc)), "JPEG"
    )
    found["PNG with EXIF data as text"] = _taken("a.png", _raw_profile(), "PNG")
    late = chunk(b"eXIf", exif()[6:])
    data = saved("PNG")
    found["PNG with EXIF data behind its pixels"] = _taken("a.png", data[:-12] + late + data[-12:],
                                                           "PNG")  # fmt: skip
    return found


def _raw_profile() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Raw profile type exif", f"\nexif\n{len(exif()):8}\n{exif().hex()}\n", zip=True)
    text.add_text("Raw profile type iptc", MARK.decode())
    return saved("PNG", pnginfo=text)


def _texts() -> dict[str, Hostile]:
    """Places for texts, and for what nobody reads."""
    jpeg, gif, data = saved("JPEG"), _plain()["GIF"], saved("PNG")
    webp, text = saved("WEBP"), b"Comment\0" + MARK
    packed = b"Comment\0\0" + zlib.compress(MARK * 20)
    return {
        "JPEG with a comment": _taken("a.jpg", in_jpeg(jpeg, jpeg_segment(0xFE, MARK)), "JPEG"),
        "JPEG with unknown segments": _taken(
            "a.jpg", in_jpeg(jpeg, *(jpeg_segment(0xE3 + n, MARK) for n in range(12))), "JPEG"
        ),
        "JPEG whose tables are a text": _taken("a.jpg", _spelled_tables(), "JPEG"),
        "JPEG with bytes between its segments": _taken("a.jpg", _loose_bytes(), "JPEG"),
        "JPEG with bytes behind its pixels": _taken("a.jpg", jpeg[:-2] + MARK + jpeg[-2:], "JPEG"),
        "GIF with a comment": _taken("a.gif", in_gif(gif, b"\x21\xfe" + gif_blocks(MARK)), "GIF"),
        "GIF with a plain text": _taken(
            "a.gif", in_gif(gif, b"\x21\x01\x0c" + bytes(12) + gif_blocks(MARK)), "GIF"
        ),
        "GIF with an unknown extension": _taken(
            "a.gif", in_gif(gif, b"\x21\xff\x0bUNKNOWN1.0!" + gif_blocks(MARK)), "GIF"
        ),
        "GIF whose unused colours are a text": _taken("a.gif", _spelled_palette("GIF"), "GIF"),
        "PNG whose unused colours are a text": _taken("a.png", _spelled_palette("PNG"), "PNG"),
        "PNG with a text": _taken("a.png", with_chunk(data, chunk(b"tEXt", text)), "PNG"),
        "PNG with a packed text": _taken("a.png", with_chunk(data, chunk(b"zTXt", packed)), "PNG"),
        "PNG with a private chunk": _taken("a.png", with_chunk(data, chunk(b"prVt", MARK)), "PNG"),
        "PNG with bytes behind its deflate": _taken("a.png", _longer_idat(data), "PNG"),
        "WebP with an unknown chunk": _taken(
            "a.webp", riff(vp8x(48, 32), webp[12:], riff_chunk(b"HTML", MARK)), "WEBP"
        ),
        "AVIF with a free box": _taken("a.avif", _free_box(), "AVIF"),
    }


def _spelled_tables() -> bytes:
    text = (MARK * 3)[:64]
    return saved("JPEG", qtables=[list(text), list(text)])


def _loose_bytes() -> bytes:
    jpeg = saved("JPEG")
    at = 4 + int.from_bytes(jpeg[4:6])
    return jpeg[:at] + MARK + jpeg[at:]


def _spelled_palette(kind: str) -> bytes:
    image = Image.new("P", (600, 600), 1)
    image.putpalette((b"\0\0\0\xff\x88\0" + MARK * 40)[:768])
    stream = io.BytesIO()
    image.save(stream, kind, optimize=False)
    return stream.getvalue()


def _longer_idat(data: bytes) -> bytes:
    at = data.index(b"IDAT")
    size = int.from_bytes(data[at - 4 : at])
    return (
        data[: at - 4] + chunk(b"IDAT", data[at + 4 : at + 4 + size] + MARK) + data[at + 8 + size :]
    )


def _free_box() -> bytes:
    return saved("AVIF") + struct.pack(">I", 8 + len(MARK)) + b"free" + MARK


def _polyglots() -> dict[str, Hostile]:
    """Pictures that are a script or a page, too."""
    # The width spells the beginning of a comment in JavaScript, whose end is behind the pixels.
    script = b"GIF89a/*\x04\x00\x80\x00\x00" + b"\x00\x00\x00\xff\xff\xff"
    pixels = io.BytesIO()
    Image.new("P", (0x2A2F, 4)).save(pixels, "GIF")
    rest = pixels.getvalue()[pixels.getvalue().index(b"\x2c\0\0\0\0") :]
    page = in_gif(_plain()["GIF"], b"\x21\xfe" + gif_blocks(b"<html>" + MARK))
    mixed = in_jpeg(saved("JPEG"), jpeg_segment(0xE4, b"*/=marker();/*" + MARK))
    return {
        "GIF that is JavaScript": _taken("tool.js", script + rest + b"*/=1;" + MARK, "GIF"),
        "GIF that is a page": _taken("page.html", page + b"</html>", "GIF"),
        "JPEG that is JavaScript": _taken("tool.js", mixed + b"*/" + MARK, "JPEG"),
        "PNG that is PHP": _taken(
            "tool.php", with_chunk(saved("PNG"), chunk(b"tEXt", b"a\0<?php " + MARK)), "PNG"
        ),
        "JPEG that is a shell script": _taken("run.sh", saved("JPEG") + b"\n" + MARK, "JPEG"),
    }


def _names() -> dict[str, Hostile]:
    """Good pictures under other names."""
    names = {
        "a page": ("picture.html", "JPEG"), "an SVG": ("picture.svg", "WEBP"),
        "another kind": ("picture.png", "JPEG"), "no ending": ("picture", "AVIF"),
        "capitals": ("PICTURE.JPEG", "JPEG"), "two endings": ("picture.png.html", "PNG"),
        "letters": ("Кран їжак – كرة.png", "PNG"), "blanks": ("a b  c.webp", "WEBP"),
        "signs": ("a&b<img src=x>'\"#%00.gif", "GIF"), "a hidden file": (".picture.png", "PNG"),
        "a long name": ("x" * 240 + ".png", "PNG"), "an article": ("note.txt", "GIF"),
        "a style sheet": ("style.css", "PNG"), "a program": ("picture.exe", "JPEG"),
        "turned text": ("picture\u202egpj.png", "PNG"),
    }  # fmt: skip
    return {
        f"{kind} with the name of {what}": _taken(file, _plain()[kind], kind)
        for what, (file, kind) in names.items()
    }


def _odd() -> dict[str, Hostile]:
    """Pictures that few programs write."""
    grey = [(mode, saved("PNG", mode)) for mode in ("1", "L", "LA", "P", "I;16", "RGBA")]
    return {f"PNG of the mode {mode}": _taken("a.png", data, "PNG") for mode, data in grey} | {
        "PNG of 16 bits": _taken("a.png", png(40, 30, 16, 2, 240), "PNG"),
        "PNG of 16 bits with transparency": _taken("a.png", png(40, 30, 16, 6, 320), "PNG"),
        "PNG of 2 bits": _taken("a.png", png(40, 30, 2, 0, 10), "PNG"),
        "PNG in passes": _taken("a.png", png(64, 64, 8, 2, 192, laced=True), "PNG"),
        "PNG of one pixel": _taken("a.png", png(1, 1, 8, 2, 3), "PNG"),
        "PNG that is thin": _taken("a.png", png(1, 30000, 8, 2, 3), "PNG"),
        "PNG that is flat": _taken("a.png", png(30000, 1, 8, 2, 90000), "PNG"),
        "JPEG for print": _taken("a.jpg", saved("JPEG", "CMYK", icc_profile=profile()), "JPEG"),
        "JPEG in grey": _taken("a.jpg", saved("JPEG", "L", exif=exif()), "JPEG"),
        "JPEG in passes": _taken("a.jpg", saved("JPEG", progressive=True, exif=exif()), "JPEG"),
        "JPEG with a large profile": _taken(
            "a.jpg", saved("JPEG", icc_profile=huge_profile()), "JPEG"
        ),
        "JPEG that is tall": _taken("a.jpg", saved("JPEG", size=(3, 60000)), "JPEG"),
        "WebP with transparency": _taken("a.webp", saved("WEBP", "RGBA", xmp=XMP), "WEBP"),
        "WebP without loss": _taken("a.webp", saved("WEBP", lossless=True, exif=exif()), "WEBP"),
        "AVIF with transparency": _taken("a.avif", saved("AVIF", "RGBA", exif=exif()), "AVIF"),
        "AVIF that is turned by its container": _taken(
            "a.avif", saved("AVIF", exif=exif(orientation=8)), "AVIF"
        ),
        "WebP that is turned": _taken("a.webp", rotated("WEBP"), "WEBP"),
    }


def _moving() -> dict[str, Hostile]:
    found = {}
    for kind in ("GIF", "PNG", "WEBP", "AVIF"):
        options: dict[str, object] = {"speed": 10} if kind == "AVIF" else {}
        if kind != "GIF":
            options["exif"] = exif()
        data = moving(kind, **options)
        found[f"moving {kind} with a place"] = _taken(f"a.{ENDINGS[kind]}", data + MARK, kind)
    gif = in_gif(moving("GIF"), b"\x21\xfe" + gif_blocks(MARK))
    found["moving GIF with comments"] = _taken("a.gif", gif, "GIF")
    found["moving GIF whose unused colours are a text"] = _taken("a.gif", _spelled_frames(), "GIF")
    found["GIF of 1,200 pictures"] = Hostile("a.gif", _many("GIF", 1200), said=TOO_LONG)
    found["WebP of 1,200 pictures"] = Hostile("a.webp", _many("WEBP", 1200), said=TOO_LONG)
    found["PNG of 1,200 pictures"] = Hostile("a.png", _many("PNG", 1200), said=TOO_LONG)
    found["GIF of 300 pictures"] = _taken("a.gif", _many("GIF", 300), "GIF")
    found["GIF with a larger second picture"] = Hostile("a.gif", _growing_gif(), said="too many")
    return found


def _many(kind: str, count: int) -> bytes:
    frames = [Image.new("RGB", (4, 4), (n % 256, n // 256, 0)) for n in range(count)]
    stream = io.BytesIO()
    options = {"lossless": True} if kind == "WEBP" else {}
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:], duration=20, **options)
    return stream.getvalue()


def _spelled_frames() -> bytes:
    frames = []
    for number in (1, 2):
        image = Image.new("P", (600, 600), number)
        image.putpalette((b"\0\0\0\xff\x88\0\0\0\xff" + MARK * 40)[:768])
        frames.append(image)
    stream = io.BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:], optimize=False)
    return stream.getvalue()


def _growing_gif() -> bytes:
    """A GIF whose second picture is 65,535 pixels wide and high."""
    data = bytearray(moving("GIF"))
    first = data.index(b"\x2c\0\0\0\0")
    second = data.index(b"\x2c", first + 10)
    while data[second - 1] != 0 or data[second + 9] > 0x87:
        second = data.index(b"\x2c", second + 1)
    data[second + 1 : second + 9] = b"\0\0\0\0\xff\xff\xff\xff"
    return bytes(data)


def _refused() -> dict[str, Hostile]:
    """Files that are no picture of ours, whatever their name says."""
    files = {
        "SVG": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='marker()'/>"),
        "SVG called JPEG": ("a.jpg", b"<?xml version='1.0'?><svg onload='marker()'/>"),
        "packed SVG": ("a.svgz", gzip.compress(b"<svg onload='marker()'/>")),
        "TIFF": ("a.tiff", saved("TIFF")), "TIFF called JPEG": ("a.jpg", saved("TIFF")),
        "BMP": ("a.bmp", saved("BMP")), "ICO": ("favicon.ico", saved("ICO")),
        "PSD": ("a.psd", b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 32, 48, 8, 3)),
        "EPS": ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n"),
        "EPS called PNG": ("a.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nquit\n"),
        "PDF": ("a.pdf", b"%PDF-1.7\n" + MARK), "PPM": ("a.ppm", saved("PPM")),
        "TGA": ("a.tga", saved("TGA")), "PCX": ("a.pcx", saved("PCX")),
        "JPEG 2000": ("a.jp2", saved("JPEG2000")), "JPEG XL": ("a.jxl", b"\xff\x0a" + bytes(60)),
        "XBM": ("a.xbm", b"#define a_width 8\n#define a_height 1\nstatic char a_bits[] = {0};"),
        "HEIC": ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)),
        "film": ("a.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(200)),
        "page": ("a.html", b"<!doctype html>" + MARK), "script": ("a.js", b"marker()"),
        "page with a turned name": ("a\u202egpj.html", b"<!doctype html>" + MARK),
        "page called PNG": ("a.png", b"<!doctype html>" + MARK), "zip": ("a.zip", zipped()),
        "nothing": ("a.png", b""), "one byte": ("a.jpg", b"\xff"), "zeros": ("a.gif", bytes(999)),
        "a page before a JPEG": ("a.jpg", MARK + saved("JPEG")),
        "a line before a PNG": ("a.png", b"\n" + saved("PNG")),
        "WebP of an unknown kind": ("a.webp", riff(riff_chunk(b"VP9 ", MARK))),
    }  # fmt: skip
    return {name: Hostile(file, data, said=NO_PICTURE) for name, (file, data) in files.items()}


def _huge() -> dict[str, Hostile]:
    """Pictures that are small files, and would fill the memory."""
    wide = saved("PNG")
    lie = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    gif = bytearray(_plain()["GIF"])
    gif[6:10] = b"\xff\xff\xff\xff"
    jpeg = bytearray(saved("JPEG"))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    avif = bytearray(saved("AVIF"))
    at = avif.index(b"ispe") + 8
    avif[at : at + 8] = struct.pack(">II", 16_000, 16_000)
    return {
        "PNG of 36 million pixels": Hostile("a.png", png(6000, 6000, 8, 2, 18000), said=TOO_LARGE),
        "PNG of 36 million pixels in one bit": Hostile(
            "a.png", png(6000, 6000, 1, 0, 750), said=TOO_LARGE
        ),
        "PNG that says it is huge": Hostile("a.png", wide[:8] + lie + wide[33:], said="too many"),
        "GIF that says it is huge": Hostile("a.gif", bytes(gif), said="too many"),
        "JPEG that says it is huge": Hostile("a.jpg", bytes(jpeg), said="too many"),
        "WebP that says it is huge": Hostile(
            "a.webp", riff(vp8x(16_000, 16_000), saved("WEBP")[12:]), said="too many"
        ),
        "AVIF that says it is huge": Hostile("a.avif", bytes(avif), said="too many"),
        "JPEG in passes of 36 million pixels": Hostile(
            "a.jpg", saved("JPEG", "RGB", (6000, 6000), progressive=True), said=TOO_LARGE
        ),
        "JPEG of 36 million pixels": _taken("a.jpg", saved("JPEG", "L", (6000, 6000)), "JPEG"),
        "WebP of 10 million pixels": Hostile(
            "a.webp", saved("WEBP", size=(4000, 2500), method=0), said=TOO_LARGE
        ),
    }


def _bombs() -> dict[str, Hostile]:
    """Small pictures with a text or a profile that unpacks to much."""
    bomb = chunk(b"iCCP", b"profile\0\0" + zlib.compress(bytes(30_000_000), 9))
    return {
        "PNG with a text that unpacks to much": Hostile("a.png", text_bomb(), said=DAMAGED),
        "PNG with an international one": Hostile("a.png", text_bomb(b"iTXt"), said=DAMAGED),
        "PNG with a profile that unpacks to much": Hostile(
            "a.png", with_chunk(saved("PNG"), bomb), said=DAMAGED
        ),
        "PNG with a profile that is none": _taken(
            "a.png", with_chunk(saved("PNG"), chunk(b"iCCP", b"a\0\0" + MARK)), "PNG"
        ),
        "JPEG with a profile that is none": _taken(
            "a.jpg", saved("JPEG", icc_profile=MARK * 9), "JPEG"
        ),
    }


def _damaged() -> dict[str, Hostile]:
    found = {}
    for kind, data in _plain().items():
        file = f"cut.{ENDINGS[kind]}"
        found[f"{kind} without its second half"] = Hostile(file, data[: len(data) // 2], said="e")
        found[f"{kind} without all but its head"] = Hostile(file, data[:20], said="e")
    found["PNG without width"] = Hostile("a.png", png(0, 9, 8, 2, 0), said="e")
    return found


_FEW = (_polyglots, _refused)
_ALL = (*_FEW, _behind, _metadata, _texts, _names, _odd, _moving, _huge, _bombs, _damaged)


@cache
def few_pictures() -> dict[str, Hostile]:
    """Those that take no time to make."""
    return _made(_FEW)


@cache
def all_pictures() -> dict[str, Hostile]:
    """All of them, by a name for messages."""
    return _made(_ALL)


def _made(makers: Iterable[Callable[[], dict[str, Hostile]]]) -> dict[str, Hostile]:
    made = [one for make in makers for one in make().items()]
    assert len(dict(made)) == len(made)
    return dict(made)
