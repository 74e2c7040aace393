"""Runs a measurement on each database and size, every one in its own process and database."""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
SIZES = [10_000, 100_000]
NAMES = ["sqlite", "postgresql"]

# What a measurement gives: the name of each thing measured, and its milliseconds.
Figures = dict[str, float]


def main(module: str, measure: Callable[[int], Figures]) -> None:
    """The command line of a measurement: `measure(size)` is called in a process whose Django
    has an empty, migrated database, and the figures of all are printed as one table."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--databases", nargs="+", default=NAMES, choices=NAMES)
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(_here(options.here, measure)))
        return
    for name in options.databases:
        figures = {}
        for size in options.sizes:
            print(f"{name}, {size:,} articles …", file=sys.stderr)
            with database(name, str(size)) as url:
                figures[size] = _elsewhere(module, url, size)
        print(table(name, figures))


def table(name: str, figures: dict[int, Figures]) -> str:
    """Figures by size as Markdown, with the growth from the smallest size to the largest."""
    sizes = sorted(figures)
    lines = [
        f"| {name}, ms | " + " | ".join(f"{size:,}" for size in sizes) + " | growth |",
        "|---|" + "--:|" * (len(sizes) + 1),
    ]
    for thing in figures[sizes[0]]:
        row = [figures[size][thing] for size in sizes]
        growth = f"{row[-1] / row[0]:.1f}×"
        lines.append(f"| {thing} | " + " | ".join(f"{ms:.2f}" for ms in row) + f" | {growth} |")
    return "\n".join(lines) + "\n"


def _here(size: int, measure: Callable[[int], Figures]) -> Figures:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    return measure(size)


def _elsewhere(module: str, url: str, size: int) -> Figures:
    world = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "a-benchmark-serves-nobody",
        "ENV_FILE": "/nonexistent",
        "DATABASE_URL": url,
    }
    done = subprocess.run(
        [sys.executable, "-m", module, "--here", str(size)],
        cwd=ROOT,
        env=os.environ | world,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


@contextlib.contextmanager
def database(name: str, what: str) -> Iterator[str]:
    """The URL of an empty database for `what`, thrown away when the `with` block ends."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/benchmark.sqlite3"
        return
    base = POSTGRES.rpartition("/")[0]
    made = f"newsroom_benchmark_{what}"
    _ask_postgres(f"DROP DATABASE IF EXISTS {made}", f"CREATE DATABASE {made}")
    try:
        yield f"{base}/{made}"
    finally:
        _ask_postgres(f"DROP DATABASE {made}")


def has_postgres() -> bool:
    """Whether PostgreSQL answers at POSTGRES_URL."""
    import psycopg

    try:
        _ask_postgres("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _ask_postgres(*statements: str) -> None:
    import psycopg

    connection: Any
    with psycopg.connect(
        POSTGRES.replace("postgres://", "postgresql://"), autocommit=True
    ) as connection:
        for statement in statements:
            connection.execute(statement)
