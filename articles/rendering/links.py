"""The HTML of links and images, and which URLs they may have."""

from html import escape
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri

# The path of uploaded images (settings.MEDIA_URL).
MEDIA_PREFIX = "/media/"


def link_tags(link: dict[str, str], site_host: str) -> tuple[str, str]:
    """Return the start and end tag of a link; both empty for a URL that is not allowed.

    `link` has the parser's keys link_type, dest_url and title. Other sites than `site_host` get
    rel="nofollow noopener".
    """
    url = link["dest_url"]
    if link["link_type"] == "Email":
        url = f"mailto:{url}"
    if url.startswith("#"):
        # Anchors of headings have a prefix, so that none takes the id of another element.
        url = f"#s-{url[1:]}"
    host = _host(url)
    if host is None:
        return "", ""
    rel = ' rel="nofollow noopener"' if host not in ("", site_host) else ""
    return f'<a href="{escape(iri_to_uri(url))}"{_title(link)}{rel}>', "</a>"


def image_tag(picture: dict[str, str], alt: str) -> str:
    """Return an `<img>` for an https URL or an uploaded image, else the alternative text."""
    url = picture["dest_url"]
    if not url.startswith(MEDIA_PREFIX) and not (url.startswith("https://") and _host(url)):
        return escape(alt)
    return (
        f'<img src="{escape(iri_to_uri(url))}" alt="{escape(alt)}"{_title(picture)} '
        'loading="lazy" decoding="async">'
    )


def _title(details: dict[str, str]) -> str:
    return f' title="{escape(details["title"])}"' if details["title"] else ""


def _host(url: str) -> str | None:
    """The host of a link, "" for own pages and mail, None for a URL that is not allowed."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme in ("http", "https"):
        return host or None
    if parts.scheme == "mailto":
        return ""
    return host if not parts.scheme else None
