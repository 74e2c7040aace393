"""An import from empty beside Hugo, which builds a site of the same files.

    python -m benchmarks.hugo [--size 10000] [--rounds 3] [--database URL]

Needs Hugo. Its templates are the least that show an article and lists of articles; it writes HTML
files. `import_articles` checks and renders every article and stores it with its tags, pictures,
history and search index; pages are then made when they are asked for. Every figure is that of a
whole command, in turn, with all the processes that it starts; seconds are medians of the rounds,
memory is the highest proportional set size that was seen.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks import files
from benchmarks.pages.processes import megabytes

ROOT = Path(__file__).resolve().parent.parent
_CONFIGURATION = """
baseURL = "http://127.0.0.1:8000/"
title = "Benchmark"
[frontmatter]
date = ["publishedAt"]
lastmod = ["updatedAt"]
"""
_SINGLE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><h1>{{ .Title }}</h1><p>{{ .Description }}</p>{{ .Content }}</body></html>
"""
_LIST = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><ul>{{ range .Paginator.Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></body></html>
"""
# What Hugo makes by itself besides the articles and the lists of folders.
_OTHER_KINDS = "taxonomy,term,RSS,sitemap,404"
_FIND = "from articles.editorial.review.finding import find_missing; find_missing()"
# Seconds between two looks at the memory.
_LOOK = 0.1


class Figures(NamedTuple):
    """Seconds by the clock and of the processor, and MB of all processes."""

    clock: float
    processor: float
    memory: float


def main() -> None:
    """Print a table of all commands."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hugo")
    parser.add_argument("--size", type=int, default=10_000, metavar="N")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", default="", help="a database that may be emptied")
    options = parser.parse_args()
    if shutil.which("hugo") is None:
        raise SystemExit("Hugo is not installed")
    seen: dict[str, list[Figures]] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files.write(place / "articles", range(options.size))
        _make_site(place / "hugo")
        for number in range(options.rounds):
            for what, one in _round(place, number, options.database).items():
                seen.setdefault(what, []).append(one)
        built = sum(1 for _page in (place / "hugo" / "built").rglob("index.html"))
    told = subprocess.run(["hugo", "version"], check=True, stdout=subprocess.PIPE, text=True)
    print(f"{options.size:,} files, {built:,} pages with those of tags; {told.stdout.split()[1]}")
    _print_table(seen)


def _round(place: Path, number: int, database: str) -> dict[str, Figures]:
    environ = os.environ | {
        "ENV_FILE": "/nonexistent",
        "SECRET_KEY": "a-benchmark-serves-nobody",
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": database or f"sqlite:///{place}/round-{number}.sqlite3",
        "MEDIA_ROOT": str(place / f"media-{number}"),
        "ORIGINALS_ROOT": str(place / f"originals-{number}"),
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environ, check=True)
    if database:
        subprocess.run([*manage, "flush", "--no-input", "-v0"], env=environ, check=True)
    hugo = ["hugo", "--quiet", "--minify=false", "--source", str(place / "hugo")]
    hugo += ["--contentDir", str(place / "articles"), "--destination", str(place / "hugo/built")]
    commands = {
        "Hugo, articles and lists of folders": [*hugo, f"--disableKinds={_OTHER_KINDS}"],
        "Hugo, with pages and feeds of tags": hugo,
        "`import_articles`": [*manage, "import_articles", str(place / "articles")],
        "the claims of all, by the task after it": [*manage, "shell", "-v0", "-c", _FIND],
    }
    figures = {}
    for what, command in commands.items():
        if command[0] == "hugo":
            shutil.rmtree(place / "hugo" / "built", ignore_errors=True)
        figures[what] = _watch(command, environ)
    return figures


def _make_site(place: Path) -> None:
    layouts = place / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (place / "hugo.toml").write_text(_CONFIGURATION)
    (layouts / "single.html").write_text(_SINGLE)
    (layouts / "list.html").write_text(_LIST)


def _watch(command: list[str], environ: dict[str, str]) -> Figures:
    begun, memory = time.perf_counter(), 0.0
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    while True:
        memory = max(memory, megabytes(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        time.sleep(_LOOK)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed")
    # The time of processes that the command waited for is in it.
    return Figures(seconds, usage.ru_utime + usage.ru_stime, memory)


def _print_table(seen: dict[str, list[Figures]]) -> None:
    print("| whole commands | s | of Hugo | s of the processor | of Hugo | MB of all processes |")
    print("|---|--:|--:|--:|--:|--:|")
    floor = next(iter(seen.values()))
    for what, rows in seen.items():
        cells = []
        for part in (0, 1):
            pairs = zip(rows, floor, strict=True)
            ratio = statistics.median(row[part] / other[part] for row, other in pairs)
            cells += [f"{statistics.median(row[part] for row in rows):.1f}", f"{ratio:.1f}×"]
        memory = max(row.memory for row in rows)
        print(f"| {what} | {' | '.join(cells)} | {memory:.0f} |")


if __name__ == "__main__":
    main()
