"""Scales pictures in bands, so that a large one is never in memory twice. Calls Pillow only."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels of the picture that are scaled at once.
_BAND = 500_000


def resized(source: "Image", size: tuple[int, int]) -> "Image":
    """The whole image in another size, made in bands: scaling makes copies of what it scales."""
    from PIL import Image

    result = Image.new(source.mode, size)
    # Pixels that nobody sees have no part in the colour of those around them.
    mode = {"RGBA": "RGBa", "LA": "La"}.get(source.mode, source.mode)
    scale = source.height / size[1]
    # Rows around a band that its edges depend on: two of the result (a bicubic filter).
    margin = math.ceil(2 * scale) + 1
    rows = max(1, int(_BAND / source.width / scale))
    for top in range(0, size[1], rows):
        bottom = min(top + rows, size[1])
        first = max(0, math.floor(top * scale) - margin)
        last = min(source.height, math.ceil(bottom * scale) + margin)
        band = source.crop((0, first, source.width, last)).convert(mode)
        # First across: of both at once with a box, Pillow's result is some pixels off.
        band = band.resize((size[0], band.height), Image.Resampling.BICUBIC)
        box = (0, top * scale - first, size[0], min(bottom * scale, source.height) - first)
        band = band.resize((size[0], bottom - top), Image.Resampling.BICUBIC, box)
        result.paste(band.convert(source.mode), (0, top))
    return result
