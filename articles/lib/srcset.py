"""The sources of an image: `<img>` with `srcset`, `<source>` (HTML, 4.8.1 to 4.8.4.2). Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, urlencode

from articles.lib.ascii_urls import ascii_host, split_url
from articles.lib.numbers import read_integer
from articles.lib.picture_sizes import WIDTHS

# Image servers that make any size of a picture by parameters of its address (imgix).
RESIZING_HOSTS = frozenset({"images.unsplash.com", "plus.unsplash.com"})
# The width of `src` there: that of the named size `regular`.
_SRC_WIDTH = 1080
# The parameters that say which part of the picture, or which size: ours replace them.
_PART_PARAMETERS = frozenset({"h", "ar", "crop", "fp-x", "fp-y", "fp-z", "rect"})
_SIZE_PARAMETERS = _PART_PARAMETERS | {"w", "fit", "dpr", "max-w", "max-h"}

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
class FormatSource:
    """Attributes of a `<source>`: the media type of its files, and their `srcset`."""

    media_type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class ImageSources:
    """Attributes of an `<img>`; `srcset` is empty for one size, the pixels are those of `src`.

    `formats` are the same widths in formats that not every browser knows, the best first.
    """

    src: str
    srcset: str
    width: int | None
    height: int | None
    formats: tuple[FormatSource, ...] = ()


def image_sources(sizes: Iterable[ImageSize], hosts: Collection[str] = ()) -> ImageSources | None:
    """Return the attributes for `sizes`, or None when a page may show none of them.

    A URL of another site is used only when its host, in ASCII, is one of `hosts`: the page's
    content security policy (img-src) blocks the rest. Where the server of the size `raw` makes any
    width, the choice is of `WIDTHS`; else of the given sizes. Then the widest is `src`; equal URLs
    count once.
    """
    sizes = list(sizes)
    raw = next((size.url for size in sizes if size.name == "raw"), "")
    if is_resized_by_server(raw) and _is_allowed(raw, hosts):
        return _resized_sources(raw)
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


def sources_by_server(url: str) -> ImageSources | None:
    """The attributes for the picture at an address whose server makes its other widths; None for
    another server, and for an address that asks for a part of the picture."""
    if not is_resized_by_server(url):
        return None
    names = {name for name, _value in parse_qsl(split_url(url).query, keep_blank_values=True)}
    return _resized_sources(url) if names.isdisjoint(_PART_PARAMETERS) else None


def image_width(size: ImageSize) -> int | None:
    """Width in pixels: as measured, else from the `w` parameter of an image server's URL."""
    if size.width:
        return size.width
    requested = parse_qs(split_url(size.url).query).get("w", [""])[0]
    return read_integer(requested, 1, 100_000)


def is_resized_by_server(url: str) -> bool:
    """Whether the server of an address makes any size of the picture by its parameters."""
    try:
        parts = split_url(url)
        return parts.scheme == "https" and ascii_host(parts.hostname or "") in RESIZING_HOSTS
    except ValueError:
        return False


def resized_url(url: str, width: int) -> str:
    """The address of the whole picture in a width, at most its own; other parameters stay."""
    return _with_parameters(url, ("fit", "max"), ("w", width))


def cropped_url(url: str, width: int, height: int, point: tuple[float, float] = (0.5, 0.5)) -> str:
    """The address of a crop around a focal point (shares of width and height)."""
    focus: tuple[tuple[str, object], ...] = ()
    if point != (0.5, 0.5):
        focus = (("crop", "focalpoint"), ("fp-x", f"{point[0]:.2f}"), ("fp-y", f"{point[1]:.2f}"))
    return _with_parameters(url, ("fit", "crop"), *focus, ("w", width), ("h", height))


def _with_parameters(url: str, *parameters: tuple[str, object]) -> str:
    parts = split_url(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if pair[0] not in _SIZE_PARAMETERS]
    names = {name for name, _value in kept}
    # As Unsplash's own sizes have them, in the best format that the browser takes.
    usual = [pair for pair in (("auto", "format"), ("q", "80")) if pair[0] not in names]
    return parts._replace(query=urlencode([*kept, *usual, *parameters])).geturl()


def _resized_sources(raw: str) -> ImageSources:
    srcset = ", ".join(f"{resized_url(raw, width)} {width}w" for width in WIDTHS)
    return ImageSources(resized_url(raw, _SRC_WIDTH), srcset, _SRC_WIDTH, None)


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
