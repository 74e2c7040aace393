"""Photos of Unsplash as its API and files of it describe them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from articles.lib.ascii_urls import split_url
from articles.lib.characters import without_forbidden
from articles.lib.graphemes import clip
from articles.lib.text_inputs import typed_line

HOST = "images.unsplash.com"
# In the order of the file contract.
_ADDRESSES = ("raw", "full", "regular", "small", "thumb", "small_s3")
_MAX_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class UnsplashPhoto:
    """A photo: its id, name among addresses, description, photographer, and addresses by size.

    `profile` is the photographer's page, `download` the address that is to be told when somebody
    chooses the photo; both may be empty.
    """

    id: str
    name: str
    alt: str
    photographer: str
    profile: str
    download: str
    addresses: Mapping[str, str]

    @classmethod
    def from_api(cls, answer: object) -> Self | None:
        """The photo in an answer of the API; None for anything else."""
        photo, person = _mapping(answer), _mapping(_mapping(answer).get("user"))
        alt = _line(photo.get("alt_description"), 500) or _line(photo.get("description"), 500)
        links = _mapping(photo.get("links"))
        page = _address(_mapping(person.get("links")).get("html"))
        name = _line(person.get("name"), 200)
        # Whoever calls it looks whether it is one of the API.
        download = _line(links.get("download_location"), _MAX_ADDRESS)
        return cls._made(photo, alt, name, page, download)

    @classmethod
    def from_file(cls, entry: object) -> Self | None:
        """The photo in an entry {id, alt, urls, credit: {name, link}}; None for anything else."""
        photo, credit = _mapping(entry), _mapping(_mapping(entry).get("credit"))
        alt, name = _line(photo.get("alt"), 500), _line(credit.get("name"), 200)
        return cls._made(photo, alt, name, _address(credit.get("link")), "")

    @classmethod
    def _made(
        cls, photo: Mapping[str, Any], alt: str, photographer: str, profile: str, download: str
    ) -> Self | None:
        urls = _mapping(photo.get("urls"))
        addresses = {name: url for name in _ADDRESSES if (url := _address(urls.get(name)))}
        name = photo_name(addresses.get("raw", ""))
        if not name or not photographer:
            return None
        return cls(
            _line(photo.get("id"), 50), name, alt, photographer, profile, download, addresses
        )


def photo_name(url: str) -> str:
    """The name of a photo in an address, such as `photo-1628498643518-0552fa82b979`; else empty.

    It is the same in all sizes of the photo. The id of the API is another one.
    """
    try:
        parts = split_url(url)
    except ValueError:
        return ""
    return parts.path.strip("/") if parts.hostname == HOST else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _line(value: object, limit: int) -> str:
    """A text of a stranger on one line, without what no text may hold."""
    text = value if isinstance(value, str) else ""
    return clip(typed_line(without_forbidden(text)), limit).strip()


def _address(value: object) -> str:
    """An https address; empty for anything else."""
    if not isinstance(value, str) or len(value) > _MAX_ADDRESS:
        return ""
    try:
        parts = split_url(value)
    except ValueError:
        return ""
    return value if parts.scheme == "https" and parts.hostname else ""
