"""Renders one address as Django answers it, without a server."""

import html
import io
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.urls import reverse

from articles.lib.ascii_urls import split_url
from articles.lib.public_keys import META_KEY, Dependencies
from articles.public.dynamic_site import DYNAMIC_SITE

_NEXT = re.compile(r'<link rel="next" href="([^"]+)">')
_PARTS = re.compile(r"<loc>([^<]+)</loc>")
_HEADERS = (
    "Content-Security-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy",
    "Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options",
)  # fmt: skip
# Addresses of pictures, styles and fonts that a document names.
_FILE_ENDS = r"[^\s\"'<>()\\,?#]+"


class RenderedPage(NamedTuple):
    """The answer at `address`: what it holds, what it depends on, and where it leads.

    `leads_to` are addresses that nothing else names: the next page of a list, the parts of the
    sitemap. `files` are the paths of the static files and pictures of this site that it shows.
    """

    address: str
    status: int
    content: bytes
    dependencies: Dependencies
    leads_to: tuple[str, ...]
    files: frozenset[str]


class PageRenderer:
    """Django's own handler with all its middleware, asked for one address after the other.

    `dynamic_site` is the URL of the site that answers searches and the API, empty for none.
    """

    def __init__(self, dynamic_site: str) -> None:
        self._dynamic_site = dynamic_site
        self._handler = BaseHandler()
        self._handler.load_middleware()
        prefixes = "|".join(map(re.escape, (settings.STATIC_URL, settings.MEDIA_URL)))
        self._files = re.compile(f"(?:{prefixes}){_FILE_ENDS}")

    def render(self, address: str) -> RenderedPage:
        """Return what the site answers at `address`, a path in the form of links."""
        request = self._request(address)
        # Typed as the base class of all responses; none of a public page is streamed.
        response = self._handler.get_response(request)
        assert isinstance(response, HttpResponse), address  # noqa: S101 # nosec B101
        text = response.content.decode("utf-8", "replace")
        return RenderedPage(
            address,
            response.status_code,
            response.content,
            request.META.get(META_KEY, Dependencies()),
            tuple(self._leads_to(address, text)),
            frozenset(map(html.unescape, self._files.findall(text))),
        )

    def security_headers(self) -> dict[str, str]:
        """Return the headers of every page that a static host has to repeat."""
        response = self._handler.get_response(self._request("/"))
        return {name: response.headers[name] for name in _HEADERS if name in response.headers}

    def _leads_to(self, address: str, text: str) -> Iterator[str]:
        links = _NEXT.findall(text)
        if address == reverse("sitemap"):
            links += _PARTS.findall(text)
        for link in map(html.unescape, links):
            yield link.removeprefix(settings.SITE_URL)

    def _request(self, address: str) -> WSGIRequest:
        site = split_url(settings.SITE_URL)
        port = site.port or (443 if site.scheme == "https" else 80)
        return WSGIRequest(
            {
                "REQUEST_METHOD": "GET",
                # PEP 3333: the bytes of the path, as if they were ISO-8859-1.
                "PATH_INFO": unquote(address, "iso-8859-1"),
                "QUERY_STRING": "",
                "SERVER_NAME": site.hostname or "",
                "SERVER_PORT": str(port),
                "HTTP_HOST": site.netloc,
                "wsgi.url_scheme": site.scheme,
                "wsgi.input": io.BytesIO(),
                DYNAMIC_SITE: self._dynamic_site,
            }
        )
