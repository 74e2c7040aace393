"""Has pictures decoded by a process of its own, which the system limits in memory and time.

The header of a picture may say less than it costs (an AVIF has its size in two places), and a
decoder may loop or crash. None of that reaches the process that serves pages. There is one such
process for each that takes pictures, and it decodes one at a time.
"""

import atexit
import json
import os
import signal
import subprocess  # nosec B404
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from articles.images.encoding import EncodedPicture
from articles.images.exceptions import BadImage
from articles.images.likeness import Look
from articles.images.renditions import Rendition, Renditions, Wanted

# The ending or kind of a picture that was made, its width, height and bytes.
_Made = tuple[str, int, int, bytes]

_ROOT = Path(__file__).parent.parent.parent
# Memory of some size is given back to the system as soon as it is free (mallopt(3)).
_ENVIRONMENT = {"MALLOC_MMAP_THRESHOLD_": "262144", "MALLOC_ARENA_MAX": "1"}
# What Python and its libraries are found by; the secrets of the site are among the other variables.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "SYSTEMROOT", "TMPDIR")
_TOO_LONG = "it takes too long to decode: save it anew in a picture program"
_CRASHED = "the picture is damaged, its decoder broke off (%s): save it anew in a picture program"


class _Decoder:
    """A running `articles.images.decoder_process`."""

    def __init__(self) -> None:
        # A program of ours, and no word of a visitor's in its command.
        self.process = subprocess.Popen(  # nosec B603
            [sys.executable, "-W", "ignore", "-m", "articles.images.decoder_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ}
            | _ENVIRONMENT,
        )
        self._questions = cast("IO[bytes]", self.process.stdin)
        self._answers = cast("IO[bytes]", self.process.stdout)

    def ask(self, data: bytes, wanted: Wanted | None) -> tuple[list[_Made], Look]:
        """Raises BadImage, and EOFError when the process ends over the picture."""
        head = json.dumps({"length": len(data), "wanted": wanted}).encode()
        self._write(len(head).to_bytes(4), head, data)
        answer = json.loads(self._read(int.from_bytes(self._read(4))))
        if "refused" in answer:
            raise BadImage(answer["refused"])
        made = [
            (kind, width, height, self._read(length))
            for kind, width, height, length in answer["pictures"]
        ]
        return made, Look(*answer["look"])

    def close(self) -> int:
        """End the process, and return its exit code; minus the number of a signal that ended it."""
        with suppress(BrokenPipeError):
            self._questions.close()
        self._answers.close()
        return self.process.wait()

    def _write(self, *parts: bytes) -> None:
        try:
            for part in parts:
                self._questions.write(part)
            self._questions.flush()
        except BrokenPipeError as error:
            raise EOFError from error

    def _read(self, length: int) -> bytes:
        data = self._answers.read(length)
        if len(data) < length:
            raise EOFError
        return data


_lock = threading.Lock()
_decoder: _Decoder | None = None


def encode_apart(data: bytes) -> EncodedPicture:
    """Encode a picture again in another process: upright, no larger than a page shows, in its own
    format. Raises BadImage, also for one that costs more memory or time than one may, or makes its
    decoder crash.

    Raises RuntimeError when that process meets an error of our own, which is in the log.
    """
    ((ending, width, height, encoded),), look = _ask(data, None)
    return EncodedPicture(encoded, ending, width, height, look)


def renditions_apart(data: bytes, wanted: Wanted) -> Renditions:
    """Make the files for a picture that are `wanted` in another process: upright, without metadata.

    Raises BadImage, also for a picture that costs more memory or time than one may, and
    RuntimeError when that process meets an error of our own.
    """
    made, look = _ask(data, wanted)
    return Renditions(tuple(Rendition(*one) for one in made), look)


def _ask(data: bytes, wanted: Wanted | None) -> tuple[list[_Made], Look]:
    global _decoder
    with _lock:
        if _decoder is None or _decoder.process.poll() is not None:
            _close()
            _decoder = _Decoder()
        try:
            return _decoder.ask(data, wanted)
        except EOFError as error:
            code = _decoder.close()
            _decoder = None
            if code == -signal.SIGXCPU:
                raise BadImage(_TOO_LONG) from error
            if code < 0:
                raise BadImage(_CRASHED % signal.Signals(-code).name) from error
            raise RuntimeError(f"the process for pictures ended with code {code}") from error


def _close() -> None:
    global _decoder
    if _decoder is not None:
        _decoder.close()
        _decoder = None


def _forget() -> None:
    """Leave the decoder to the process that this one was forked from."""
    global _decoder, _lock
    _lock = threading.Lock()
    if _decoder is not None:
        # Not ours to wait for.
        _decoder.process.returncode = 0
        _decoder = None


atexit.register(_close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
