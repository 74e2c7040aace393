"""Decompression of HTTP bodies, with a limit on what comes out. Pure."""

import zlib
from typing import Final

_GZIP: Final = frozenset({"gzip", "x-gzip"})
_PLAIN: Final = frozenset({"", "identity"})
# Members of a gzip file; a log that is written on has some dozens.
_MOST_MEMBERS: Final = 1000
# The values of zlib's `wbits` for its own frame, for none, and for that of gzip.
_FRAMED, _BARE, _OF_GZIP = zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16


class InflatingFailed(Exception):
    """The bytes are not what their Content-Encoding says; the message says why."""


class Inflater:
    """Decompresses a body that comes in parts: gzip with any number of members (RFC 1952), deflate
    with and without the frame of zlib (RFC 9110, section 8.4.1.2), or nothing.

    At most `max_bytes` come out; `is_over` says that there would have been more. A bomb costs no
    more memory than that. Raises InflatingFailed for another coding, or for damaged bytes.
    """

    def __init__(self, coding: str, max_bytes: int) -> None:
        self._coding = coding.strip().lower()
        if self._coding not in _GZIP | _PLAIN | {"deflate"}:
            raise InflatingFailed(f"it is compressed as {coding[:40]}, which was not asked for")
        self._left, self._members = max_bytes, 1
        self._head = b""
        self._machine: zlib._Decompress | None = None
        self.is_over = False

    def add(self, chunk: bytes) -> bytes:
        """Return what `chunk` becomes, as far as the limit allows.

        Raises InflatingFailed for bytes that are damaged, or compressed in too many pieces.
        """
        if self._coding in _PLAIN:
            return self._limited(chunk)
        if self._machine is None:
            # Two bytes tell which frame there is.
            chunk = self._head = self._head + chunk
            if len(chunk) < 2:
                return b""
            self._machine = _machine(_OF_GZIP if self._coding in _GZIP else _frame(chunk))
        made = b""
        while chunk and not self.is_over:
            if self._machine.eof:
                if self._coding not in _GZIP or not chunk.startswith(b"\x1f"):
                    # Padding, which is no part of what was compressed.
                    break
                self._machine, self._members = _machine(_OF_GZIP), self._members + 1
                if self._members > _MOST_MEMBERS:
                    raise InflatingFailed("it is compressed in too many pieces")
            try:
                # One byte more than allowed tells that there is more.
                made += self._limited(self._machine.decompress(chunk, self._left + 1))
            except zlib.error as error:
                raise InflatingFailed("its compressed bytes are damaged") from error
            chunk = self._machine.unused_data
        return made

    def finish(self) -> None:
        """Raise InflatingFailed where the compressed bytes ended too early."""
        is_whole = self._machine.eof if self._machine else not self._head
        if not is_whole:
            raise InflatingFailed("what was compressed is cut off")

    def _limited(self, piece: bytes) -> bytes:
        self.is_over = self.is_over or len(piece) > self._left
        piece = piece[: self._left]
        self._left -= len(piece)
        return piece


def _machine(bits: int) -> "zlib._Decompress":
    return zlib.decompressobj(bits)


def _frame(head: bytes) -> int:
    """Whether deflate begins with the frame of zlib (RFC 1950, section 2.2), as zlib's `wbits`."""
    is_framed = head[0] & 0x0F == 8 and (head[0] * 256 + head[1]) % 31 == 0
    return _FRAMED if is_framed else _BARE
