"""The program of the process that decodes pictures; `articles.images.apart` starts and asks it.

It knows neither Django nor the settings, so that it starts quickly and holds no secrets. Per
picture it reads 4 bytes with the length of a JSON object, that object, and the file; it answers
with 4 bytes with the length of a JSON object, that object, and the bytes of the pictures in it.
"""

import json
import os
import signal
import sys
from typing import Any, BinaryIO

from articles.images.encoding import EncodedPicture, encode_again
from articles.images.exceptions import BadImage
from articles.images.renditions import Rendition, Wanted, make_renditions

# Bytes that this process may hold, and seconds of the processor's time for one picture. What is
# within the limits of `articles.images.decoding` needs less; these hold for files that lie.
MEMORY = 172 * 2**20
SECONDS = 60


def main() -> None:
    """Answer until nobody asks any more."""
    # Who stops the program that asks closes the pipe, too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a decoder prints belongs to no answer.
    os.dup2(2, 1)
    _limit_memory()
    while length := sys.stdin.buffer.read(4):
        question = json.loads(sys.stdin.buffer.read(int.from_bytes(length)))
        data = sys.stdin.buffer.read(question["length"])
        _limit_time()
        _answer(answers, data, question.get("wanted"))
        del data


def _answer(answers: BinaryIO, data: bytes, wanted: list[Any] | None) -> None:
    pictures: list[EncodedPicture] | tuple[Rendition, ...] = []
    facts: dict[str, object] = {}
    try:
        if wanted is None:
            encoded = encode_again(data)
            pictures, look = [encoded], encoded.look
        else:
            point, formats = wanted
            made = make_renditions(data, Wanted(tuple(point), tuple(formats)))
            pictures, look = made.files, made.look
    except BadImage as error:
        facts = {"refused": str(error)}
    else:
        # One name for the kind of a rendition and the ending of a picture.
        facts["look"] = look
        facts["pictures"] = [
            (
                picture.kind if isinstance(picture, Rendition) else picture.ending,
                picture.width,
                picture.height,
                len(picture.data),
            )
            for picture in pictures
        ]
    head = json.dumps(facts).encode()
    answers.write(len(head).to_bytes(4))
    answers.write(head)
    for picture in pictures:
        answers.write(picture.data)
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
