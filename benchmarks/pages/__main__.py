"""The command line: `python -m benchmarks.pages --help`."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

from benchmarks.pages import scenarios, servers
from benchmarks.pages.publisher import Publisher
from benchmarks.pages.report import Report
from benchmarks.pages.scenarios import BARE
from benchmarks.pages.site import FRONT_PAGE, Environment
from benchmarks.pages.variants import MEMORY, Variant, filled

# Starts a server: the module of its application, and its environment.
Start = Callable[[str, Environment], AbstractContextManager[servers.Server]]
Variants = Mapping[str, Variant]

ALL = ("cold", "warm", "zipf", "publication", "memory", "start")
BARE_MODULE, SITE = "benchmarks.pages.bare", "newsroom.wsgi"
COUNTED = "benchmarks.pages.counted"


def main() -> None:
    """Fill the site, measure it, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=" ".join(ALL))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of one run")
    parser.add_argument("--zipf-seconds", type=float, default=20)
    parser.add_argument("--articles", type=int, default=9000, help="without their translations")
    parser.add_argument("--addresses", type=int, default=10_000)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--quick", action="store_true", help="a few minutes, rough figures")
    parser.add_argument("--server", default=servers.GUNICORN, help="names {module} and {port}")
    if "--quick" in sys.argv:
        # Defaults still: what else is said on the command line holds.
        parser.set_defaults(rounds=2, seconds=1, zipf_seconds=6, articles=1000, addresses=1200)
    options = parser.parse_args()
    options.scenarios = options.scenarios or list(ALL)
    if unknown := set(options.scenarios) - set(ALL):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join(ALL)}")
    with (
        tempfile.TemporaryDirectory() as place,
        filled(Path(place), options.articles, 2 * options.addresses) as variants,
    ):
        report = Report()
        cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
        report.line(f"{cores} cores, Python {sys.version.split()[0]}, {options.rounds} rounds")
        report.line(f"load of the machine at the start: {load:.1f}")
        kinds = variants[MEMORY].site.addresses.items()
        report.line(", ".join(f"{len(paths):,} × {kind}" for kind, paths in kinds))
        start = partial(servers.application, options.server, Path(place))
        beside_each_other(variants, start, Path(place), options, report)
        alone(variants, start, options, report)
        report.close()


def beside_each_other(
    variants: Variants, start: Start, folder: Path, options: argparse.Namespace, report: Report
) -> None:
    """Measure servers that run at the same time, in turn."""
    chosen, rounds = options.scenarios, options.rounds
    site = variants[MEMORY].site
    with ExitStack() as stack:
        bare = stack.enter_context(start(BARE_MODULE, site.environment))
        environments = {name: variant.afresh() for name, variant in variants.items()}
        running = {
            name: stack.enter_context(start(SITE, environment))
            for name, environment in environments.items()
        }
        if "cold" in chosen:
            cold = scenarios.cold(site, running[MEMORY], bare, rounds)
            report.rounds("Cold, each address once, 8 connections", cold)
        if "warm" in chosen:
            nginx = stack.enter_context(servers.nginx(site.files, folder))
            every = (site, running, bare, nginx, rounds, options.connections, options.seconds)
            report.warm(scenarios.warm(*every))
        if "zipf" in chosen:
            paths = site.popular(options.addresses)
            with ExitStack() as publishing:
                publishers = {
                    name: publishing.enter_context(Publisher(environment))
                    for name, environment in environments.items()
                }
                mix = (paths, running, bare, publishers, rounds, options.zipf_seconds)
                report.zipf(scenarios.zipf_mix(*mix))
        if "publication" in chosen:
            publications = {}
            for name, variant in variants.items():
                log = folder / f"rendered-{name}"
                environment = variant.afresh(RENDERED_LOG=str(log))
                with start(COUNTED, environment) as server, Publisher(environment) as publisher:
                    publications[name] = scenarios.after_publication(server, publisher, log, rounds)
            report.after_publication(publications)


def alone(variants: Variants, start: Start, options: argparse.Namespace, report: Report) -> None:
    """Measure servers of which only one runs at a time."""
    site = variants[MEMORY].site
    if "memory" in options.scenarios:
        paths = site.popular(2 * options.addresses)
        parts = paths[: options.addresses], paths[options.addresses :]
        memory = {
            name: scenarios.memory(*parts, partial(start, SITE, variant.afresh()))
            for name, variant in variants.items()
        }
        report.memory(memory, len(parts[0]))
    if "start" in options.scenarios:
        asked = {BARE: (BARE_MODULE, "/"), "site": (SITE, FRONT_PAGE)}
        report.beginning(
            {
                name: scenarios.beginning(
                    partial(start, module, variants[MEMORY].afresh()), path, options.rounds
                )
                for name, (module, path) in asked.items()
            }
        )


if __name__ == "__main__":
    main()
