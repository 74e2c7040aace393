"""Requests per second of an article and of the front page, beside a bare Django view.

    .venv/bin/python benchmarks/pages.py [--seconds 3] [--rounds 5]

The site runs as `make run` runs it, with one worker: SQLite, the sample articles, all middleware
and no page cache. benchmarks/bare.py runs under the same gunicorn with the same options, without
middleware. Eight connections request both in turn, round by round, and walk through all English
sample articles. The table also shows the processor time of the server for each request, which is
the better figure on a busy machine.
"""

import argparse
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 8
SITE, BARE = 8391, 8392
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure the site and the bare view, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = prepare(Path(folder))
        with (
            server("newsroom.wsgi", SITE, options.threads, environment) as site,
            server("bare", BARE, options.threads, environment) as bare,
        ):
            targets = {
                "bare view": (BARE, bare, ["/"]),
                "article": (SITE, site, articles()),
                "front page": (SITE, site, ["/en/"]),
            }
            results = measure(targets, options.rounds, options.seconds)
    report(results)


def prepare(folder: Path) -> dict[str, str]:
    """Create a site with the sample articles below `folder`; return its environment variables."""
    environment = os.environ | {
        "SECRET_KEY": "measured-only-" + "x" * 50,
        "ENV_FILE": "/nonexistent",
        "SITE_URL": f"http://127.0.0.1:{SITE}",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "PYTHONPATH": str(ROOT / "benchmarks"),
    }
    for command in ("migrate", "collectstatic --noinput", "import_articles fixtures"):
        subprocess.run(
            [sys.executable, "manage.py", *command.split()],
            cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return environment


@contextmanager
def server(module: str, port: int, threads: int, environment: dict[str, str]) -> Iterator[int]:
    """Run gunicorn with one worker, and yield the id of its master process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", f"{module}:application", "--workers", "1",
         "--worker-class", "gthread",
         "--threads", str(threads), "--bind", f"127.0.0.1:{port}", "--log-level", "warning"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        for _attempt in range(100):
            try:
                get(http.client.HTTPConnection("127.0.0.1", port), "/")
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def get(connection: http.client.HTTPConnection, path: str) -> bytes:
    """Return the body of a page. Raises SystemExit when its status is not 200."""
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"{path}: {response.status}")
    return body


def articles() -> list[str]:
    """Return the paths of the English sample articles that the home pages link to."""
    connection = http.client.HTTPConnection("127.0.0.1", SITE)
    paths, path = set(), "/en/"
    while path:
        page = get(connection, path).decode()
        paths |= set(re.findall(r'href="(/en/articles/[^"/]+/)"', page))
        next_link = re.search(r'<link rel="next" href="([^"]+)"', page)
        path = next_link[1] if next_link else ""
    return sorted(paths)


def measure(targets: dict, rounds: int, seconds: float) -> dict[str, list[tuple[float, float]]]:
    """Return (requests per second, milliseconds of processor time for each) of every round."""
    for port, _pid, paths in targets.values():
        load(port, paths, 1)
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in targets}
    for _round in range(rounds):
        for name, (port, pid, paths) in targets.items():
            before = processor_seconds(pid)
            started = time.perf_counter()
            count = load(port, paths, seconds)
            wall = time.perf_counter() - started
            spent = processor_seconds(pid) - before
            results[name].append((count / wall, 1000 * spent / count))
    return results


def load(port: int, paths: list[str], seconds: float) -> int:
    """Request `paths` again and again on eight connections; return the number of responses."""
    counts = [0] * CONNECTIONS
    end = time.perf_counter() + seconds

    def request(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        turn = number
        while time.perf_counter() < end:
            get(connection, paths[turn % len(paths)])
            turn += 1
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=request, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def processor_seconds(master: int) -> float:
    """Return the processor time of the workers of `master`, read from /proc (Linux only)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    total = 0
    for child in children:
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def report(results: dict[str, list[tuple[float, float]]]) -> None:
    """Print the medians over the rounds, and each as a share of the bare view's."""
    medians = {
        name: tuple(statistics.median(column) for column in zip(*rounds, strict=True))
        for name, rounds in results.items()
    }
    bare_rate, bare_cost = medians["bare view"]
    print(f"{os.cpu_count()} cores, {len(results['bare view'])} rounds, medians\n")
    print(f"{'':12}{'requests/s':>12}{'of bare':>9}{'CPU ms':>9}{'of bare':>9}   rounds")
    for name, (rate, cost) in medians.items():
        rounds = " ".join(f"{rate:.0f}" for rate, _cost in results[name])
        print(
            f"{name:12}{rate:12.0f}{rate / bare_rate:9.0%}{cost:9.3f}{bare_cost / cost:9.0%}"
            f"   {rounds}"
        )


if __name__ == "__main__":
    main()
