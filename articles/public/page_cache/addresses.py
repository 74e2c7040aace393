"""The kept page that a request asks for, and the plain request that renders it.

The address of a page is a text: scheme, host, form, query and path, separated by blanks. All
requests with one address get the same page, so an address holds nothing that no view reads, and
nothing that anybody may invent besides a path and the values of known parameters.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import get_path_info
from django.http import HttpRequest, QueryDict
from django.http.request import split_domain_port
from django.urls import Resolver404, get_script_prefix, resolve, reverse

from articles.lib.ascii_urls import split_url
from articles.public.markdown_views import MARKDOWN_TYPE, prefers_markdown

Environ = dict[str, Any]

# The parameters that each public route reads. A route that is not here is never kept.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "default_home": (),
    "home": ("after",),
    "category": ("after",),
    "tag": ("after",),
    "author": ("after",),
    "source": ("after",),
    "month": ("after",),
    "corrections": ("after",),
    "archive": (),
    "sections": (),
    "topics": (),
    "article": (),
    "markdown": (),
    "page": (),
    "feed": (),
    "sitemap": (),
    "sitemap_lists": (),
    "sitemap_part": (),
    "news_sitemap": (),
    "robots": (),
    "favicon": (),
    "apple_touch_icon": (),
    "manifest": (),
    "security_txt": (),
    "api:reference": (),
    "api:openapi": (),
    "api:get_article": (),
}
# These refuse a parameter that they do not know, or that is given twice.
STRICT_PARAMETERS: dict[str, tuple[str, ...]] = {
    "api:list_articles": (
        "limit", "cursor", "lang", "category", "tag", "author", "source", "sentiment", "pinned",
        "published_after",
    ),
    "api:list_corrections": ("limit", "cursor", "lang", "kind"),
    "api:list_categories": ("lang",),
    "api:list_tags": ("limit", "cursor", "lang"),
    "api:list_authors": ("limit", "cursor", "lang"),
    "api:list_sources": ("limit", "cursor", "lang"),
}  # fmt: skip
# Routes that are answered before everything else, also while the database is away.
PROBES = ("healthz", "readyz", "metrics")
# Stands before the cursor of a later page.
_CURSOR = "/after/"
_LONGEST_PATH = 1000
_LONGEST_QUERY = 500
_MARKDOWN = "md"
# Of a reader's headers only these reach Django when it renders a page to keep: whose request it is,
# which the API counts, its id for the log, and the one that names its scheme.
_PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REQUEST_ID")
_OF_A_BODY = ("CONTENT_LENGTH", "CONTENT_TYPE")


class PageAddresses:
    """The addresses of the pages of this site, by its settings."""

    def __init__(self) -> None:
        prefix = get_script_prefix()
        admin = reverse("admin:index").removeprefix(prefix)
        preview = reverse("preview", args=["x"]).removeprefix(prefix).removesuffix("x/")
        probes = (f"/{reverse(name).removeprefix(prefix)}" for name in PROBES)
        # Nothing below these is kept. Static files have no route that could tell, and a probe needs
        # no database.
        self._excluded = (
            f"/{admin}", f"/{preview}", settings.STATIC_URL, settings.MEDIA_URL, *probes,
        )  # fmt: skip
        self._api = "/" + reverse("api:reference").removeprefix(prefix)
        self._cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
        self._redirects_http = settings.SECURE_SSL_REDIRECT
        self._scheme_header, self._secure_value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
        self._names = {settings.SITE_HOST, *map(str.lower, settings.ALLOWED_HOSTS)}
        self._site_port = str(split_url(settings.SITE_URL).port or "")
        self._own_host = lru_cache(maxsize=256)(self._read_host)

    def of_request(self, environ: Environ) -> str:
        """Return the address of the page that may answer a request; empty for a request that only
        Django can answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
            return ""
        path = environ.get("PATH_INFO", "")
        if path.startswith(self._excluded) or len(path) > _LONGEST_PATH:
            return ""
        if cookies := environ.get("HTTP_COOKIE"):
            # Who is signed in gets what Django renders at this moment.
            for name in self._cookies:
                if name in cookies:
                    return ""
        host = self._own_host(environ.get("HTTP_HOST", ""), environ["SERVER_PORT"])
        scheme = environ["wsgi.url_scheme"]
        if self._scheme_header and (value := environ.get(self._scheme_header)) is not None:
            # As Django reads it.
            is_secure = value.split(",", 1)[0].strip() == self._secure_value
            scheme = "https" if is_secure else "http"
        if not host or (scheme == "http" and self._redirects_http):
            return ""
        wants_markdown, takes_json = _preferences(environ.get("HTTP_ACCEPT", ""))
        if not takes_json and path.startswith(self._api):
            return ""
        form_and_query: str | None = " "
        if wants_markdown or environ.get("QUERY_STRING"):
            form_and_query = _form_and_query(environ, wants_markdown)
            if form_and_query is None:
                return ""
        return f"{scheme}://{host} {form_and_query} {environ.get('SCRIPT_NAME', '')}{path}"

    def _read_host(self, host: str, server_port: str) -> str:
        """The host with its port, as all spellings of it have it; empty for one that is not named
        in the settings, letter by letter: of the others there may be any number."""
        name, port = split_domain_port(host.lower())
        if name not in self._names or port not in ("", server_port, self._site_port):
            return ""
        return f"{name}:{port}" if port else name


