"""Answers to requests from a kept page, by RFC 9110: codings, conditions, ranges and HEAD."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from articles.public.cdn.networks import network
from articles.public.page_cache.byte_ranges import wanted_range
from articles.public.page_cache.encodings import IDENTITY, choose
from articles.public.page_cache.kept_page import KeptPage

Environ = dict[str, Any]
HeaderList = list[tuple[str, str]]

_CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_RANGE",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
)
# RFC 9110, section 15.4.5: what an answer without a page still says of it.
_WITHOUT_PAGE = {
    "cache-control",
    "cache-tag",
    "content-location",
    "etag",
    "last-modified",
    "surrogate-key",
    "vary",
}


class Answer(NamedTuple):
    """The answer of a WSGI application."""

    status: str
    headers: HeaderList
    body: bytes


def answer_from(page: KeptPage, environ: Environ, now: float) -> Answer:
    """Return the answer to a GET or HEAD for `page` at the time `now`, in seconds since 1970."""
    coding, body = page.in_coding(choose(environ.get("HTTP_ACCEPT_ENCODING", "")))
    tag = f'"{page.tag}"' if coding == IDENTITY else f'"{page.tag}-{coding}"'
    headers = [
        *page.headers,
        _cache_control(page, now),
        ("ETag", tag),
        ("Content-Length", str(len(body))),
    ]
    if coding != IDENTITY:
        headers.append(("Content-Encoding", coding))
    if cdn := network():
        headers.append(cdn.tag_header(page.keys))
    answer = Answer(page.status_line, headers, body)
    if page.is_found:
        # The first whole second at which the page had this body. Until then another body may
        # follow, which a date could not tell from this one (RFC 9110, section 8.8.2.2).
        modified = int(page.rendered_at) + 1
        if now >= modified:
            headers.append(_last_modified(modified))
        for name in _CONDITIONS:
            if name in environ:
                answer = _conditional(answer, environ, tag, modified)
                break
    if environ["REQUEST_METHOD"] == "HEAD":
        return Answer(answer.status, answer.headers, b"")
    return answer


def _conditional(answer: Answer, environ: Environ, tag: str, modified: int) -> Answer:
    """The answer to a request with conditions, in the order of RFC 9110, section 13.2.2."""
    if (wanted := environ.get("HTTP_IF_MATCH")) is not None:
        if not {"*", tag} & set(parse_etags(wanted)):
            return _without_page(answer, "412 Precondition Failed")
    elif (date := _date(environ, "HTTP_IF_UNMODIFIED_SINCE")) is not None and modified > date:
        return _without_page(answer, "412 Precondition Failed")
    if (known := environ.get("HTTP_IF_NONE_MATCH")) is not None:
        # The weak comparison: a cache on the way may have made a tag weak.
        tags = {one.removeprefix("W/") for one in parse_etags(known)}
        if {"*", tag} & tags:
            return _without_page(answer, "304 Not Modified")
    elif (date := _date(environ, "HTTP_IF_MODIFIED_SINCE")) is not None and modified <= date:
        return _without_page(answer, "304 Not Modified")
    if "HTTP_RANGE" in environ and environ["REQUEST_METHOD"] == "GET":
        condition = environ.get("HTTP_IF_RANGE", "").strip()
        if not condition or condition in (tag, http_date(modified)):
            return _part(answer, environ["HTTP_RANGE"])
    return answer


def _part(answer: Answer, ranges: str) -> Answer:
    """The part of the body that a Range header asks for; all of it for a header to be ignored."""
    length = len(answer.body)
    wanted = wanted_range(ranges, length)
    if wanted is None:
        return answer
    if not wanted:
        refusal = _without_page(answer, "416 Range Not Satisfiable")
        refusal.headers.append(("Content-Range", f"bytes */{length}"))
        return refusal
    body = answer.body[wanted.start : wanted.stop]
    headers = [pair for pair in answer.headers if pair[0] != "Content-Length"]
    headers.append(("Content-Length", str(len(body))))
    headers.append(("Content-Range", f"bytes {wanted.start}-{wanted.stop - 1}/{length}"))
    return Answer("206 Partial Content", headers, body)


def _without_page(answer: Answer, status: str) -> Answer:
    headers = [pair for pair in answer.headers if pair[0].lower() in _WITHOUT_PAGE]
    if not status.startswith("304"):
        headers.append(("Content-Length", "0"))
    return Answer(status, headers, b"")


def _date(environ: Environ, name: str) -> int | None:
    """The seconds since 1970 of a header; None for none, and for one to be ignored."""
    return parse_http_date_safe(environ[name]) if name in environ else None


def _cache_control(page: KeptPage, now: float) -> tuple[str, str]:
    """The header Cache-Control, never beyond the end of the page. Browsers ask each time."""
    seconds = int(page.until - now)
    if page.is_brief:
        return _brief_control(seconds)
    return _control(min(settings.CDN_SECONDS, seconds), settings.CDN_STALE_SECONDS)


@lru_cache(maxsize=128)
def _control(seconds: int, stale: int) -> tuple[str, str]:
    value = f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={stale}"
    return "Cache-Control", value


@lru_cache(maxsize=16)
def _brief_control(seconds: int) -> tuple[str, str]:
    return "Cache-Control", f"public, max-age=0, s-maxage={seconds}"


@lru_cache(maxsize=4096)
def _last_modified(moment: int) -> tuple[str, str]:
    return "Last-Modified", http_date(moment)
