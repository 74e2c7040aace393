"""Measures what the sizes of one large photograph cost, beside plain Pillow and beside libvips.

    pip install scikit-image scikit-learn pyvips-binary pyvips
    python -m benchmarks.images

The photograph is a sample of scikit-learn (china.jpg, 640 × 427), enlarged to 6000 × 4000 pixels
with grain, so that it is not smoother than what a camera makes. Each way is a process of its own:
seconds of the processor and the most memory that it held above an idle one that has the same
libraries loaded. "Naive" opens the file anew for each size: `Image.open().resize().save()`.

SSIM is that of the JPEG of 1,080 pixels against a full decode that is scaled at once; for AVIF and
WebP the figure is their bytes and SSIM beside those of the JPEG of the same width.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

WAYS = ("idle", "ours", "ours, JPEG", "naive, JPEG", "vips, JPEG")
COMPARED_WIDTH = 1080


def photograph() -> bytes:
    """24 megapixels with grain, as JPEG of quality 92."""
    import numpy
    from PIL import Image
    from sklearn.datasets import load_sample_image

    random = numpy.random.default_rng(1)
    large = Image.fromarray(load_sample_image("china.jpg")).resize(
        (6000, 4000), Image.Resampling.BICUBIC
    )
    pixels = numpy.asarray(large, dtype=numpy.int16)
    grain = random.normal(0, 6, (4000, 6000, 1)).astype(numpy.int16)
    stream = io.BytesIO()
    Image.fromarray((pixels + grain).clip(0, 255).astype(numpy.uint8)).save(
        stream, "JPEG", quality=92
    )
    return stream.getvalue()


def ours(data: bytes, formats: tuple[str, ...]) -> None:
    """The full set of `articles.images.renditions`; with JPEG alone, without crops in mind."""
    from articles.images.renditions import Wanted, make_renditions

    make_renditions(data, Wanted(formats=formats))


def naive(data: bytes) -> None:
    """One decode for each width, in plain Pillow."""
    from PIL import Image

    from articles.lib.picture_sizes import RATIOS, WIDTHS

    for width in WIDTHS:
        image = Image.open(io.BytesIO(data))
        size = (width, round(image.height * width / image.width))
        image.resize(size).save(io.BytesIO(), "JPEG", quality=82)
    for across, down in RATIOS.values():
        image = Image.open(io.BytesIO(data))
        height = min(image.height, round(image.width * down / across))
        box = (0, 0, round(height * across / down), height)
        image.crop(box).resize((1200, round(1200 * down / across))).save(
            io.BytesIO(), "JPEG", quality=82
        )


def vips(data: bytes) -> None:
    """libvips' thumbnails, which scale while they decode."""
    import pyvips

    from articles.lib.picture_sizes import RATIOS, WIDTHS

    for width in WIDTHS:
        pyvips.Image.thumbnail_buffer(data, width).jpegsave_buffer(Q=82, strip=True)
    for across, down in RATIOS.values():
        pyvips.Image.thumbnail_buffer(
            data, 1200, height=round(1200 * down / across), crop="centre"
        ).jpegsave_buffer(Q=82, strip=True)


def measured(way: str, file: Path) -> dict[str, float]:
    """Seconds and megabytes of one way, in this process."""
    from articles.images import renditions  # noqa: F401
    from articles.lib.rendition_set import FORMATS

    data = file.read_bytes()
    act: dict[str, Callable[[bytes], None]] = {
        "idle": lambda data: None,
        "ours": lambda data: ours(data, FORMATS),
        "ours, JPEG": lambda data: ours(data, ("jpg",)),
        "naive, JPEG": naive,
        "vips, JPEG": vips,
    }
    from PIL import Image

    Image.init()
    began = time.process_time()
    act[way](data)
    seconds = time.process_time() - began
    return {"s": seconds, "MB": _peak()}


def _peak() -> float:
    """The most megabytes that this process has held. (The figure of getrusage() begins with that of
    the process that started it.)"""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def qualities(data: bytes) -> None:
    """Print SSIM and bytes at one width."""
    import numpy
    from PIL import Image
    from skimage.metrics import structural_similarity

    from articles.images.renditions import Wanted, make_renditions

    files = [f for f in make_renditions(data, Wanted()).files if f.width == COMPARED_WIDTH]
    whole = Image.open(io.BytesIO(data))
    height = next(file.height for file in files)
    exact = whole.resize((COMPARED_WIDTH, height), Image.Resampling.LANCZOS).convert("L")
    jpeg = next(len(file.data) for file in files if file.kind == "jpg")
    for file in files:
        shown = Image.open(io.BytesIO(file.data)).convert("L")
        similar = structural_similarity(numpy.asarray(exact), numpy.asarray(shown))
        share = len(file.data) / jpeg
        print(f"{file.kind:5} {len(file.data):8} bytes, {share:4.0%} of JPEG, SSIM {similar:.4f}")


def main() -> None:
    """Print a line for each way, and the qualities."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.way:
        print(json.dumps(measured(options.way, options.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "photograph.jpg")
        file.write_bytes(photograph())
        print(f"6000 × 4000 pixels, {file.stat().st_size / 1e6:.1f} MB")
        idle = 0.0
        for way in WAYS:
            command = [sys.executable, "-m", "benchmarks.images", "--way", way, "--file", str(file)]
            answer = subprocess.run(command, capture_output=True, check=False, text=True)
            if answer.returncode:
                print(f"{way:12} failed: {answer.stderr.splitlines()[-1]}")
                continue
            figures = json.loads(answer.stdout)
            idle = idle or figures["MB"]
            print(f"{way:12} {figures['s']:6.2f} s {figures['MB'] - idle:6.0f} MB")
        qualities(file.read_bytes())


if __name__ == "__main__":
    main()
