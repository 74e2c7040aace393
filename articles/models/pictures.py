"""Pictures for pages, made of the columns of an image: no query."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.conf import settings
from django.core.files.storage import default_storage

from articles.lib.picture_sizes import RATIOS
from articles.lib.rendition_set import FORMATS, Point, RenditionFile, parse_renditions
from articles.lib.site_calendar import site_day
from articles.lib.srcset import (
    FormatSource,
    ImageSize,
    ImageSources,
    cropped_url,
    image_sources,
    image_width,
    is_resized_by_server,
)

# The name, URL, stored file, width and height in pixels of a size.
SizeRow = tuple[str, str, str, int | None, int | None]
# The URL of a crop, and its pixels.
Crop = tuple[str, int, int]

# The width of a crop of an image server; search engines ask for 1,200 pixels.
_CROP_WIDTH = 1200
_MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp"}


def address(url: str, file: str) -> str:
    """The URL of a size for browsers: that of our own copy, or an https URL; else empty."""
    if file:
        return str(default_storage.url(file))
    return url if url.startswith("https://") else ""


def has_expired(rights_until: dt.date | None) -> bool:
    """Whether the last day on which readers may see a picture is over, by the site's calendar."""
    return rights_until is not None and rights_until < site_day()


def is_withheld(rights_until: dt.date | None, credit: str) -> bool:
    """Whether readers may not see a picture: its rights have ended, or nobody is named, and the
    site shows no such covers (HIDE_UNCREDITED_COVERS)."""
    return has_expired(rights_until) or (settings.HIDE_UNCREDITED_COVERS and not credit)


def picture_of(sizes: str, renditions: str = "") -> ImageSources | None:
    """The sources of an `<img>` for these columns of an image, or None when no size can be shown.

    The renditions, where there are some, stand for the sizes that they were made of. Whether
    readers may see it says `is_withheld()`.
    """
    return _picture(sizes, renditions, tuple(settings.IMAGE_HOSTS))


@lru_cache(maxsize=1000)
def _picture(sizes: str, renditions: str, hosts: tuple[str, ...]) -> ImageSources | None:
    made = parse_renditions(renditions)
    if made and (files := made.widths("jpg")):
        largest = files[-1]
        formats = [
            FormatSource(_MEDIA_TYPES[kind], _srcset(files))
            for kind in FORMATS
            if kind in _MEDIA_TYPES and (files := made.widths(kind))
        ]
        src, srcset = address("", largest.name), _srcset(made.widths("jpg"))
        return ImageSources(src, srcset, largest.width, largest.height, tuple(formats))
    image_sizes = (
        ImageSize(name, address(url, file), width, height)
        for name, url, file, width, height in json.loads(sizes)
    )
    return image_sources(image_sizes, hosts)


def _srcset(files: Iterable[RenditionFile]) -> str:
    return ", ".join(f"{address('', file.name)} {file.width}w" for file in files)


def crops_of(sizes: str, renditions: str, point: Point) -> Mapping[str, Crop]:
    """The crops of an image by their ratios, such as `16x9`; empty where none can be made.

    A server that crops by parameters gets the focal point; of our own files those that were made.
    """
    if made := parse_renditions(renditions):
        crops = {ratio: crop for ratio in RATIOS if (crop := made.crop(ratio))}
        return {
            ratio: (address("", crop.name), crop.width, crop.height)
            for ratio, crop in crops.items()
        }
    picture = picture_of(sizes)
    if picture is None or not is_resized_by_server(picture.src):
        return {}
    heights = {
        ratio: round(_CROP_WIDTH * down / across) for ratio, (across, down) in RATIOS.items()
    }
    return {
        ratio: (cropped_url(picture.src, _CROP_WIDTH, height, point), _CROP_WIDTH, height)
        for ratio, height in heights.items()
    }


def style_classes(point: Point, colour: str) -> str:
    """Classes of site.css for an `<img>`: where its crops stay, and its colour until it is there.

    Pages may have no styles of their own (Content-Security-Policy), so both are in steps.
    """
    classes = []
    if point != (0.5, 0.5):
        classes = [f"focus-x-{_percent(point[0])}", f"focus-y-{_percent(point[1])}"]
    if colour:
        levels = (int(colour[at : at + 2], 16) // 64 for at in (1, 3, 5))
        classes.append("tone-" + "".join(map(str, levels)))
    return " ".join(classes)


def _percent(share: float) -> int:
    return 5 * round(20 * share)


def widest(sizes: Iterable[SizeRow]) -> tuple[str, int | None, int | None]:
    """The file, width and height of the widest size that is stored. Where none is, no file, and
    the pixels of the widest one as far as its address tells them."""
    best: tuple[str, int | None, int | None] = ("", None, None)
    for name, url, file, width, height in sizes:
        width = image_width(ImageSize(name, url, width, height))
        if (bool(file), width or 0) > (bool(best[0]), best[1] or 0):
            best = (file, width, height)
    return best
