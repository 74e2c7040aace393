"""Which files a browser may choose from for one picture: a pure function."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

# Never offered while another size exists: the originals are megabytes, and the copy on another
# host answers with the bytes of `small`.
_LAST_RESORT = ("full", "raw", "small_s3")


@dataclass(frozen=True, slots=True)
class ImageSize:
    """One size of a picture: its name in the file, its address, and pixels where known."""

    name: str
    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class ImageSources:
    """What an `<img>` needs: `srcset` is empty when there is no choice; pixels are of `src`."""

    src: str
    srcset: str
    width: int | None
    height: int | None


def image_sources(sizes: Iterable[ImageSize], hosts: Collection[str] = ()) -> ImageSources | None:
    """The picture made of `sizes`, or None when there is nothing that a page may show.

    An address of another site is used only when its host is one of `hosts`: the policy of the
    page (CSP img-src) blocks the rest. The widest size is `src`; equal addresses count once.
    """
    shown = [size for size in sizes if _allowed(size.url, hosts)]
    usual = [size for size in shown if size.name not in _LAST_RESORT]
    shown = usual or sorted(shown, key=lambda size: _LAST_RESORT.index(size.name))[:1]
    by_url = {size.url: size for size in reversed(shown)}
    known = {width: size for size in by_url.values() if (width := image_width(size))}
    if not known:
        return _alone(next(iter(by_url.values()))) if by_url else None
    widths = sorted(known)
    best = known[widths[-1]]
    srcset = ", ".join(f"{known[width].url} {width}w" for width in widths)
    return ImageSources(best.url, srcset if len(widths) > 1 else "", widths[-1], best.height)


def image_width(size: ImageSize) -> int | None:
    """Pixels: as measured, else as the picture server's `w` parameter asks for."""
    if size.width:
        return size.width
    asked = parse_qs(urlsplit(size.url).query).get("w", [""])[0]
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) else None


def _allowed(url: str, hosts: Collection[str]) -> bool:
    parts = urlsplit(url)
    if not parts.scheme and not parts.netloc:
        return bool(parts.path)
    return parts.scheme == "https" and parts.hostname in hosts


def _alone(size: ImageSize) -> ImageSources:
    return ImageSources(size.url, "", size.width, size.height)
