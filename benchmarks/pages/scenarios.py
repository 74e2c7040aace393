"""What readers do: they come to cold pages and to warm ones, and while others publish."""

import http.client
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages import load
from benchmarks.pages.measuring import Rounds, Target, figures, in_turn
from benchmarks.pages.processes import megabytes, processor_seconds
from benchmarks.pages.publisher import Publisher
from benchmarks.pages.servers import Server
from benchmarks.pages.site import FRONT_PAGE, Site, zipf

# How many connections there are where one number must do.
USUAL, MANY = 8, 32
BARE = "bare view"
# The most cold pages of a kind in one round, and seconds between two publications.
_COLD, _PUBLISHED_EVERY = 300, 5
_ARTICLES, _WARMINGS = 1000, 4

# Starts a server of the site, as long as a `with` block lasts.
Start = Callable[[], AbstractContextManager[Server]]


@dataclass(frozen=True)
class AfterPublication:
    """Milliseconds until the changed front page came to one reader, and until it came to the last
    of `MANY` who asked together; and how often it was rendered for those, in how many processes."""

    first: float
    last: float
    renders: int
    processes: int


@dataclass(frozen=True)
class Memory:
    """Megabytes of all processes at start, after some addresses, and after as many others."""

    start: float
    after: float
    later: float


@dataclass(frozen=True)
class Beginning:
    """Seconds from the start of a server to its first page, and its processor time until then."""

    seconds: float
    cpu: float


def cold(site: Site, server: Server, bare: Server, rounds: int) -> Rounds:
    """Every kind of page that nobody has asked for yet, each address once."""
    results: Rounds = {BARE: [], **{kind: [] for kind in sorted(site.addresses)}}
    ok = [load.request(bare.port, "/")]
    for number in range(rounds):
        results[BARE].append(figures(bare, lambda: load.for_seconds(bare.port, ok, USUAL, 1)))
        for kind, paths in sorted(site.addresses.items()):
            each = min(_COLD, len(paths) // rounds)
            part = paths[number * each : (number + 1) * each]
            requests = [load.request(server.port, path) for path in part]
            run = lambda requests=requests: load.once(server.port, requests, USUAL)  # noqa: E731
            results[kind].append(figures(server, run))
    return results


def warm(
    site: Site,
    servers: Mapping[str, Server],
    bare: Server,
    nginx: Server,
    rounds: int,
    connections: Sequence[int],
    seconds: float,
) -> dict[int, Rounds]:
    """A thousand articles, and the front page, over and over: figures by number of connections."""
    paths = site.addresses["article"][:_ARTICLES]
    targets = {
        BARE: Target(bare, [load.request(bare.port, "/")]),
        "nginx: article": Target(nginx, [load.request(nginx.port, path) for path in paths]),
        "nginx: front page": Target(nginx, [load.request(nginx.port, FRONT_PAGE)]),
    }
    for name, server in servers.items():
        plain = [load.request(server.port, path, None) for path in paths]
        targets |= {
            f"{name}: article": Target(server, [load.request(server.port, p) for p in paths]),
            f"{name}: front page": Target(server, [load.request(server.port, FRONT_PAGE)]),
            f"{name}: article, uncompressed": Target(server, plain),
        }
    for target in targets.values():
        # Several times, since nobody knows which process answers.
        for _time in range(_WARMINGS):
            load.once(target.server.port, target.requests, min(USUAL, len(target.requests)))
    return {number: in_turn(targets, rounds, number, seconds) for number in connections}


def zipf_mix(
    paths: list[str],
    servers: Mapping[str, Server],
    bare: Server,
    publishers: Mapping[str, Publisher],
    rounds: int,
    seconds: float,
) -> Rounds:
    """All addresses by Zipf's law while an article is published every five seconds."""
    ok = [load.request(bare.port, "/")]
    for server in servers.values():
        load.once(server.port, [load.request(server.port, path) for path in paths], USUAL)
    results: Rounds = {BARE: [], **{name: [] for name in servers}}
    for number in range(rounds):
        run = lambda: load.for_seconds(bare.port, ok, USUAL, seconds / 4)  # noqa: E731
        results[BARE].append(figures(bare, run))
        for name, server in servers.items():
            asked = zipf(paths, 50_000, number)
            requests = [load.request(server.port, path) for path in asked]
            run = lambda r=requests, port=server.port: load.for_seconds(port, r, USUAL, seconds)  # noqa: E731
            with publishers[name].every(_PUBLISHED_EVERY):
                results[name].append(figures(server, run))
    return results


def after_publication(
    server: Server, publisher: Publisher, log: Path, rounds: int
) -> list[AfterPublication]:
    """Ask for the front page at once when something was published; `log` is what the server's
    processes rendered (benchmarks/pages/counted.py). Raises SystemExit where it is the old one."""
    requests = [load.request(server.port, FRONT_PAGE)] * MANY
    load.once(server.port, requests, MANY)
    results = []
    for _round in range(rounds):
        # Of two publications the first is of a new article, which the front page must show.
        path = publisher.publish()
        begin = time.perf_counter()
        page = _page(server.port, FRONT_PAGE)
        first = time.perf_counter() - begin
        if path.encode() not in page:
            raise SystemExit(f"{path} was published, and is not on {FRONT_PAGE}")
        publisher.publish()
        before = log.stat().st_size
        sample = load.once(server.port, requests, MANY)
        rendered = Counter(line.split()[0] for line in _lines_from(log, before))
        last = 1000 * sample.latencies[-1]
        results.append(AfterPublication(1000 * first, last, rendered.total(), len(rendered)))
    return results


def memory(paths: Sequence[str], others: Sequence[str], start: Start) -> Memory:
    """The memory of a server that runs alone; what is shared with others would look cheap."""
    with start() as server:
        load.once(server.port, [load.request(server.port, "/healthz")] * MANY, MANY)
        at_start = megabytes(server.pid)
        measured = []
        for part in (paths, others):
            load.once(server.port, [load.request(server.port, path) for path in part], USUAL)
            measured.append(megabytes(server.pid))
    return Memory(at_start, *measured)


def beginning(start: Start, path: str, rounds: int) -> list[Beginning]:
    """Start a server again and again, and ask each for `path` as soon as it listens."""
    results = []
    for _round in range(rounds):
        begin = time.perf_counter()
        with start() as server:
            _page(server.port, path)
            seconds = time.perf_counter() - begin
            results.append(Beginning(seconds, processor_seconds(server.pid)))
    return results


def _page(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=load.PATIENCE)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{path}: {response.status}")
    return body


def _lines_from(log: Path, start: int) -> list[str]:
    with log.open() as file:
        file.seek(start)
        return file.read().splitlines()
