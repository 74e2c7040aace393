"""Measures taking upstream items in: a feed beside feedparser alone, and finding the same story.

    python -m benchmarks.ingest                          5,000 items of a feed, 10,000 to compare
    python -m benchmarks.ingest --sizes 10000 100000     a window of 14 days that fills up
    python -m benchmarks.ingest --sizes 1000000          (hours, and 10 GB of disk for a while)
    python -m benchmarks.ingest --databases sqlite --feed 0      (the comparison alone)

The feed is made here: RSS 2.0 of different items of 10 to 40 words. feedparser reads the same
bytes; the best of three runs. “New” stores every item, “unchanged” finds each stored before.

The window is filled by what a worker runs, `cluster_batch()`: of five items two tell an event that
another one told. Of each tenth of the run the time for an item is given, so that growth can be
seen, and the most memory that the process had.
"""

import argparse
import datetime as dt
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from benchmarks.databases import NAMES, database

ADDRESS = "https://wire.example.org/feed"
DAYS = 14
TENTHS = 10
_STARTS = (
    "Nor", "Bel", "Cas", "Ver", "Tor", "Lan", "Mar", "Hal", "Ost", "Pel", "Quin", "Ros", "Sol",
    "Tes", "Ulm", "Vin", "Wes", "Yar", "Zen", "Ard", "Bri", "Cor", "Dun", "Esk", "Far", "Gal",
)  # fmt: skip
_ENDS = (
    "gate",
    "mar",
    "tell",
    "ona",
    "field",
    "wick",
    "berg",
    "ton",
    "lund",
    "brook",
    "port",
    "stead",
)
_ACTS = (
    ("raises", "gets", "secures"), ("freezes", "locks", "blocks"), ("opens", "launches", "starts"),
    ("sells", "offers", "sheds"), ("buys", "acquires", "takes over"), ("loses", "gives up"),
)  # fmt: skip
_THINGS = (
    "custody desk", "token fund", "payment service", "mining site", "data centre", "loan",
    "research unit", "bond programme", "clearing house", "wallet business",
)  # fmt: skip
_REASONS = (
    "after a request of prosecutors", "as rates fall", "before the vote in parliament",
    "after months of talks", "because clients asked for it", "to pay its debts",
    "under a new rule", "against the will of its founder",
)  # fmt: skip


class Events:
    """Texts about events, always the same: two of five retell another one."""

    def __init__(self) -> None:
        self._told: list[tuple[str, str, int, int, str, str]] = []
        self._random = random.Random(19)

    def text(self) -> tuple[str, str]:
        """Title and body of the next item."""
        one = self._random
        if len(self._told) > 10 and one.random() < 0.4:
            event = self._told[-one.randint(1, min(500, len(self._told)))]
        else:
            event = (
                one.choice(_STARTS) + one.choice(_STARTS).lower() + one.choice(_ENDS),
                one.choice(_STARTS) + one.choice(_ENDS),
                one.randrange(len(_ACTS)), one.randint(2, 9999),
                one.choice(_THINGS), one.choice(_REASONS),
            )  # fmt: skip
            self._told.append(event)
        firm, place, act, amount, thing, reason = event
        verb = one.choice(_ACTS[act])
        title = one.choice((
            f"{firm} {verb} {thing} for ${amount} million",
            f"${amount} million: {firm} {verb} {thing} in {place}",
            f"{thing.capitalize()} in {place}: {firm} {verb} it for ${amount}M",
        ))  # fmt: skip
        body = (
            f"The company {firm} {verb} a {thing} in {place} {reason}, it said on its website. "
            f"The {thing} is worth ${amount} million."
        )
        return title, body if one.random() < 0.8 else ""


