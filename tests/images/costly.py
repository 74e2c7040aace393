"""Pictures as costly as may be, and the memory that a worker takes for each.

`python -m tests.images.costly FOLDER` stores the pictures of a folder one by one, as a process that
serves the site does, and prints of each its name, what becomes of it, and two peaks of resident
memory in bytes: that of the process itself, and that of its decoder.
"""

import io
import json
import random
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tests.images.damaged import chunk
from tests.images.hostile import png, riff, saved, vp8x


def costly_pictures() -> Iterator[tuple[str, bytes]]:
    """Yield a name and a picture: at the limit of each kind, above it, and of false size."""
    yield "PNG of 121 million pixels", png(11000, 11000, 8, 2, 33000)
    for name, kind, size in (("RGB", 2, 3), ("RGBA", 6, 4), ("grey", 0, 1), ("grey, alpha", 4, 2)):
        yield f"PNG, {name}", png(4800, 5000, 8, kind, 4800 * size)
        yield f"PNG of 16 bits, {name}", png(4800, 5000, 16, kind, 4800 * size * 2)
    yield "PNG of one bit", png(4800, 5000, 1, 0, 600)
    yield "PNG in passes", png(4800, 5000, 8, 6, 19200, laced=True)
    yield "PNG that is tall", png(500, 48000, 8, 6, 2000)
    yield "PNG that is flat", png(48000, 500, 8, 6, 192_000)
    yield "PNG as wide as a page", png(2560, 9375, 8, 6, 10240)
    yield "PNG of 20 MB", noisy("PNG", "RGB", (2500, 2900))
    full = {"subsampling": 0}
    yield "JPEG of 100 million pixels", saved("JPEG", size=(12500, 8000), quality=50)
    yield "JPEG that is tall", saved("JPEG", size=(5119, 19500), quality=50)
    yield "JPEG for print", saved("JPEG", "CMYK", (12500, 8000), quality=50)
    yield "JPEG in passes", saved("JPEG", size=(6000, 4000), progressive=True, subsampling=0)
    yield "JPEG in passes for print", saved("JPEG", "CMYK", (6000, 4000), progressive=True)
    yield "JPEG in passes, tall", saved("JPEG", size=(2559, 9378), progressive=True)
    yield "JPEG in passes, at most", saved("JPEG", size=(2559, 12490), progressive=True)
    yield "JPEG in passes, all colours", saved("JPEG", size=(2559, 6245), progressive=True, **full)
    yield "JPEG in passes for print, at most", saved("JPEG", "CMYK", (2559, 4685), progressive=True)
    yield "JPEG of 20 MB", noisy("JPEG", "RGB", (8000, 6000), quality=50)
    yield "JPEG with a pass for each colour", in_passes(saved("JPEG", size=(8000, 8000)))
    yield "WebP", saved("WEBP", size=(2898, 2898), method=0)
    yield "WebP with transparency", saved("WEBP", "RGBA", (2898, 2898), lossless=True, method=0)
    yield "WebP as wide as a page", saved("WEBP", "RGBA", (2560, 3281), lossless=True, method=0)
    yield "AVIF as wide as a page", saved("AVIF", "RGBA", (2560, 3281), subsampling="4:4:4")
    yield "WebP of a false size", riff(vp8x(2898, 2898), saved("WEBP")[12:])
    yield "AVIF", saved("AVIF", size=(2898, 2898))
    yield "AVIF with transparency", saved("AVIF", "RGBA", (2898, 2898), subsampling="4:4:4")
    yield "AVIF that hides its size", hidden_avif()
    yield "GIF", saved("GIF", "P", (4800, 5000))
    yield "moving GIF", moving("GIF", 64, (1000, 1000))
    yield "moving PNG", moving("PNG", 24, (1000, 1000), compress_level=1)
    yield "moving WebP", moving("WEBP", 64, (1000, 1000), method=0)
    yield "moving AVIF", moving("AVIF", 9, (1000, 1000), speed=10)
    yield "GIF of 1,000 pictures", moving("GIF", 1000, (250, 250))
    yield "GIF whose second picture is huge", growing_gif()
    bomb = zlib.compress(bytes(200_000_000), 9)
    yield "PNG with a profile that unpacks to much", with_profile(b"a\0\0" + bomb)
    yield "JPEG with a large profile", saved("JPEG", icc_profile=bytes(16_000_000))


def noisy(kind: str, mode: str, size: tuple[int, int], **options) -> bytes:
    bands = [Image.effect_noise(size, 200) for _ in range(len(mode))]
    stream = io.BytesIO()
    Image.merge(mode, bands).save(stream, kind, **options)
    return stream.getvalue()


def moving(kind: str, count: int, size: tuple[int, int], **options) -> bytes:
    chance = random.Random(1)
    frames = []
    for _ in range(count):
        image = Image.new("RGB", size, tuple(chance.randbytes(3)))
        image.paste(tuple(chance.randbytes(3)), (0, 0, size[0] // 2, chance.randrange(size[1])))
        frames.append(image)
    stream = io.BytesIO()
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:], duration=40, **options)
    return stream.getvalue()


def hidden_avif() -> bytes:
    """An AVIF of 48 × 32 pixels by its header, whose pixels are 96 million."""
    data = saved("AVIF", size=(12000, 8000))
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", 48, 32) + data[at + 8 :]


def growing_gif() -> bytes:
    """A GIF of 10 × 10 pixels, whose second picture is larger by far."""
    one, two = saved("GIF", "P", (10, 10)), saved("GIF", "P", (9000, 9000))
    colours = 13 + 3 * 2 ** ((two[10] & 7) + 1)
    return one[:-1] + two[two.index(b"\x2c", colours) :]


def in_passes(jpeg: bytes) -> bytes:
    """A JPEG whose header announces a pass for one colour only."""
    at = jpeg.index(b"\xff\xda")
    return jpeg[:at] + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + jpeg[at + 14 :]


def with_profile(data: bytes) -> bytes:
    picture = saved("PNG")
    return picture[:33] + chunk(b"iCCP", data) + picture[33:]


def write_all(folder: Path) -> None:
    """Write all of them into `folder`, with their names as those of files."""
    for number, (name, data) in enumerate(costly_pictures()):
        (folder / f"{number:02} {name}").write_bytes(data)


def _peak(process: int | str) -> int:
    """The peak of the resident memory of a process, in bytes (proc(5))."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


def _main(folder: Path) -> None:
    import django

    django.setup()
    from django.urls import reverse

    from articles.images import apart
    from articles.images.covers import store_cover
    from articles.images.exceptions import BadImage

    # Whatever a process of the site has loaded.
    reverse("admin:index")
    for file in sorted(folder.iterdir()):
        for process in ("self", apart._decoder and apart._decoder.process.pid):
            # Forget the peak until now (proc(5)).
            if process:
                Path(f"/proc/{process}/clear_refs").write_text("5")
        try:
            stored = store_cover(str(file))
            became = f"accepted: {stored.width} × {stored.height}"
        except BadImage as error:
            became = f"refused: {error}"
        decoder = _peak(apart._decoder.process.pid) if apart._decoder else 0
        print(json.dumps([file.name, became, _peak("self"), decoder]), flush=True)


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
