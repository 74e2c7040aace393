"""How the cost of a function grows with its text: processor time and memory, measured in a child.

A function that reads each character once takes ten times as long for a text of ten times the length, one
that compares all with all a hundred times. What counts is the processor's time, so a busy machine
changes little; a suspicion is measured again.

    python -m tests.growth [NAME…]      prints a row for each function and what is costly about it
"""

import gc
import json
import os
import resource
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryFile

from tests.shapes import SHAPES, text_of

ROOT = Path(__file__).parent.parent
SHORT, LONG = 10_000, 100_000
# Times as costly as linear growth may look: caches, allocation, a logarithm.
MOST_GROWTH = 40
# What takes less is too quick to be measured.
LEAST_SECONDS = 0.003
# The child gets no more than this for one call, and this memory beside what it has.
MOST_SECONDS = 20
MOST_MEMORY = 512 * 2**20
# The peak of one call, in the same child.
MOST_PEAK = 256 * 2**20
_LOOKS = 5
# A function that would need more for all shapes is measured on so many.
_COSTLY_SECONDS, _OF_COSTLY = 3, 12

Call = Callable[[str], object]


@dataclass(frozen=True)
class Growth:
    """What two calls took, in seconds of the processor; `error` names what the longer one raised.

    `peak` are bytes of memory that the longer call had at most, beside what the process had before.
    """

    name: str
    shape: str
    short: float
    long: float
    peak: int = 0
    error: str = ""

    @property
    def times(self) -> float:
        """How many times as long the longer text took; what is too quick to measure counts as
        LEAST_SECONDS."""
        return self.long / max(self.short, LEAST_SECONDS)

    @property
    def fault(self) -> str:
        """What is wrong with it, or nothing."""
        if self.error.startswith("!"):
            return self.error
        if self.times > MOST_GROWTH:
            return f"grew {self.times:.0f} times, from {self.short:.4f} s to {self.long:.3f} s"
        return f"took {self.peak >> 20} MB" if self.peak > MOST_PEAK else ""

    def __str__(self) -> str:
        return (
            f"{self.name.removeprefix('articles.'):60} {self.shape:26} {self.short * 1000:9.2f} {self.long * 1000:9.1f} "
            f"{self.times:6.1f} {self.peak / 2**20:6.0f} {self.error or self.fault}"
        )


def measure(wanted: Mapping[str, Iterable[str]]) -> Iterator[Growth]:
    """Measure functions of `tests.reachable`, by name, on these shapes in a child process.

    Of a function that is costly for every text, only the shapes that are costliest when they are short are
    measured long, too. A call that goes beyond the limits ends the child; another one goes on.
    """
    pending = {name: list(shapes) for name, shapes in wanted.items()}
    while pending:
        with TemporaryFile("w+") as said:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.growth", "--child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                cwd=ROOT,
            )
            assert child.stdin
            assert child.stdout
            begun = None
            with child, child.stdin, child.stdout:
                child.stdin.write(json.dumps(pending))
                child.stdin.close()
                for line in child.stdout:
                    match json.loads(line):
                        case {"begun": begun}:
                            pass
                        case {"done": name}:
                            del pending[name]
                        case row:
                            growth = Growth(**row)
                            pending[growth.name].remove(growth.shape)
                            yield growth
            if pending:
                said.seek(0)
                why = said.read().strip().splitlines()[-1:]
                if begun is None:
                    raise RuntimeError(f"the child ended with {child.returncode}: {why}")
                name, shape = begun
                pending[name].remove(shape)
                error = f"! ended with {child.returncode} {why}"
                yield Growth(name, shape, 0, MOST_SECONDS, error=error)


