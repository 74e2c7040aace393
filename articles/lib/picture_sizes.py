"""The widths in which pages show pictures, and the part of a picture that a crop shows. Pure.

The rule of crops is that of CSS's `object-position`: the point that is x % across and y % down the
picture stands x % across and y % down the crop. So it is in every crop, a crop never leaves the
picture, and what browsers crop (cards, previews in the admin) is what the program crops.
"""

from collections.abc import Mapping

# Pixels, from a small card on a phone to the cover of an article on a large screen.
WIDTHS = (320, 480, 640, 828, 1080, 1200, 1600)
# The crops that search engines and other sites ask for, by name.
RATIOS: Mapping[str, tuple[int, int]] = {"16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1)}

Box = tuple[int, int, int, int]


def crop_box(size: tuple[int, int], ratio: tuple[int, int], point: tuple[float, float]) -> Box:
    """The largest part with a ratio of a picture of some size in pixels: left, top, right, bottom.

    `point` are the shares of width and height, 0 to 1, at which the focal point is.
    """
    width, height = size
    across = min(width, max(1, round(height * ratio[0] / ratio[1])))
    down = min(height, max(1, round(width * ratio[1] / ratio[0])))
    left, top = round((width - across) * point[0]), round((height - down) * point[1])
    return left, top, left + across, top + down
