"""The `src` and `srcset` of an image (HTML, 4.8.4.2). Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs

from articles.lib.ascii_urls import ascii_host, split_url
from articles.lib.numbers import read_integer

# Used only when no other size exists: the originals are megabytes, and `small_s3` is the copy of
# `small` on another host.
_LAST_RESORT = ("full", "raw", "small_s3")


@dataclass(frozen=True, slots=True)
class ImageSize:
    """One size of an image: its name in the file, its URL, and its pixels where known."""

    name: str
    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class ImageSources:
    """Attributes of an `<img>`; `srcset` is empty for one size, the pixels are those of `src`."""

    src: str
    srcset: str
    width: int | None
    height: int | None


def image_sources(sizes: Iterable[ImageSize], hosts: Collection[str] = ()) -> ImageSources | None:
    """Return the attributes for `sizes`, or None when a page may show none of them.

    A URL of another site is used only when its host, in ASCII, is one of `hosts`: the page's
    content security policy (img-src) blocks the rest. The widest size is `src`; equal URLs count
    once.
    """
    sizes = list(sizes)
    usual = [size for size in sizes if size.name not in _LAST_RESORT]
    candidates = [size for size in usual if _is_allowed(size.url, hosts)]
    if not candidates:
        others = (size for name in _LAST_RESORT for size in sizes if size.name == name)
        candidates = [size for size in others if _is_allowed(size.url, hosts)][:1]
    by_url = {size.url: size for size in reversed(candidates)}
    by_width = {width: size for size in by_url.values() if (width := image_width(size))}
    if not by_width:
        return _single_source(next(iter(by_url.values()))) if by_url else None
    widths = sorted(by_width)
    widest = by_width[widths[-1]]
    srcset = ", ".join(f"{by_width[width].url} {width}w" for width in widths)
    return ImageSources(widest.url, srcset if len(widths) > 1 else "", widths[-1], widest.height)


def image_width(size: ImageSize) -> int | None:
    """Width in pixels: as measured, else from the `w` parameter of an image server's URL."""
    if size.width:
        return size.width
    requested = parse_qs(split_url(size.url).query).get("w", [""])[0]
    return read_integer(requested, 1, 100_000)


def _is_allowed(url: str, hosts: Collection[str]) -> bool:
    try:
        parts = split_url(url)
        host = ascii_host(parts.hostname or "")
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return bool(parts.path)
    return parts.scheme == "https" and host in hosts


def _single_source(size: ImageSize) -> ImageSources:
    return ImageSources(size.url, "", size.width, size.height)
