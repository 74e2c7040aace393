"""Content codings of answers (RFC 9110, sections 8.4.1 and 12.5.3): brotli, gzip, or neither."""

import re
import zlib
from functools import lru_cache

import brotli

BROTLI, GZIP, IDENTITY = "br", "gzip", "identity"
# The order of preference among codings that a client likes equally.
CODINGS = (BROTLI, GZIP, IDENTITY)
# Measured on pages of 22 kB: as quick as gzip at its usual level, and no larger.
_BROTLI_QUALITY = 4
_GZIP_LEVEL = 6
_GZIP_WINDOW = 31
# Bytes that depend on the versions of the two libraries, for strong validators: whoever has
# another version makes other bytes of the same text.
LIBRARIES = f"{brotli.__version__} {zlib.ZLIB_RUNTIME_VERSION}"

_ELEMENT = re.compile(
    r"[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*(?:;[ \t]*[qQ]=([01](?:\.[0-9]{0,3})?)[ \t]*)?"
)


@lru_cache(maxsize=256)
def choose(accept_encoding: str) -> str:
    """Return the one of CODINGS to answer with, for the value of an Accept-Encoding header.

    What the client likes best; `identity` where it accepts none of ours, which RFC 9110, section
    12.4.1, allows: a page that somebody cannot decode is worth no more than an error.
    """
    weights: dict[str, float] = {}
    for element in accept_encoding.split(","):
        if match := _ELEMENT.fullmatch(element):
            name = match[1].lower()
            weights["gzip" if name == "x-gzip" else name] = float(match[2] or 1)
    others = weights.get("*")
    # `*` stands for each coding that the header does not name, identity included. Without it such
    # a coding is not wanted; but identity stays the last resort.
    unnamed = dict.fromkeys(CODINGS, others or 0.0)
    if others is None:
        unnamed[IDENTITY] = 0.0001
    liked = {name: weights.get(name, unnamed[name]) for name in CODINGS}
    best = max(CODINGS, key=lambda name: liked[name])
    return best if liked[best] > 0 else IDENTITY


def encode(body: bytes, coding: str) -> bytes:
    """Return `body` in one of CODINGS. Equal bodies give equal bytes."""
    if coding == BROTLI:
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
    if coding == GZIP:
        return zlib.compress(body, _GZIP_LEVEL, _GZIP_WINDOW)
    return body


def decode_brotli(body: bytes) -> bytes:
    """Return the body of a page that was compressed by Brotli. Raises brotli.error for damaged
    bytes."""
    return brotli.decompress(body)
