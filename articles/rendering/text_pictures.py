"""The pictures in a text: those that stand beside its file, and widths and formats of all.

Text is rendered when it is written; what was made of its pictures is known later, and changes: so
they get widths and formats when a page is made.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote

from django.utils.safestring import SafeString

from articles.lib.ascii_urls import split_url
from articles.lib.srcset import ImageSources, sources_by_server
from articles.rendering.events import ended, parse_events, started
from articles.rendering.links import MEDIA_PREFIX, SiteHosts
from articles.rendering.sanitize import trusted

# As `sanitize_html()` writes them.
_IMAGE = re.compile(rf'<img src="{MEDIA_PREFIX}([^"?#]+)"([^<>]*)>')
_ANY_IMAGE = re.compile(r'<img src="([^"]+)"([^<>]*)>')
# A picture that is all of its paragraph, perhaps as a link.
_ALONE = re.compile(r'<p>((?:<a [^<>]*>)?<img src="([^"]+)"[^<>]*>(?:</a>)?)</p>')
# The title that Markdown gives to a picture: ![words](address "title")
_TITLE = re.compile(r'(<img [^<>]*?) title="([^"<>]*)"')
# How wide a picture stands in a text.
_SIZES = "(min-width: 48rem) 42rem, 100vw"


class ShownPicture(NamedTuple):
    """A picture of our own in a text: its sources, the classes of its `<img>`, and its caption as
    HTML, blank for none."""

    sources: ImageSources
    classes: str = ""
    caption: SafeString = trusted("")


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
    found: dict[str, str] = {}
    for url, alt in _pictures(body):
        if is_relative(url):
            found.setdefault(url, alt)
    return found


def shown_files(body: str, hosts: SiteHosts) -> list[str]:
    """The names in the storage of the pictures that a Markdown text shows, each once: those that
    `pictured_files()` finds in the text once it is rendered for `hosts`."""
    addresses = (url for url, _alt in _pictures(body, hosts))
    ours = (url for url in addresses if url.startswith(MEDIA_PREFIX) and not {*url} & {*"?#"})
    return _file_names(url.removeprefix(MEDIA_PREFIX) for url in ours)


def _file_names(addresses: Iterable[str]) -> list[str]:
    """The names that these ends of addresses stand for; those that no file has are left out."""
    names = dict.fromkeys(map(unquote, addresses))
    return [name for name in names if name.isprintable()]


def _pictures(body: str, hosts: SiteHosts | None = None) -> Iterator[tuple[str, str]]:
    """The address and the alternative text of each picture of a Markdown text: as the text says
    the address, or with `hosts` as a page has it."""
    if "![" not in body:
        return
    path: str | None = None
    words: list[str] = []
    for event in parse_events(body, hosts):
        name, details = started(event)
        if name == "Image" and path is None:
            path, words = details["dest_url"], []
        elif ended(event) == "Image" and path is not None:
            yield path, " ".join("".join(words).split())
            path = None
        elif path is not None and isinstance(event, dict):
            words.append(event.get("Text") or event.get("Code") or "")


def pictured_files(html: str) -> list[str]:
    """The names in the storage of the pictures that rendered text shows, each once."""
    return _file_names(name for name, _rest in _IMAGE.findall(html))


def with_pictures(html: SafeString, pictures: Mapping[str, ShownPicture]) -> SafeString:
    """The text, in which each picture has its widths, formats, pixels and classes as far as they
    are known, and one that has a paragraph for itself its caption: that of the library, or else the
    title that the text gives it.

    `html` is sanitised; `pictures` has those of our own by their names in the storage. Of others
    the address alone says which widths their server makes.
    """
    if "<img " not in html:
        return html

    def with_sizes(match: re.Match[str]) -> str:
        url, rest = unescape(match[1]), match[2]
        if picture := pictures.get(_file_name(url)):
            return _tag(picture.sources, picture.classes, rest)
        sources = None if url.startswith("/") else sources_by_server(url)
        return _tag(sources, "", rest) if sources else match[0]

    def with_caption(match: re.Match[str]) -> str:
        picture = pictures.get(_file_name(unescape(match[2])))
        shown, caption = match[1], picture.caption.strip() if picture else ""
        if not caption and (titled := _TITLE.search(shown)):
            # Said once: as words below it, no more when somebody points at it.
            shown, caption = _TITLE.sub(r"\1", shown), escape(unescape(titled[2])).strip()
        return (
            f"<figure>{shown}<figcaption>{caption}</figcaption></figure>" if caption else match[0]
        )

    text = _ALONE.sub(with_caption, html)
    return trusted(_ANY_IMAGE.sub(with_sizes, text))


def _file_name(url: str) -> str:
    """The name in the storage of a picture of our own; empty for any other address."""
    return unquote(url.removeprefix(MEDIA_PREFIX)) if url.startswith(MEDIA_PREFIX) else ""


def without_pictures(html: SafeString, names: Collection[str]) -> SafeString:
    """The text without the pictures of these names in the storage. `html` is sanitised."""
    if not names:
        return html

    def alone(match: re.Match[str]) -> str:
        return "" if _file_name(unescape(match[2])) in names else match[0]

    def among_words(match: re.Match[str]) -> str:
        return "" if unquote(match[1]) in names else match[0]

    return trusted(_IMAGE.sub(among_words, _ALONE.sub(alone, html)))


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
