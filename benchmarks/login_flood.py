"""What readers notice of a flood of log-ins: `python -m benchmarks.login_flood`.

Clients try wrong passwords without a pause against gunicorn with three workers, while readers ask
for kept and for rendered pages. `one network` is a flood from one address, which is soon refused
by the limits of attempts; in `many networks` each attempt has an address and a name of its own, so
that only the limit of passwords checked at once holds. `no log-ins` is the floor: as many clients
ask for a kept page without a pause.

Clients of a flood are other machines. Here they share the processors of the server, so they run
with the policy SCHED_IDLE of Linux: they take what nobody else wants. The last table says how long
an editor waits for a sign-in meanwhile.
"""

import argparse
import http.client
import itertools
import multiprocessing
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
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
PASSWORD = "harbour-crane-tide-7"
EDITOR = f"""
from django.contrib.auth.models import Group, User
user = User.objects.create_user("ada", password="{PASSWORD}", is_staff=True)
user.groups.add(Group.objects.get(name="Editors"))
"""
_CONTEXT = multiprocessing.get_context("fork")


def main() -> None:
    """Measure readers alone, then beside each flood, then sign-ins, and print two tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.login_flood")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1, help="of each worker")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, database("sqlite", "login_flood") as url:
        folder = Path(place)
        site = prepare(folder, ROOT / "fixtures", url, 10)
        environment = {**site.environment, "TRUSTED_PROXIES": "1"}
        shell = [sys.executable, "manage.py", "shell", "-v", "0", "-c", EDITOR]
        subprocess.run(shell, cwd=ROOT, env=environment, check=True)
        command = SERVER.replace("{threads}", str(options.threads))
        with servers.application(command, folder, "newsroom.wsgi", environment) as server:
            _measure_readers(server.port, options)
            _measure_sign_ins(server.port, options)


def _measure_readers(port: int, options: argparse.Namespace) -> None:
    # The first attempts load what the log-in needs, in each process.
    with _Flood(port, options.clients, FLOODS["many networks"]):
        load.for_seconds(port, [load.request(port, FRONT_PAGE)], READERS, 3, 1)
    print("| readers ask for | log-ins | p50, ms | p95, ms | p95, of the quiet one |")
    print("|---|---|--:|--:|--:|")
    for pages, paths in PAGES.items():
        requests = [load.request(port, path) for path in paths]
        load.once(port, requests, READERS)
        quiet = load.for_seconds(port, requests, READERS, options.seconds, 1)
        _row(pages, "none", quiet, quiet)
        for kind, client in FLOODS.items():
            with _Flood(port, options.clients, client) as flood:
                flooded = load.for_seconds(port, requests, READERS, options.seconds, 1)
            _row(pages, f"{kind}: {flood.told()}", flooded, quiet)


def _measure_sign_ins(port: int, options: argparse.Namespace) -> None:
    """How long an editor waits, from the first request to the desk, with whatever is sent again."""
    print("| meanwhile | the editor's browser | sign-ins | median, s | longest, s |")
    print("|---|---|--:|--:|--:|")
    known = _sign_in(port, "", "10.99.0.1")
    readers = [load.request(port, path) for path in PAGES["kept pages"]]
    for meanwhile, is_flooded, has_readers in SIGN_INS:
        for browser, cookie in ("known", known), ("new", ""):
            with ExitStack() as stack:
                if is_flooded:
                    stack.enter_context(_Flood(port, options.clients, FLOODS["many networks"]))
                if has_readers:
                    # More than the server has time for.
                    arguments = (port, readers, 2 * READERS, 2 * options.seconds, 2)
                    process = _CONTEXT.Process(target=load.for_seconds, args=arguments)
                    process.start()
                    stack.callback(process.join)
                times = _sign_in_times(port, cookie, options.seconds)
            told = f"{statistics.median(times):.2f} | {max(times):.2f}" if times else "– | –"
            print(f"| {meanwhile} | {browser} | {len(times)} | {told} |", flush=True)


SIGN_INS = (
    ("nothing", False, False),
    ("readers take all processors", False, True),
    ("log-ins from many networks", True, False),
)


def _sign_in_times(port: int, cookie: str, seconds: float) -> list[float]:
    """The seconds of each sign-in; none where the first one does not succeed in three times
    `seconds`."""
    times: list[float] = []
    begun = time.perf_counter()
    while time.perf_counter() < begun + seconds:
        one = time.perf_counter()
        patience = 3 * seconds if not times else seconds
        if not _sign_in(port, cookie, f"10.98.{len(times)}.1", patience):
            break
        times.append(time.perf_counter() - one)
    return times


def _sign_in(port: int, cookie: str, address: str, patience: float = 60) -> str:
    """Sign in, and return the cookie by which the browser is known from then on; empty where it
    did not succeed for `patience` seconds."""
    token = _ask(port, "GET", address, cookie, "")[1]["csrftoken"]
    both = f"csrftoken={token}; {cookie}"
    form = {"username": "ada", "password": PASSWORD, "csrfmiddlewaretoken": token}
    ends = time.perf_counter() + patience
    while time.perf_counter() < ends:
        status, cookies = _ask(port, "POST", address, both, urlencode(form))
        if status == 302:
            return cookie or f"known_browser={cookies['known_browser']}"
        if status != 503:
            raise RuntimeError(f"the sign-in was answered with {status}")
        # As the page asks for: BUSY_SECONDS of articles.accounts.login_limits.
        time.sleep(2)
    return ""


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


def _stand_behind() -> None:
    """Let this process run only while no other wants to."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _log_in(port: int, number: int, stop: Any, answers: Any, spread: bool = False) -> None:
    _stand_behind()
    counts: Counter[int] = Counter()
    token = ""
    for turn in itertools.count():
        if stop.is_set():
            break
        name = f"n{number}-{turn}" if spread else f"editor{number}"
        address = f"10.{number}.{turn // 250 % 250}.{turn % 250}" if spread else "10.0.0.1"
        token = token or _ask(port, "GET", address, "", "")[1]["csrftoken"]
        body = urlencode({"username": name, "password": "wrong", "csrfmiddlewaretoken": token})
        counts[_ask(port, "POST", address, f"csrftoken={token}", body)[0]] += 1
    answers.put(counts)


def _read(port: int, _number: int, stop: Any, answers: Any) -> None:
    _stand_behind()
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
) -> tuple[int, dict[str, str]]:
    """The status and the cookies of an answer."""
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
    cookies = (line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie", []))
    return answer.status, {
        name: value for name, _, value in (one.partition("=") for one in cookies)
    }


if __name__ == "__main__":
    main()
