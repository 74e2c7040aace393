"""Pictures for pages, made of the columns of an image: no query."""

import json
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.core.files.storage import default_storage

from articles.lib.srcset import ImageSize, ImageSources, image_sources, image_width

# The name, URL, stored file, width and height in pixels of a size.
SizeRow = tuple[str, str, str, int | None, int | None]


def address(url: str, file: str) -> str:
    """The URL of a size for browsers: that of our own copy, or an https URL; else empty."""
    if file:
        return str(default_storage.url(file))
    return url if url.startswith("https://") else ""


def picture_of(sizes: str) -> ImageSources | None:
    """The sources of an `<img>` for the column `sizes`, or None when no size can be shown."""
    return _picture(sizes, tuple(settings.IMAGE_HOSTS))


@lru_cache(maxsize=1000)
def _picture(sizes: str, hosts: tuple[str, ...]) -> ImageSources | None:
    image_sizes = (
        ImageSize(name, address(url, file), width, height)
        for name, url, file, width, height in json.loads(sizes)
    )
    return image_sources(image_sizes, hosts)


def widest(sizes: Iterable[SizeRow]) -> tuple[str, int | None, int | None]:
    """The file, width and height of the widest size that is stored. Where none is, no file, and
    the pixels of the widest one as far as its address tells them."""
    best: tuple[str, int | None, int | None] = ("", None, None)
    for name, url, file, width, height in sizes:
        width = image_width(ImageSize(name, url, width, height))
        if (bool(file), width or 0) > (bool(best[0]), best[1] or 0):
            best = (file, width, height)
    return best
