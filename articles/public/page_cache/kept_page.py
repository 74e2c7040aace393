"""A finished response as it is kept: what to answer, and until when it is right."""

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from articles.public.page_cache.encodings import (
    BROTLI,
    IDENTITY,
    LIBRARIES,
    decode_brotli,
    encode,
)

Headers = tuple[tuple[str, str], ...]
# What Python needs for a page besides its texts, roughly.
_OVERHEAD = 1200
_LIBRARIES = LIBRARIES.encode()[:64]


@dataclass(slots=True, eq=False)
class KeptPage:
    """One response with status 200, 404, 410 or a permanent redirect.

    `body` is in the coding `coding`, brotli unless that is longer. `headers` are those of the
    response that no request changes; `tag` is the opaque part of its entity tags, which the coding
    completes. `keys` are the keys that it depends on, with blanks between.

    It was rendered at `rendered_at` from a database whose public change log had the head `sequence`
    or a later one, and is wrong from `until` on whatever happens. Times are seconds since 1970.
    """

    status_line: str
    headers: Headers
    body: bytes
    coding: str
    tag: str
    keys: str
    sequence: int
    rendered_at: float
    until: float
    # The version of the process's knowledge under which the page was last judged to be right.
    judged: int = -1
    # Other codings of the body, made when they are first asked for.
    others: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, body: bytes, **values: Any) -> "KeptPage":
        """Return a page with the `body` of a response, not yet coded, and the other `values`."""
        digest = hashlib.blake2b(body, digest_size=12, key=_LIBRARIES).hexdigest()
        coded = encode(body, BROTLI)
        shorter = len(coded) < len(body)
        return cls(
            body=coded if shorter else body,
            coding=BROTLI if shorter else IDENTITY,
            tag=digest,
            **values,
        )

    @property
    def is_found(self) -> bool:
        """Whether the status is 200: only then conditions and ranges have a meaning."""
        return self.status_line.startswith("200")

    @property
    def is_brief(self) -> bool:
        """Whether nothing is, nor was, at the address: a 404 or a redirect."""
        return not self.status_line.startswith(("200", "410"))

    @property
    def size(self) -> int:
        """The bytes that the page takes in the memory of a process, roughly."""
        others = sum(map(len, self.others.values()))
        return _OVERHEAD + len(self.body) + len(self.keys) + others

    def in_coding(self, coding: str) -> tuple[str, bytes]:
        """Return (coding, body): `coding` itself, or `identity` for a body too short to code."""
        if coding == self.coding or self.coding == IDENTITY:
            return self.coding, self.body
        if coding == IDENTITY:
            # Not kept: it takes the room of five pages, few clients ask for it, and it is made
            # in a tenth of a millisecond.
            return coding, decode_brotli(self.body)
        if (body := self.others.get(coding)) is None:
            body = self.others[coding] = encode(decode_brotli(self.body), coding)
        return coding, body

    def pack(self, address: str) -> bytes:
        """Return the page as bytes, with its address, for a store that processes share."""
        values = [getattr(self, name) for name in _PACKED]
        packed = json.dumps([address, *values]).encode() + b"\n" + self.body
        return zlib.crc32(packed).to_bytes(4) + packed


# In JSON, and not pickled: who can write to the store must not be able to run code here.
_PACKED = (
    "status_line", "headers", "coding", "tag", "keys",
    "sequence", "rendered_at", "until",
)  # fmt: skip


def unpack(packed: bytes, address: str) -> KeptPage | None:
    """Return the page that the bytes of a store hold; None for damaged bytes, and for those of
    another address."""
    try:
        if zlib.crc32(memoryview(packed)[4:]) != int.from_bytes(packed[:4]):
            return None
        values, _, body = packed[4:].partition(b"\n")
        stored_at, *rest = json.loads(values)
        page = KeptPage(body=body, **dict(zip(_PACKED, rest, strict=True)))
        page.headers = shared(page.headers)
    except (ValueError, TypeError):
        return None
    return page if stored_at == address else None


def shared(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return `headers` made of pairs that pages have in common, most of which are the same on all
    of them."""
    return tuple(_pair(name, value) for name, value in headers)


@lru_cache(maxsize=512)
def _pair(name: str, value: str) -> tuple[str, str]:
    return name, value
