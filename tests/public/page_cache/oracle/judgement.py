"""Whether an answer of the site is the one that Django renders without a cache."""

import difflib
import gzip

import brotli

from tests.public.page_cache.oracle.processes import Reply, Request

# What the cache answers for itself: how the body is sent, and for how long it may be kept.
OWN_HEADERS = {
    "etag", "cache-control", "vary", "content-encoding", "content-length", "last-modified",
    "accept-ranges", "surrogate-key", "cache-tag", "date", "age", "expires", "x-request-id",
}  # fmt: skip
_DIFFERENCES = 40


def decoded(reply: Reply) -> bytes:
    """The body without its content coding."""
    match reply.header("Content-Encoding"):
        case "gzip":
            return gzip.decompress(reply.body)
        case "br":
            return bytes(brotli.decompress(reply.body))
    return reply.body


def other_headers(reply: Reply) -> list[tuple[str, str]]:
    """The headers that the cache has to hand on as they are, sorted."""
    pairs = ((name.lower(), _in_order(name.lower(), value)) for name, value in reply.headers)
    # Django answers a cookie that it cannot read with a cookie, which nobody may keep.
    own = OWN_HEADERS | {"set-cookie"} if reply.rendered else OWN_HEADERS
    return sorted(pair for pair in pairs if pair[0] not in own)


def _in_order(name: str, value: str) -> str:
    """The value; that of the Content-Security-Policy with its directives sorted, whose order is
    django-csp's, and another one in every process."""
    if name != "content-security-policy":
        return value
    return "; ".join(sorted(part.strip() for part in value.split(";")))


def differences(request: Request, reply: Reply, fresh: Reply, known: bytes | None = None) -> str:
    """How `reply` differs from `fresh`, in words; "" where it does not.

    `known` is the body that the client has from before, of which a 304 tells that it is right.
    """
    if reply.status == 304:
        if known is not None and fresh.status == 200 and known == fresh.body:
            return ""
        return _texts("what the client has", known or b"", fresh.body) or "304 for another status"
    if reply.status != fresh.status:
        return f"status {reply.status} instead of {fresh.status}"
    if other_headers(reply) != other_headers(fresh):
        mine, right = other_headers(reply), other_headers(fresh)
        return (
            f"headers {sorted(set(mine) - set(right))} instead of {sorted(set(right) - set(mine))}"
        )
    if request.method == "HEAD":
        # A server leaves out a body that the application gives.
        return ""
    return _texts("the answer", decoded(reply), fresh.body)


def _texts(name: str, text: bytes, fresh: bytes) -> str:
    if text == fresh:
        return ""
    lines = (_lines(text), _lines(fresh))
    shown = difflib.unified_diff(*lines, name, "a fresh rendering", lineterm="", n=1)
    listed = list(shown)
    more = [f"… and {len(listed) - _DIFFERENCES} lines"] if len(listed) > _DIFFERENCES else []
    return "\n".join([*(line[:300] for line in listed[:_DIFFERENCES]), *more]) or "differs"


def _lines(text: bytes) -> list[str]:
    """Lines that are short enough to be told apart, also of JSON and of XML on one line."""
    shown = text.decode(errors="replace")
    return shown.replace("><", ">\n<").replace(',"', ',\n"').splitlines()
