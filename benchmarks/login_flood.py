"""What readers notice of a flood of log-ins: `python -m benchmarks.login_flood`.

Clients try wrong passwords without a pause against gunicorn with three workers, while readers ask
for kept and for rendered pages. `one network` is a flood from one address, which is soon refused
by the limits of attempts; in `many networks` each attempt has an address and a name of its own, so
that only the limit of passwords checked at once holds. `no log-ins` is the floor: as many clients
ask for a kept page without a pause, on the same processors.
"""

import argparse
import http.client
import itertools
import multiprocessing
import shlex
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.databases import ROOT, database
from benchmarks.pages import load, servers
from benchmarks.pages.site import FRONT_PAGE, prepare

SERVER = (
    f"{shlex.quote(sys.executable)} -m gunicorn {{module}} --bind 127.0.0.1:{{port}} "
    "--workers 3 --threads {threads} --log-level error"
)
LOGIN = "/admin/login/"
# A search is never kept.
PAGES = {"kept pages": [FRONT_PAGE, "/uk/", "/en/feed.rss"], "rendered pages": ["/en/search/?q=a"]}
READERS = 4
_CONTEXT = multiprocessing.get_context("fork")


def main() -> None:
    """Measure readers alone, then beside each flood, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.login_flood")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1, help="of each worker")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, database("sqlite", "login_flood") as url:
        folder = Path(place)
        site = prepare(folder, ROOT / "fixtures", url, 10)
        environment = {**site.environment, "TRUSTED_PROXIES": "1"}
        command = SERVER.replace("{threads}", str(options.threads))
        with servers.application(command, folder, "newsroom.wsgi", environment) as server:
            print("| readers ask for | log-ins | p50, ms | p95, ms | p95, of the quiet one |")
            print("|---|---|--:|--:|--:|")
            for pages, paths in PAGES.items():
                requests = [load.request(server.port, path) for path in paths]
                load.once(server.port, requests, READERS)
                quiet = load.for_seconds(server.port, requests, READERS, options.seconds, 1)
                _row(pages, "none", quiet, quiet)
                for kind, client in FLOODS.items():
                    with _Flood(server.port, options.clients, client) as flood:
                        flooded = load.for_seconds(
                            server.port, requests, READERS, options.seconds, 1
                        )
                    _row(pages, f"{kind}: {flood.told()}", flooded, quiet)


def _row(pages: str, logins: str, sample: load.Sample, quiet: load.Sample) -> None:
    p50, p95 = sample.percentile(0.5), sample.percentile(0.95)
    print(f"| {pages} | {logins} | {p50:.1f} | {p95:.1f} | {p95 / quiet.percentile(0.95):.1f}× |")


class _Flood:
    """Clients in processes of their own that ask without a pause as long as the `with` block lasts.

    `client` takes the port, the number of the client, an event that ends it, and a queue for the
    counts of its answers by status.
    """

    def __init__(self, port: int, clients: int, client: Callable[..., None]) -> None:
        self._stop = _CONTEXT.Event()
        self._answers: Any = _CONTEXT.Queue()
        self._processes = [
            _CONTEXT.Process(target=client, args=(port, number, self._stop, self._answers))
            for number in range(clients)
        ]

    def __enter__(self) -> "_Flood":
        self._begin = time.perf_counter()
        for process in self._processes:
            process.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._seconds = time.perf_counter() - self._begin
        counts = [self._answers.get(timeout=60) for _ in self._processes]
        self._counts = sum(counts, Counter())
        for process in self._processes:
            process.join()

    def told(self) -> str:
        """How many attempts had which status in a second."""
        counts = sorted(self._counts.items())
        return ", ".join(f"{count / self._seconds:.1f}/s {status}" for status, count in counts)


def _log_in(port: int, number: int, stop: Any, answers: Any, spread: bool = False) -> None:
    counts: Counter[int] = Counter()
    cookie = ""
    for turn in itertools.count():
        if stop.is_set():
            break
        name = f"n{number}-{turn}" if spread else f"editor{number}"
        address = f"10.{number}.{turn // 250 % 250}.{turn % 250}" if spread else "10.0.0.1"
        if not cookie:
            cookie = _ask(port, "GET", address, "", "")[1]
        token = cookie.partition("=")[2]
        body = urlencode({"username": name, "password": "wrong", "csrfmiddlewaretoken": token})
        status, _cookie = _ask(port, "POST", address, cookie, body)
        counts[status] += 1
    answers.put(counts)


def _read(port: int, _number: int, stop: Any, answers: Any) -> None:
    counts: Counter[int] = Counter()
    while not stop.is_set():
        counts[_ask(port, "GET", "10.0.0.1", "", "", FRONT_PAGE)[0]] += 1
    answers.put(counts)


FLOODS = {
    "no log-ins": _read,
    "one network": _log_in,
    "many networks": partial(_log_in, spread=True),
}


def _ask(
    port: int, method: str, address: str, cookie: str, body: str, path: str = LOGIN
) -> tuple[int, str]:
    """The status and the cookie of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": cookie,
        "X-Forwarded-For": address,
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": "http://127.0.0.1",
    }
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, (answer.getheader("Set-Cookie") or "").partition(";")[0]


if __name__ == "__main__":
    main()
