"""The program of the process that decodes pictures; `articles.images.apart` starts and asks it.

It knows neither Django nor the settings, so that it starts quickly and holds no secrets. Per
picture it reads 8 bytes with the length of the file, and the file; it answers with 4 bytes with
the length of a JSON object, that object, and the bytes of the encoded picture, if any.
"""

import json
import os
import signal
import sys
from typing import BinaryIO

from articles.images.encoding import encode_again
from articles.images.exceptions import BadImage

# Bytes that this process may hold, and seconds of the processor's time for one picture. What is
# within the limits of `articles.images.decoding` needs less; these hold for files that lie.
MEMORY = 180 * 2**20
SECONDS = 60


def main() -> None:
    """Answer until nobody asks any more."""
    # Who stops the program that asks closes the pipe, too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a decoder prints belongs to no answer.
    os.dup2(2, 1)
    _limit_memory()
    while head := sys.stdin.buffer.read(8):
        data = sys.stdin.buffer.read(int.from_bytes(head))
        _limit_time()
        _answer(answers, data)
        del data


def _answer(answers: BinaryIO, data: bytes) -> None:
    encoded = b""
    try:
        picture = encode_again(data)
    except BadImage as error:
        facts: dict[str, object] = {"refused": str(error)}
    else:
        encoded = picture.data
        facts = {"ending": picture.ending, "width": picture.width, "height": picture.height}
    head = json.dumps(facts | {"length": len(encoded)}).encode()
    answers.write(len(head).to_bytes(4))
    answers.write(head)
    answers.write(encoded)
    answers.flush()


def _limit_memory() -> None:
    if sys.platform == "linux":
        # Elsewhere the limit is not kept.
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time() -> None:
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


if __name__ == "__main__":
    main()