def _seconds(function: Call, text: str) -> tuple[float, str]:
    """(seconds of the processor, what was raised); an error that is not a named one has a `!`."""
    from tests.text_calls import NAMED_ERRORS

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + MOST_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    error = ""
    begin = time.process_time()
    try:
        function(text)
    except NAMED_ERRORS as refused:
        error = type(refused).__name__
    except Exception as fault:  # noqa: BLE001 - it is what the table is about
        error = f"! {type(fault).__name__}: {str(fault)[:80]}"
    return time.process_time() - begin, error


def _growth(name: str, shape: str, short: float, function: Call) -> Growth:
    """The growth of one function on one shape, whose short text took `short` seconds."""
    long = float("inf")
    for look in range(_LOOKS):
        # A text of another length: nothing is remembered of it.
        if look:
            short = min(short, _seconds(function, text_of(shape, SHORT - look))[0])
        text = text_of(shape, LONG - look)
        _reset_peak()
        before = _memory("VmRSS")
        spent, error = _seconds(function, text)
        long = min(long, spent)
        growth = Growth(name, shape, short, long, max(_memory("VmHWM") - before, 0), error)
        if not growth.fault or error.startswith("!"):
            break
    return growth


def _reset_peak() -> None:
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5")


def _memory(field: str) -> int:
    """Bytes of memory; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{field}:")[1].split()[0]) * 1024


def _child() -> None:
    import django

    django.setup()
    from django.utils.module_loading import import_string

    from tests.reachable import reachable

    functions = reachable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name, shapes in json.loads(sys.stdin.read()).items():
        # Those of a test have a dotted name.
        function = functions.get(name) or import_string(name)
        # What a function imports, and what it remembers for good.
        for piece in ("Aa 1. b", "ofâ€¦ é"):
            _seconds(function, piece)
        # What the process holds for good is not looked through again and again: that would be measured,
        # once for short texts and many times for long ones.
        gc.collect()
        gc.freeze()
        if sys.platform == "linux":
            most = _memory("VmSize") + MOST_MEMORY
            resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
        short = {}
        for shape in shapes:
            _say({"begun": (name, shape)})
            # On a busy machine one look may take several times as long, and a fault be overlooked.
            looks = (text_of(shape, SHORT - look) for look in range(2))
            short[shape] = min(_seconds(function, text)[0] for text in looks)
        chosen = sorted(shapes, key=lambda shape: short[shape], reverse=True)
        if sum(short.values()) * LONG / SHORT > _COSTLY_SECONDS:
            chosen = chosen[:_OF_COSTLY]
        for shape in chosen:
            _say({"begun": (name, shape)})
            _say(asdict(_growth(name, shape, short[shape], function)))
        _say({"done": name})


def _say(what: object) -> None:
    print(json.dumps(what), flush=True)


def _main(wanted: list[str]) -> None:
    import django

    _take_settings_of_tests()
    django.setup()
    from tests.reachable import reachable

    known = reachable()
    names = [name for name in known if not wanted or any(part in name for part in wanted)]
    print(
        f"{'function':60} {'costliest shape':26} {'10,000 ms':>9} {'100,000':>9} {'times':>6} {'MB':>6}"
    )
    wanted = dict.fromkeys(names, SHAPES)
    for _name, rows in groupby(measure(wanted), lambda row: row.name):
        *others, costliest = sorted(rows, key=lambda row: (bool(row.fault), row.long))
        faults = [row for row in others if row.fault]
        for row in [*faults[-4:], costliest]:
            print(row, flush=True)
        if len(faults) > 4:
            print(f"  … and {len(faults) - 4} more shapes")


def _take_settings_of_tests() -> None:
    """Set the environment that pytest gives to tests, and the children of this process with it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    os.environ["DJANGO_SETTINGS_MODULE"] = project["pytest"]["ini_options"][
        "DJANGO_SETTINGS_MODULE"
    ]
    for name, value in project["pytest_env"].items():
        os.environ.setdefault(name, value if isinstance(value, str) else value["value"])


if __name__ == "__main__":
    _child() if sys.argv[1:] == ["--child"] else _main(sys.argv[1:])
