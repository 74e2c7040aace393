"""Measures taking upstream items in: a feed beside feedparser alone, and finding the same story.

    python -m benchmarks.ingest                          5,000 items of a feed, windows of 10,000
                                                         and 100,000 items
    python -m benchmarks.ingest --sizes 10000 100000 1000000
    python -m benchmarks.ingest --databases sqlite --feed 0      (the comparison alone)

The feed is made here: RSS 2.0 of items as in benchmarks/events.py. feedparser reads the same
bytes; the best of three runs. “New” stores every item, “unchanged” finds each stored before.

The window of CLUSTER_DAYS grows in one database: it is filled in bulk up to each size
(benchmarks/window.py), then NEW items come, and a process of its own compares them as a worker
does.
"""

import argparse
import datetime as dt
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from benchmarks.databases import NAMES, SIZES, database
from benchmarks.events import Events

ADDRESS = "https://wire.example.org/feed"
NEW = 1050


def feed(count: int) -> bytes:
    """RSS 2.0 with `count` different items."""
    events, day = Events(), dt.datetime(2027, 1, 31, tzinfo=dt.UTC)
    lines = ['<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title>']
    for number in range(count):
        _event, title, body = events.tell()
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


def _seconds(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _here(what: str, count: int) -> None:
    """Do one part in this process, and print its figures as JSON."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    from benchmarks import window

    if what == "measure":
        print(json.dumps(window.measure()))
        return
    call_command("migrate", verbosity=0)
    # Processes that are made of this one share no connection with it.
    connection.close()

    figures: dict[str, float] = {}
    if what == "feed":
        figures = dict(measure_feed(count))
    else:
        events = window.events_of(count)
        with multiprocessing.get_context("fork").Pool() as pool:
            window.fill(events, count, partial(pool.imap, chunksize=100))
        window.arrive(events, NEW)
        figures["word"], figures["bucket"] = window.shares()
    print(json.dumps(figures))


def main() -> None:
    """Print the figures of each database, every part measured in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest")
    parser.add_argument("--feed", type=int, default=5000, metavar="N", help="items of the feed")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, metavar="N")
    parser.add_argument("--databases", nargs="+", default=NAMES, choices=NAMES)
    parser.add_argument("--here", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        _here(options.here[0], int(options.here[1]))
        return
    for name in options.databases:
        if options.feed:
            with database(name, "ingest_feed") as url:
                _report_feed(name, _elsewhere(url, "feed", options.feed))
        if options.sizes:
            with database(name, "ingest_window") as url:
                _report_window(name, url, sorted(options.sizes))


def _report_feed(name: str, figures: dict[str, float]) -> None:
    print(f"| {name} | items a second | of feedparser |\n|---|--:|--:|")
    floor = figures["feedparser alone"]
    for what, rate in figures.items():
        print(f"| {what} | {rate:,.0f} | {rate / floor:.2f}× |", flush=True)


def _report_window(name: str, url: str, sizes: list[int]) -> None:
    print(
        f"\n| {name}, items in the window | ms by the clock | ms of the processor | growth "
        "| MB | candidates | joined | commonest word | largest bucket |\n|--:|" + "--:|" * 8
    )
    present, first = 0, 0.0
    # The database works in another process on PostgreSQL.
    which = "processor" if name == "sqlite" else "clock"
    for size in sizes:
        filled = _elsewhere(url, "fill", size - present)
        one = _elsewhere(url, "measure", 0)
        present, first = size + NEW, first or one[which]
        print(
            f"| {size:,} | {one['clock']:.2f} | {one['processor']:.2f} "
            f"| {one[which] / first:.2f}× | {one['memory']:.0f} | {one['candidates']:.0f} "
            f"| {one['joined']:.0%} | {filled['word']:.0%} | {filled['bucket']:.1%} |",
            flush=True,
        )


def _elsewhere(url: str, what: str, count: int) -> dict[str, float]:
    world = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "a-benchmark-serves-nobody",
        "ENV_FILE": "/nonexistent",
        "DATABASE_URL": url,
    }
    command = [sys.executable, "-m", "benchmarks.ingest", "--here", what, str(count)]
    done = subprocess.run(
        command, env=os.environ | world, stdout=subprocess.PIPE, text=True, check=True
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    main()