def feed(count: int) -> bytes:
    """RSS 2.0 with `count` different items."""
    events, day = Events(), dt.datetime(2027, 1, 31, tzinfo=dt.UTC)
    lines = ['<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title>']
    for number in range(count):
        title, body = events.text()
        moment = (day + dt.timedelta(minutes=number)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        lines.append(
            f"<item><title>{escape(title)}</title><description>{escape(body)}</description>"
            f"<link>https://wire.example.org/{number}?utm_source=rss</link>"
            f"<guid>https://wire.example.org/{number}</guid><pubDate>{moment}</pubDate></item>"
        )
    return "\n".join([*lines, "</channel></rss>"]).encode()


def measure_feed(count: int) -> Iterator[tuple[str, float]]:
    """The items a second of feedparser, and of reading and storing new and unchanged ones."""
    import feedparser

    from articles.front_matter.record import SourceRecord
    from articles.ingest.feeds.reading import FeedDefaults, read_feed
    from articles.ingest.store_items import IncomingItem, store_items

    document = feed(count)

    def parse() -> None:
        if len(feedparser.parse(document)["entries"]) != count:
            raise SystemExit("feedparser did not read all items")

    def take() -> None:
        source = SourceRecord.model_validate({"key": "wire", "name": "The Wire", "type": "RSS"})
        defaults = FeedDefaults(source, "en")
        items = read_feed(document, "application/rss+xml", ADDRESS, defaults).items
        incoming = [IncomingItem(i.record, i.raw, i.values_sha256) for i in items if i.record]
        if len(incoming) != count:
            raise SystemExit("the reader did not read all items")
        for begin in range(0, count, 500):
            store_items(incoming[begin : begin + 500], ADDRESS)

    yield "feedparser alone", count / min(_seconds(parse) for _ in range(3))
    yield "new", count / _seconds(take)
    yield "unchanged", count / min(_seconds(take) for _ in range(3))


def measure_window(size: int) -> tuple[list[float], int]:
    """The milliseconds for an item in each tenth of `size` items that fill the window, and how many
    clusters there are then."""
    from django.utils import timezone

    from articles.ingest.clusters.joining import cluster_batch
    from articles.models import Cluster, Source, UpstreamItem

    sources = [
        Source.objects.create(key=f"s{n}", name=f"Source {n}", kind="RSS") for n in range(20)
    ]
    events, times = Events(), list[float]()
    now = timezone.now()
    number = 0
    for _tenth in range(TENTHS):
        seconds = 0.0
        for _part in range(0, size // TENTHS, 1000):
            rows = []
            for _ in range(min(1000, size // TENTHS)):
                title, body = events.text()
                moment = now - dt.timedelta(days=DAYS) * (1 - number / size)
                rows.append(
                    UpstreamItem(
                        source=sources[number % 20], external_id=str(number), title=title,
                        body=body, lang="en", first_seen_at=moment, changed_at=moment,
                        url=f"https://wire.example.org/{number}",
                    )
                )  # fmt: skip
                number += 1
            UpstreamItem.objects.bulk_create(rows)
            begun = time.perf_counter()
            while cluster_batch():
                pass
            seconds += time.perf_counter() - begun
        times.append(1000 * seconds / (size // TENTHS))
        print(f"  {number:,} items: {times[-1]:.2f} ms for each", file=sys.stderr)
    return times, Cluster.objects.count()


def _seconds(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB at most"


def _here(count: int, size: int) -> None:
    """Measure in this process, whose database is empty."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    if count:
        figures = dict(measure_feed(count))
        floor = figures["feedparser alone"]
        for name, rate in figures.items():
            print(f"| {name} | {rate:,.0f} items a second | {rate / floor:.2f}× |", flush=True)
    if size:
        times, clusters = measure_window(size)
        growth = times[-1] / times[0]
        print(
            f"| {size:,} items in {DAYS} days | {times[0]:.2f} ms for an item at first, "
            f"{times[-1]:.2f} at last ({growth:.2f}×), {clusters:,} clusters | {_memory()} |"
        )


def main() -> None:
    """Print the figures of each database and size, each measured in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest")
    parser.add_argument("--feed", type=int, default=5000, metavar="N", help="items of the feed")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000], metavar="N")
    parser.add_argument("--databases", nargs="+", default=NAMES, choices=NAMES)
    parser.add_argument("--here", type=int, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        _here(*options.here)
        return
    parts = [(options.feed, 0)] * bool(options.feed) + [(0, size) for size in options.sizes]
    for name in options.databases:
        print(f"{name}:")
        for count, size in parts:
            with database(name, f"ingest_{count}_{size}") as url:
                _elsewhere(url, count, size)


def _elsewhere(url: str, count: int, size: int) -> None:
    import subprocess

    world = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "a-benchmark-serves-nobody",
        "ENV_FILE": "/nonexistent",
        "DATABASE_URL": url,
    }
    arguments = ["-m", "benchmarks.ingest", "--here", str(count), str(size)]
    subprocess.run([sys.executable, *arguments], env=os.environ | world, check=True)


if __name__ == "__main__":
    main()
