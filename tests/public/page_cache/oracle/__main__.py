"""The command line of the oracle: see the package's docstring."""

import argparse
import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests import redis_server
from tests.public.page_cache.oracle.mutations import FAMILIES, mutate
from tests.public.page_cache.oracle.processes import Request
from tests.public.page_cache.oracle.site import (
    PostgresDatabase,
    environment,
    make_database,
    start_django,
)

if TYPE_CHECKING:
    from tests.public.page_cache.oracle.machine import Machine


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.public.page_cache.oracle")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="A PostgreSQL server; SQLite without it.")
    parser.add_argument("--redis", action="store_true", help="With a Redis server of its own.")
    parser.add_argument("--zone", default="Europe/Kyiv", help="TIME_ZONE of the site.")
    parser.add_argument("--many", type=int, default=3, help="A change of more is one of many.")
    parser.add_argument(
        "--without", default="", choices=["", *FAMILIES], help="Keys that writers leave out."
    )
    parser.add_argument("--warm", type=float, default=0, help="The least share of warm answers.")
    parser.add_argument(
        "--keys-only", action="store_true", help="Without processes: prove keys, not the cache."
    )
    parser.add_argument(
        "--faults", action="store_true", help="Tell how soon each fault of keys would be found."
    )
    parser.add_argument("--watch", default="", help="Only tell which steps change this request.")
    parser.add_argument("--verbose", action="store_true", help="Print each step.")
    return parser.parse_args()


def main() -> int:
    """0: every answer was right; 1: one was not, and the report says which; 2: too few were warm."""
    options = arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = options.database and stack.enter_context(PostgresDatabase(options.database)).url
        redis = stack.enter_context(redis_server.running()) if options.redis else None
        cache = f"redis://{redis.socket}" if redis else ""
        values = environment(folder, database, cache, options.zone, options.many)
        start_django(values)
        make_database()
        mutate(options.without)
        # Only now: these import models.
        from tests.public.page_cache.oracle.machine import PROCESSES, Machine
        from tests.public.page_cache.oracle.report import watched_changes
        from tests.public.page_cache.oracle.weakened import WeakenedReferences

        without = options.keys_only or options.watch or options.faults
        weakened = WeakenedReferences() if options.faults else None
        machine = Machine(
            options.seed, values, folder, options.without, 0 if without else PROCESSES, weakened
        )
        machine.desk.redis = redis
        stack.callback(machine.close)
        if options.watch:
            path, method, headers = json.loads(options.watch)
            request = Request(path, method, tuple(map(tuple, headers)))
            print(watched_changes(machine, options.steps, request))
            return 0
        code = run(machine, options)
        if weakened:
            print(weakened.report())
        return code


def run(machine: "Machine", options: argparse.Namespace) -> int:
    """Take the steps; returns the exit code of the program."""
    from tests.public.page_cache.oracle.machine import WrongAnswer
    from tests.public.page_cache.oracle.report import report

    number, printed = 0, 0
    try:
        for number in range(1, options.steps + 1):
            machine.step(number)
            if options.verbose:
                print("\n".join(machine.history[printed:]), flush=True)
                printed = len(machine.history)
    except WrongAnswer as error:
        print(report(machine, error, sys.argv[1:]))
        return 1
    finally:
        print(f"{number} steps; {machine.counts}")
    if options.verbose:
        print(dict(machine.counts.actions.most_common()))
    if machine.counts.warm < options.warm * machine.counts.answers:
        print(f"Too few answers were warm to prove anything: below {options.warm:.0%}.")
        return 2
    return 0


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets in one order: a seed gives the same steps each time.
        os.execve(sys.executable, sys.orig_argv, os.environ | {"PYTHONHASHSEED": "0"})
    sys.exit(main())