def is_public(environ: Environ) -> bool:
    """Return whether a request is for a public route, or for a path that leads nowhere."""
    return is_public_path(get_path_info(environ))


def is_public_path(path: str) -> bool:
    """Return whether a path leads to a public route, or nowhere."""
    name = _route_of(path)
    return not name or name in PARAMETERS or name in STRICT_PARAMETERS


def has_parameters(address: str) -> bool:
    """Return whether an address holds values of parameters: no store has pages of such."""
    _origin, _form, query, _path = address.split(" ", 3)
    return bool(query)


def is_inventable(address: str) -> bool:
    """Return whether an address holds values that anybody can invent: those of parameters, or the
    cursor of a later page of a list."""
    _origin, _form, query, path = address.split(" ", 3)
    return bool(query) or _CURSOR in path


def plain_request(environ: Environ, address: str) -> Environ:
    """Return the environ of the GET that renders the page at `address`, which `environ` asks for:
    without a body, cookies, conditions, and all other headers that are the reader's."""
    origin, form, query, _path = address.split(" ", 3)
    scheme_header, _ = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    plain = {
        name: value
        for name, value in environ.items()
        if not name.startswith("HTTP_") or name in (*_PASSED_ON, scheme_header)
    }
    for name in _OF_A_BODY:
        plain.pop(name, None)
    plain["REQUEST_METHOD"] = "GET"
    plain["QUERY_STRING"] = query
    plain["HTTP_HOST"] = origin.partition("://")[2]
    if form == _MARKDOWN:
        plain["HTTP_ACCEPT"] = MARKDOWN_TYPE
    return plain


def _form_and_query(environ: Environ, wants_markdown: bool) -> str | None:
    """These two parts of an address; None for a request that only Django can answer."""
    name = _route_name(environ)
    form = _MARKDOWN if wants_markdown and name == "article" else ""
    # A path that leads nowhere, and is the same error with any parameters.
    known = PARAMETERS.get(name, () if not name else None)
    if known == () or not environ.get("QUERY_STRING"):
        return f"{form} "
    strict = STRICT_PARAMETERS.get(name)
    try:
        # In the bytes of the request, as Django reads them.
        parameters = QueryDict(environ["QUERY_STRING"].encode("latin-1"))
    except SuspiciousOperation:
        return None
    if strict is not None:
        if any(key not in strict or len(values) > 1 for key, values in parameters.lists()):
            return None
        pairs = [(key, parameters[key]) for key in strict if key in parameters]
    elif known is not None:
        pairs = [(key, value) for key in known if (value := parameters.get(key))]
    else:
        return None
    query = urlencode(pairs)
    return f"{form} {query}" if len(query) <= _LONGEST_QUERY else None


def _route_name(environ: Environ) -> str:
    """The name of the route of a request, or of the one that Django leads to by adding a slash;
    empty for a path that leads nowhere."""
    return _route_of(get_path_info(environ))


# Links in mail and on other sites carry parameters of their own, to a few paths at a time.
@lru_cache(maxsize=512)
def _route_of(path: str) -> str:
    for candidate in (path, f"{path}/"):
        try:
            match = resolve(candidate)
        except Resolver404:
            continue
        return match.view_name or "?"
    return ""


@lru_cache(maxsize=512)
def _preferences(accept: str) -> tuple[bool, bool]:
    """Whether the Accept header prefers Markdown to HTML, and whether it takes JSON."""
    request = HttpRequest()
    if accept:
        request.META["HTTP_ACCEPT"] = accept
    return prefers_markdown(request), request.accepts("application/json")
