"""Runs a function on texts that are made to be slow, each with little processor time and memory.

An implementation whose cost grows with the square of a text of 100,000 letters needs many times
what it gets, one that reads each letter once needs a twentieth. The limits are of the processor's
time, so a busy machine changes nothing.
"""

import pickle
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

SECONDS = 12
MEMORY = 2 * 2**30


def assert_bounded(
    function: Callable[..., object], texts: Iterable[object], seconds: int = SECONDS
) -> None:
    """Call `function`, which must be importable, with each text in a process with limits.

    Fails with the beginning of the text that takes more, or raises.
    """
    child = subprocess.run(
        [sys.executable, "-m", "tests.bounded"],
        input=pickle.dumps((seconds, function, list(texts))),
        capture_output=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    reached = child.stdout.decode().splitlines()
    said = child.stderr.decode()[-500:]
    assert (child.returncode, reached[-1:]) == (0, ["done"]), (reached[-1:], said)


def _main() -> None:
    import django

    django.setup()
    seconds, function, texts = pickle.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # Elsewhere the limit is not kept.
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    for text in texts:
        print(ascii(text)[:60], flush=True)
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
        function(text)
    print("done", flush=True)


if __name__ == "__main__":
    _main()
