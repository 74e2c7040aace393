"""What is measured of a server: rates, waiting times, processor time, and their medians."""

import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.pages import load
from benchmarks.pages.processes import processor_seconds
from benchmarks.pages.servers import Server


@dataclass(frozen=True)
class Figures:
    """One run: answers a second, milliseconds that half of the answers and 99 % of them took at
    most, and milliseconds of the server's processor time for each."""

    rate: float
    p50: float
    p99: float
    cpu: float


@dataclass(frozen=True)
class Target:
    """Requests to a server; `fresh` is a part of them for each round where none may be repeated."""

    server: Server
    requests: Sequence[bytes]


# Figures of each round by what was asked.
Rounds = dict[str, list[Figures]]


def figures(server: Server, run: Callable[[], load.Sample]) -> Figures:
    """The figures of `run`, which sends requests to `server`."""
    before = processor_seconds(server.pid)
    sample = run()
    spent = processor_seconds(server.pid) - before
    p50, p99 = sample.percentile(0.5), sample.percentile(0.99)
    return Figures(sample.rate, p50, p99, 1000 * spent / sample.count)


def in_turn(targets: Mapping[str, Target], rounds: int, connections: int, seconds: float) -> Rounds:
    """Measure each target once a round, in an order of its own, so that what else the machine
    does meets all alike."""
    results: Rounds = {name: [] for name in targets}
    for number in range(rounds):
        names = list(targets)
        random.Random(number).shuffle(names)
        for name in names:
            target = targets[name]
            results[name].append(
                figures(
                    target.server,
                    lambda target=target: load.for_seconds(
                        target.server.port, target.requests, connections, seconds
                    ),
                )
            )
    return results


def median(rounds: Sequence[Figures], name: str) -> float:
    """The median of one figure over the rounds."""
    return statistics.median(getattr(one, name) for one in rounds)


def shares(rounds: Sequence[Figures], bare: Sequence[Figures], name: str) -> list[float]:
    """A figure of each round as a share of the bare view's in the same round."""
    return [
        getattr(one, name) / getattr(other, name) for one, other in zip(rounds, bare, strict=True)
    ]
