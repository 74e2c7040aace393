"""Measures an import, beside the least that reading the same files could cost.

    python benchmarks/import.py [--sizes 1000,10000] [--rounds 3] [--database URL]

The floor reads each file and parses its front matter with python-frontmatter over PyYAML's C
loader, in one process, and does nothing else. Every figure is taken in a process of its own,
floor and import in turn; files a second are medians of the rounds. The start of the interpreter
is not counted on either side. Memory is the peak of the resident set.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import files

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("floor", "empty", "unchanged", "changed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", default="", help="a database that may be emptied")
    parser.add_argument("--child", nargs=2, metavar=("KIND", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(measured(*arguments.child)))
        return
    cores = len(os.sched_getaffinity(0))
    print(f"{cores} cores; Python {sys.version.split()[0]}; medians of {arguments.rounds} rounds")
    print("| files | what | files a second | to the floor | ms a file | peak MB | worker MB |")
    print("|---|---|---|---|---|---|---|")
    for size in map(int, arguments.sizes.split(",")):
        report(size, rounds(size, arguments.rounds, arguments.database))


def rounds(size: int, count: int, database: str) -> dict[str, list[dict[str, float]]]:
    """The figures of every kind, round by round."""
    figures: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "articles"
        for number in range(count):
            files.write(folder, range(size))
            environ = environment(Path(place), number, database)
            manage(environ, "migrate", "--verbosity", "0")
            if database:
                manage(environ, "flush", "--no-input", "--verbosity", "0")
            figures["floor"].append(child("floor", folder, environ))
            figures["empty"].append(child("import", folder, environ))
            figures["unchanged"].append(child("import", folder, environ))
            for changed in range(0, size, 100):
                files.write(folder, range(changed, changed + 1), revision=2)
            figures["changed"].append(child("import", folder, environ))
    return figures


def report(size: int, figures: dict[str, list[dict[str, float]]]) -> None:
    """Print a row for each kind; a ratio is the median of the ratios of the rounds."""
    labels = {
        "floor": "floor: read and parse",
        "empty": "import from empty",
        "unchanged": "again, nothing changed",
        "changed": "again, 1 % changed",
    }
    for kind, rows in figures.items():
        pairs = zip(figures["floor"], rows, strict=True)
        ratio = statistics.median(floor["seconds"] / row["seconds"] for floor, row in pairs)
        seconds = statistics.median(row["seconds"] for row in rows)
        peak = max(row["peak"] for row in rows)
        worker = max(row["worker"] for row in rows)
        print(
            f"| {size} | {labels[kind]} | {size / seconds:,.0f} | {ratio:.2f} | "
            f"{seconds / size * 1000:.3f} | {peak:.0f} | {worker:.0f} |"
        )


def environment(place: Path, number: int, database: str) -> dict[str, str]:
    return os.environ | {
        "ENV_FILE": "/nonexistent",
        "SECRET_KEY": "benchmark",
        "SITE_URL": "http://127.0.0.1:8000",
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": database or f"sqlite:///{place}/round-{number}.sqlite3",
        "MEDIA_ROOT": str(place / "media"),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PYTHONPATH": str(ROOT),
    }


def manage(environ: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, ROOT / "manage.py", *command], env=environ, check=True)


def child(kind: str, folder: Path, environ: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", kind, str(folder)]
    done = subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def measured(kind: str, folder: str) -> dict[str, float]:
    """Seconds, and the peaks in MB of this process and of its largest worker."""
    work = floor(folder) if kind == "floor" else ours(folder)
    started = time.perf_counter()
    work()
    return {
        "seconds": time.perf_counter() - started,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def floor(folder: str) -> Callable[[], None]:
    import frontmatter
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    class Quick(YAMLHandler):
        def load(self, fm: str, **kwargs: object) -> object:
            return yaml.load(fm, Loader=yaml.CSafeLoader)

    def work() -> None:
        handler = Quick()
        for below, _folders, names in os.walk(folder):
            for name in names:
                frontmatter.load(os.path.join(below, name), handler=handler)

    return work


def ours(folder: str) -> Callable[[], None]:
    import django

    django.setup()
    from articles.import_export.discover import discover_files
    from articles.import_export.importer import run_import
    from articles.import_export.options import import_options

    def work() -> None:
        run = run_import(discover_files([folder]), import_options(folder))
        assert not run.quarantined

    return work


if __name__ == "__main__":
    main()
