"""The HTML of links and images, and which URLs they may have."""

from collections.abc import Callable, Collection, Mapping
from html import escape
from typing import NamedTuple

from django.utils.encoding import iri_to_uri

from articles.lib.ascii_urls import ascii_host, ascii_url, split_url

# The path of uploaded images (settings.MEDIA_URL).
MEDIA_PREFIX = "/media/"


class SiteHosts(NamedTuple):
    """The host of the site, those that pictures may come from besides it, and files of one text.

    The hosts are the settings SITE_HOST and IMAGE_HOSTS, in ASCII; the pages'
    Content-Security-Policy blocks pictures of other hosts. `files` has the name in the storage of
    each picture that came beside the text, by the relative path that the text says.
    """

    site: str = ""
    images: Collection[str] = ()
    files: Mapping[str, str] = {}

    def address_of(self, url: str) -> str:
        """The address on a page of the picture at `url`; empty if no page may show it."""
        if name := self.files.get(url):
            return f"{MEDIA_PREFIX}{name}"
        try:
            parts = split_url(url)
            host = ascii_host(parts.hostname or "")
        except ValueError:
            return ""
        if not parts.scheme and not parts.netloc:
            return url if parts.path.startswith(MEDIA_PREFIX) else ""
        if parts.scheme != "https" or not host:
            return ""
        if host == self.site and parts.path.startswith(MEDIA_PREFIX):
            # As all pictures of ours stand in a text, so that it is known for one.
            return parts.path
        return url if host in self.images else ""


def link_tags(
    link: dict[str, str], site_host: str, anchor_of: Callable[[str], str]
) -> tuple[str, str]:
    """Return the start and end tag of a link; both empty for a URL that is not allowed.

    `link` has the parser's keys link_type, dest_url and title. Other sites than `site_host` get
    rel="nofollow noopener". `anchor_of` returns the id on the page that the fragment of a link
    within the text means; a link that means none is left out.
    """
    url = link["dest_url"]
    if link["link_type"] == "Email":
        url = f"mailto:{url}"
    if url.startswith("#"):
        anchor = anchor_of(url[1:])
        return (f'<a href="#{anchor}"{_title(link)}>', "</a>") if anchor else ("", "")
    host = _host(url)
    if host is None:
        return "", ""
    rel = ' rel="nofollow noopener"' if host not in ("", site_host) else ""
    return f'<a href="{escape(iri_to_uri(ascii_url(url)))}"{_title(link)}{rel}>', "</a>"


def image_tag(picture: dict[str, str], alt: str) -> str:
    """Return the `<img>` of a picture that the page may show (`SiteHosts.address_of()`)."""
    return (
        f'<img src="{escape(iri_to_uri(ascii_url(picture["dest_url"])))}" alt="{escape(alt)}"'
        f'{_title(picture)} loading="lazy" decoding="async">'
    )


def _title(details: dict[str, str]) -> str:
    return f' title="{escape(details["title"])}"' if details["title"] else ""


def _host(url: str) -> str | None:
    """The host of a link in ASCII, "" for own pages and mail, None for what is not allowed."""
    try:
        parts = split_url(url)
        host = ascii_host(parts.hostname or "")
    except ValueError:
        return None
    if parts.scheme in ("http", "https"):
        return host or None
    if parts.scheme == "mailto":
        return ""
    return host if not parts.scheme else None
