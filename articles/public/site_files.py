"""The small files that browsers, security researchers and search engines ask a site for at fixed
addresses: icons, the web app manifest, `security.txt` (RFC 9116), and proofs of ownership."""

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from articles.lib import public_keys
from articles.lib.public_keys import depends_on
from articles.models.site_in_use import site_in_use

_ICONS = Path(__file__).parents[1] / "static" / "articles"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}
_DAY = 86_400


@require_safe
def icon(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with an icon of the site, for programs that ask at its root without reading a page."""
    depends_on(request, public_keys.SITE)
    headers = {
        "Cache-Control": f"public, max-age={_DAY}",
        # Readers' programs in a browser show it beside the feed, as any picture of the site.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return HttpResponse(_icon(name), content_type=_TYPES[Path(name).suffix], headers=headers)


@cache
def _icon(name: str) -> bytes:
    return (_ICONS / name).read_bytes()


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer with the web app manifest (W3C), by which a phone puts the site beside its apps."""
    depends_on(request, public_keys.SITE)
    lang, site = settings.LANGUAGE_CODE, site_in_use()
    values = {
        "name": site.name,
        "short_name": site.name,
        **({"description": tagline} if (tagline := site.tagline(lang)) else {}),
        "lang": lang,
        "dir": "rtl" if get_language_info(lang)["bidi"] else "ltr",
        "id": "/",
        "start_url": reverse("default_home"),
        "scope": reverse("default_home"),
        "display": "minimal-ui",
        "background_color": "#fdfcf8",
        "theme_color": "#fdfcf8",
        "icons": [
            {
                "src": static(f"articles/icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
            }
            for size in (192, 512)
        ],
    }
    content = json.dumps(values, ensure_ascii=False)
    return HttpResponse(content, content_type="application/manifest+json; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Answer with the contact for who finds a vulnerability (RFC 9116); 404 without one, and from
    the day on which what it says ends."""
    expires = settings.SECURITY_EXPIRES
    if not settings.SECURITY_CONTACT or expires is None:
        raise Http404
    end = dt.datetime.combine(expires, dt.time(), dt.UTC)
    if end <= timezone.now():
        raise Http404
    depends_on(request, public_keys.SITE, until=end)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {end:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(settings.SITE_LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=_TYPES[".txt"])


@require_safe
def verification(request: HttpRequest, name: str, text: str) -> HttpResponse:
    """Answer with the text by which the operator proves to a search engine whose site this is."""
    depends_on(request, public_keys.SITE)
    return HttpResponse(text, content_type=_TYPES[Path(name).suffix])


def verification_routes(files: Mapping[str, str]) -> list[URLPattern]:
    """Return a route for each file of VERIFICATION_FILES, text by name."""
    return [
        path(name, verification, {"name": name, "text": text}, name="verification")
        for name, text in files.items()
    ]


def site_file_addresses() -> list[str]:
    """Return the paths of this module that answer with a file as the site is set up."""
    names = ["favicon", "apple_touch_icon", "manifest"]
    if settings.SECURITY_CONTACT:
        names.append("security_txt")
    root = reverse("default_home")
    return [*map(reverse, names), *(f"{root}{name}" for name in settings.VERIFICATION_FILES)]
