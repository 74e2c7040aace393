"""The results as Markdown tables, and what was promised beside what was reached."""

import statistics
from collections.abc import Mapping, Sequence

from benchmarks.pages.measuring import Figures, Rounds, median, shares
from benchmarks.pages.scenarios import BARE, MANY, USUAL, AfterPublication, Beginning, Memory

# What issue and documentation promise: shares of the bare view's answers a second, MB, times.
LEAST = {"memory": 1.15, "Redis": 0.80}
LEAST_ZIPF, MOST_WAITING, MOST_MEMORY, MOST_GROWTH = 0.75, 2.0, 160, 1.05


class Report:
    """Prints each table as soon as it is known, and collects what was promised."""

    def __init__(self) -> None:
        self.promises: list[tuple[str, str, str, bool]] = []

    def line(self, text: str) -> None:
        """Print a line about the whole run."""
        print(text, flush=True)

    def rounds(self, title: str, results: Rounds) -> None:
        """A row for each thing that was asked: medians over the rounds, ranges of the rates."""
        bare = results[BARE]
        print(f"\n### {title}\n")
        print("| what | answers/s | range | of bare | p50 ms | p99 ms | CPU ms | of bare |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|")
        for name, rounds in results.items():
            rates = [one.rate for one in rounds]
            print(
                f"| {name} | {statistics.median(rates):,.0f} | {min(rates):,.0f}–{max(rates):,.0f} "
                f"| {_share(rounds, bare, 'rate'):.0%} | {median(rounds, 'p50'):.2f} "
                f"| {median(rounds, 'p99'):.2f} | {median(rounds, 'cpu'):.3f} "
                f"| {_share(rounds, bare, 'cpu'):.0%} |",
                flush=True,
            )

    def warm(self, results: Mapping[int, Rounds]) -> None:
        """One table for each number of connections."""
        for connections, rounds in results.items():
            self.rounds(f"Warm, {_connections(connections)}", rounds)
            bare = rounds[BARE]
            for name, least in LEAST.items():
                for page in ("article", "front page"):
                    of_page = rounds.get(f"{name}: {page}")
                    if of_page and connections == USUAL:
                        share = _share(of_page, bare, "rate")
                        self._promise(
                            f"warm {page}, {name}", f"≥ {least:.0%} of bare", f"{share:.0%}",
                            share >= least,
                        )  # fmt: skip
                    if of_page and connections == MANY:
                        times = _share(of_page, bare, "p99")
                        self._promise(
                            f"p99 of {page} at {MANY} connections, {name}",
                            f"≤ {MOST_WAITING:g} × bare", f"{times:.2f} ×", times <= MOST_WAITING,
                        )  # fmt: skip

    def zipf(self, results: Rounds) -> None:
        """All addresses while articles are published."""
        self.rounds("Zipf mix with a publication every 5 s, 8 connections", results)
        for name, rounds in results.items():
            if name != BARE:
                share = _share(rounds, results[BARE], "rate")
                self._promise(
                    f"Zipf mix, {name}", f"≥ {LEAST_ZIPF:.0%} of bare", f"{share:.0%}",
                    share >= LEAST_ZIPF,
                )  # fmt: skip

    def after_publication(self, results: Mapping[str, Sequence[AfterPublication]]) -> None:
        """How long readers wait for what has just changed."""
        print(f"\n### The front page after a publication, one reader and {MANY} together\n")
        print("| cache | first, ms | last of all, ms | range | renders | processes |")
        print("|---|--:|--:|--:|--:|--:|")
        for name, rounds in results.items():
            last = [one.last for one in rounds]
            renders = [one.renders for one in rounds]
            print(
                f"| {name} | {statistics.median(one.first for one in rounds):.1f} "
                f"| {statistics.median(last):.1f} | {min(last):.1f}–{max(last):.1f} "
                f"| {_range(renders)} | {_range([one.processes for one in rounds])} |",
                flush=True,
            )
            once = all(one.renders == one.processes for one in rounds)
            self._promise(
                f"renders for {MANY} who wait, {name}", "1 a process", _range(renders), once
            )

    def memory(self, results: Mapping[str, Memory], addresses: int) -> None:
        """Memory of all processes of a server."""
        print(f"\n### Memory of all processes (PSS), MB, {addresses:,} addresses at a time\n")
        print("| server | at start | after these | after as many others |")
        print("|---|--:|--:|--:|")
        for name, one in results.items():
            print(f"| {name} | {one.start:.0f} | {one.after:.0f} | {one.later:.0f} |", flush=True)
            if name == BARE:
                continue
            highest = max(one.after, one.later)
            self._promise(
                f"memory, {name}", f"≤ {MOST_MEMORY} MB", f"{highest:.0f} MB",
                highest <= MOST_MEMORY,
            )  # fmt: skip
            growth = one.later / one.after
            self._promise(
                f"memory is flat, {name}", f"≤ {MOST_GROWTH:.0%} after others", f"{growth:.0%}",
                growth <= MOST_GROWTH,
            )  # fmt: skip

    def beginning(self, results: Mapping[str, Sequence[Beginning]]) -> None:
        """How long a start takes."""
        print("\n### From the start to the first page\n")
        print("| server | seconds | range | CPU seconds |")
        print("|---|--:|--:|--:|")
        for name, rounds in results.items():
            seconds = [one.seconds for one in rounds]
            cpu = statistics.median(one.cpu for one in rounds)
            print(
                f"| {name} | {statistics.median(seconds):.2f} "
                f"| {min(seconds):.2f}–{max(seconds):.2f} | {cpu:.2f} |",
                flush=True,
            )

    def close(self) -> None:
        """Print what was promised, and whether it holds."""
        print("\n### Promises\n")
        print("| what | promised | measured | |")
        print("|---|--:|--:|---|")
        for what, promised, measured, kept in self.promises:
            print(f"| {what} | {promised} | {measured} | {'met' if kept else '**missed**'} |")

    def _promise(self, what: str, promised: str, measured: str, kept: bool) -> None:
        self.promises.append((what, promised, measured, kept))


def _share(rounds: Sequence[Figures], bare: Sequence[Figures], name: str) -> float:
    return statistics.median(shares(rounds, bare, name))


def _connections(number: int) -> str:
    return "1 connection" if number == 1 else f"{number} connections"


def _range(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low}–{high}"
