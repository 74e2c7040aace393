"""Rules for static hosts: redirects, articles that are gone, headers and media types.

`_redirects` and `_headers` are for Netlify and those that read its files (Cloudflare Pages),
`vercel.json` for Vercel, `nginx.conf` to be included in the `server` block of nginx.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote

from django.conf import settings

from articles.public.bake.folder import GONE, MANIFEST
from articles.syndication.feed_formats import FORMATS

_FOR_EVER = "public, max-age=31536000, immutable"
# What stays in a path as it is; the rest is percent-encoded.
_SAFE = "/:@!*'(),;=+~-._"


class HostingRules(NamedTuple):
    """Rules for a host: paths that redirect and where to, paths that are gone and the files
    with the notice, and the headers of pages."""

    redirects: Mapping[str, str]
    gone: Mapping[str, str]
    headers: Mapping[str, str]


def hosting_files(rules: HostingRules) -> dict[str, bytes]:
    """Return the files for all hosts, by path in the folder.

    A path with control characters is left out: no host's file has a form for it.
    """
    rules = rules._replace(redirects=_printable(rules.redirects), gone=_printable(rules.gone))
    files = {
        "_redirects": _netlify_redirects(rules),
        "_headers": _netlify_headers(rules),
        "vercel.json": _vercel(rules),
        "nginx.conf": _nginx(rules),
    }
    return {path: text.encode() for path, text in files.items()}


def _media_types() -> dict[str, str]:
    """Endings of paths, and the media types that hosts do not know or do not tell for them."""
    feeds = {f"feed.{extension}": one.content_type for extension, one in FORMATS.items()}
    return {".md": "text/markdown; charset=utf-8"} | feeds


def _netlify_redirects(rules: HostingRules) -> str:
    lines = [f"{_encoded(old)} {_encoded(new)} 301" for old, new in rules.redirects.items()]
    # Netlify knows no 410.
    lines += [f"{_encoded(path)} /{_encoded(file)} 404" for path, file in rules.gone.items()]
    return "".join(f"{line}\n" for line in lines)


def _netlify_headers(rules: HostingRules) -> str:
    blocks = {"/*": rules.headers}
    for url in (settings.STATIC_URL, settings.MEDIA_URL):
        blocks[f"{url}*"] = {"Cache-Control": _FOR_EVER}
    for ending, media_type in _media_types().items():
        blocks[f"/*{ending}"] = {"Content-Type": media_type}
    return "".join(
        f"{pattern}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for pattern, headers in blocks.items()
    )


def _vercel(rules: HostingRules) -> str:
    def headers(source: str, values: Mapping[str, str]) -> dict[str, object]:
        pairs = [{"key": name, "value": value} for name, value in values.items()]
        return {"source": source, "headers": pairs}

    blocks = [headers("/(.*)", rules.headers)]
    for url in (settings.STATIC_URL, settings.MEDIA_URL):
        blocks.append(headers(f"{url}(.*)", {"Cache-Control": _FOR_EVER}))
    for ending, media_type in _media_types().items():
        escaped = ending.replace(".", "\\.")
        blocks.append(headers(f"/(.*){escaped}", {"Content-Type": media_type}))
    redirects = [
        {"source": _encoded(old), "destination": _encoded(new), "statusCode": 301}
        for old, new in rules.redirects.items()
    ]
    document = {"trailingSlash": True, "redirects": redirects, "headers": blocks}
    return json.dumps(document, indent=2) + "\n"


def _nginx(rules: HostingRules) -> str:
    lines = [
        "# Include this in a server block whose root is this folder.",
        "index index.html;",
        "error_page 404 /404.html;",
        *(f"add_header {name} {_quoted(value)} always;" for name, value in rules.headers.items()),
        # What is no page of the site: the record of the bake, the rules, the notices.
        f"location ^~ /{MANIFEST} {{ return 404; }}",
        *(
            f"location = /{name} {{ return 404; }}"
            for name in ("nginx.conf", "vercel.json", "_headers", "_redirects")
        ),
        f"location ^~ /{GONE} {{ internal; }}",
        # Names of files hold hashes.
        *(
            f"location ^~ {url} {{ expires 1y; }}"
            for url in (settings.STATIC_URL, settings.MEDIA_URL)
        ),
    ]
    for ending, media_type in _media_types().items():
        pattern = ending.replace(".", "\\.")
        lines.append(f"location ~ {pattern}$ {{ types {{ }} default_type {_quoted(media_type)}; }}")
    for old, new in rules.redirects.items():
        for path in dict.fromkeys((old.rstrip("/"), f"{old.rstrip('/')}/")):
            target = _quoted(_encoded(new))
            lines.append(f"location = {_quoted(unquote(path))} {{ return 301 {target}; }}")
    for path, file in rules.gone.items():
        notice = _quoted(f"/{_encoded(file)}")
        location = _quoted(unquote(path))
        lines.append(f"location = {location} {{ error_page 410 {notice}; return 410; }}")
    return "".join(f"{line}\n" for line in lines)


def _printable(paths: Mapping[str, str]) -> dict[str, str]:
    return {path: target for path, target in paths.items() if unquote(path).isprintable()}


def _encoded(path: str) -> str:
    return quote(unquote(path), safe=_SAFE)


def _quoted(text: str) -> str:
    """Return `text` as nginx reads a string. A `$` would name a variable; no text of ours has one:
    in paths it is percent-encoded."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
