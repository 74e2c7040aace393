"""The pictures in a text: those that stand beside its file, and widths and formats of all.

Text is rendered when it is written; what was made of its pictures is known later, and changes: so
they get widths and formats when a page is made.
"""

import re
from collections.abc import Collection, Mapping
from html import escape
from urllib.parse import unquote

from django.utils.safestring import SafeString

from articles.lib.ascii_urls import split_url
from articles.lib.srcset import ImageSources
from articles.rendering.events import ended, parse_events, started
from articles.rendering.links import MEDIA_PREFIX
from articles.rendering.sanitize import trusted

# As `sanitize_html()` writes them.
_IMAGE = re.compile(rf'<img src="{MEDIA_PREFIX}([^"?#]+)"([^<>]*)>')
# How wide a picture stands in a text.
_SIZES = "(min-width: 48rem) 42rem, 100vw"


def is_relative(url: str) -> bool:
    """Whether an address in a text is a path beside the text's file."""
    try:
        parts = split_url(url)
    except ValueError:
        return False
    return bool(parts.path) and not (parts.scheme or parts.netloc or parts.path.startswith("/"))


def file_path(url: str) -> str:
    """The path, relative to the file of a text, of the picture that the text has at `url`."""
    return unquote(url.split("?")[0].split("#")[0])


def relative_pictures(body: str) -> dict[str, str]:
    """The alternative texts of the pictures in a Markdown text that stand beside its file, by the
    path that the text says. Of a path that stands there twice, the first."""
    if "![" not in body:
        return {}
    found: dict[str, str] = {}
    path: str | None = None
    words: list[str] = []
    for event in parse_events(body):
        name, details = started(event)
        if name == "Image" and path is None:
            path, words = details["dest_url"], []
        elif ended(event) == "Image" and path is not None:
            if is_relative(path):
                found.setdefault(path, " ".join("".join(words).split()))
            path = None
        elif path is not None and isinstance(event, dict):
            words.append(event.get("Text") or event.get("Code") or "")
    return found


def pictured_files(html: str) -> list[str]:
    """The names in the storage of the pictures that rendered text shows, each once."""
    return list(dict.fromkeys(unquote(name) for name, _rest in _IMAGE.findall(html)))


def with_pictures(html: SafeString, pictures: Mapping[str, tuple[ImageSources, str]]) -> SafeString:
    """The text, in which each picture of `pictures` has its widths, formats, pixels and classes.

    `html` is sanitised; `pictures` has sources and classes by the name in the storage.
    """

    def replaced(match: re.Match[str]) -> str:
        name, rest = unquote(match[1]), match[2]
        return _tag(*pictures[name], rest) if name in pictures else match[0]

    return trusted(_IMAGE.sub(replaced, html)) if pictures else html


def without_pictures(html: SafeString, names: Collection[str]) -> SafeString:
    """The text without the pictures of these names in the storage. `html` is sanitised."""

    def replaced(match: re.Match[str]) -> str:
        return "" if unquote(match[1]) in names else match[0]

    return trusted(_IMAGE.sub(replaced, html)) if names else html


def _tag(picture: ImageSources, classes: str, rest: str) -> str:
    """`rest` are the other attributes of the `<img>`, sanitised."""
    attributes = {"srcset": picture.srcset, "sizes": _SIZES if picture.srcset else ""}
    attributes |= {"width": str(picture.width or ""), "height": str(picture.height or "")}
    attributes["class"] = classes
    own = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)
    image = f'<img src="{escape(picture.src)}"{rest}{own}>'
    if not picture.formats:
        return image
    sources = "".join(
        f'<source type="{escape(one.media_type)}" srcset="{escape(one.srcset)}" sizes="{_SIZES}">'
        for one in picture.formats
    )
    return f"<picture>{sources}{image}</picture>"
