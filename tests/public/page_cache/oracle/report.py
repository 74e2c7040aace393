"""What a failure prints: the steps before it, and in which of them the page changed."""

import json
import subprocess
import sys
from collections.abc import Iterator

from tests.public.page_cache.oracle.judgement import differences
from tests.public.page_cache.oracle.machine import Machine, WrongAnswer
from tests.public.page_cache.oracle.processes import Reply, Request

# Of the history so many lines are printed, and of the changes of the page so many.
HISTORY, CHANGES = 60, 4
WIDTH = 400


def report(machine: Machine, error: WrongAnswer, arguments: list[str]) -> str:
    """The failure in words. `arguments` are those of the program, which is run once more to find
    the steps that changed the page."""
    watched = json.dumps(error.request[:3])
    again = [*arguments, "--steps", f"{error.step}", "--watch", watched]
    command = [sys.executable, "-m", "tests.public.page_cache.oracle", *again]
    outcome = subprocess.run(command, capture_output=True, text=True)
    lines = [
        f"Seed {machine.seed}, step {error.step}: a wrong answer.",
        *(line[:WIDTH] for line in machine.history[-HISTORY:]),
        "",
        f"{error}",
        "",
        f"The steps that changed the page (--watch '{watched}'):",
        outcome.stdout or outcome.stderr,
    ]
    return "\n".join(lines)


def watched_changes(machine: Machine, steps: int, request: Request) -> str:
    """The last steps that changed the page, each with the keys it appended and the difference."""
    return "\n".join([*_changes(machine, steps, request)][-CHANGES:])


def _changes(machine: Machine, steps: int, request: Request) -> Iterator[str]:
    before: Reply = machine.rendered(request)
    for number in range(1, steps + 1):
        length = len(machine.history)
        machine.step(number, asking=False)
        after = machine.rendered(request)
        if wrong := differences(request, before, after):
            what = "\n".join(line[:WIDTH] for line in machine.history[length:])
            yield f"{what}\n{wrong}\n"
        before = after
