"""What uncached requests cost, and what readers feel of them: `python -m benchmarks.cost`.

Prints three tables: how long readers wait while four writers ask for the costliest previews; the
processor time of the costliest addresses, rendered and kept; how long readers of the front page
wait while twelve clients ask for the costliest of these. The site is served as `make run` does it.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import databases
from benchmarks.databases import ROOT
from benchmarks.pages import load, servers
from benchmarks.pages.corpus import Corpus
from benchmarks.pages.measuring import Figures, figures
from benchmarks.pages.site import FRONT_PAGE, Environment, Site, prepare
from tests.shapes import text_of

SITE = "newsroom.wsgi"
ALL = ("previews", "addresses", "beside")
WRITERS, CLIENTS, READERS = 4, 12, 8
PREVIEW = "/admin/articles/article/preview/"
# What the preview answers while it makes another one.
_BUSY = 202
# A writer who is signed in, as a program: prints the cookie.
_SIGN_IN = """
import django; django.setup()
from django.contrib.auth.models import User
from django.test import Client
client = Client(); client.force_login(User.objects.create_superuser("writer"))
print(client.cookies["sessionid"].value)
"""
# Prints the costliest previews that the site takes, as many as there are writers.
_COSTLIEST_PREVIEWS = """
import json, time
import django; django.setup()
from articles.editorial.live_preview import MOST_CHARACTERS, MOST_EVENTS, preview_facts
from articles.models.derived_columns import site_hosts
from articles.rendering.events import is_short
from tests.shapes import SHAPES, text_of
costs = []
for shape in SHAPES:
    length = MOST_CHARACTERS
    while not is_short(body := text_of(shape, length), MOST_EVENTS):
        length = length * 4 // 5
    texts = {"title": "", "description": "", "body": body}
    begin = time.process_time()
    preview_facts(texts, "en", site_hosts(), "rewritten")
    costs.append((time.process_time() - begin, shape, length))
print(json.dumps(sorted(costs, reverse=True)[:4]))
"""


def main() -> None:
    """Fill a site, measure it, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=" ".join(ALL))
    parser.add_argument("--articles", type=int, default=6700, help="without their translations")
    parser.add_argument("--seconds", type=float, default=5, help="of one run")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    chosen = options.scenarios or ALL
    with tempfile.TemporaryDirectory() as place, _site(Path(place), options.articles) as site:
        print(f"load of the machine at the start: {os.getloadavg()[0]:.1f}\n")
        folder = Path(place)
        if "previews" in chosen:
            previews(site, folder, options.seconds, options.rounds)
        costliest = "/en/search/?q=harbour"
        if "addresses" in chosen:
            costliest = addresses(site, folder, options.seconds / 5)
        if "beside" in chosen:
            beside(site, folder, costliest, options.seconds, options.rounds)


@contextmanager
def _site(folder: Path, articles: int) -> Iterator[Site]:
    Corpus(articles).write(folder / "articles", 0)
    with databases.database("sqlite", "cost") as url:
        yield prepare(folder, folder / "articles", url, 300)


def _run(environment: Environment, program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env=environment, check=True, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    return done.stdout.splitlines()[-1]


@contextmanager
def _served(site: Site, folder: Path, **others: str) -> Iterator[servers.Server]:
    environment = {**site.environment, **others}
    with servers.application(servers.GUNICORN, folder, SITE, environment) as server:
        yield server


# --- previews -----------------------------------------------------------------------------------


def previews(site: Site, folder: Path, seconds: float, rounds: int) -> None:
    """How long readers wait before, while and after writers ask for the costliest previews."""
    found = json.loads(_run(site.environment, _COSTLIEST_PREVIEWS))
    print("The costliest previews:")
    for cost, shape, length in found:
        print(f"  {shape}, {length:,} characters: {1000 * cost:.0f} ms")
    bodies = [text_of(shape, length) for _cost, shape, length in found]
    cookie = _run(site.environment, _SIGN_IN)
    _head("readers wait, ms", "previews")
    with _served(site, folder) as server:
        requests = [load.request(server.port, path) for path in site.popular(60)]
        load.once(server.port, requests, READERS)
        for number in range(rounds):
            sample = load.for_seconds(server.port, requests, READERS, seconds, 1)
            _tell(f"before {number + 1}", sample)
            with _writers(server.port, cookie, bodies) as shown:
                sample = load.for_seconds(server.port, requests, READERS, seconds, 1)
            slowest = f", of {max(shown):.1f} s at most" if shown else ""
            _tell(f"beside {WRITERS} writers {number + 1}", sample, f"{len(shown)}{slowest}")
    print()


@contextmanager
def _writers(port: int, cookie: str, bodies: list[str]) -> Iterator[list[float]]:
    """Each writer asks for its preview, and at once again; the seconds that each one took."""
    shown: list[float] = []
    refused: list[int] = []
    ended = threading.Event()
    token = "a" * 32
    headers = {
        "Cookie": f"sessionid={cookie}; csrftoken={token}",
        "X-CSRFToken": token,
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def write(body: str) -> None:
        typed = urlencode({"title": "", "body": body, "lang": "en"})
        while not ended.is_set():
            begin = time.perf_counter()
            while (status := _posted(port, typed, headers)) == _BUSY and not ended.is_set():
                # As the script of the page does.
                time.sleep(0.5)
            if status == 200:
                shown.append(time.perf_counter() - begin)
            elif status != _BUSY:
                refused.append(status)
                return

    threads = [threading.Thread(target=write, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    try:
        # The first ones start the processes that make previews.
        while len(shown) < len(threads) and not refused:
            time.sleep(0.05)
        shown.clear()
        yield shown
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    if refused:
        raise SystemExit(f"previews were answered {refused}")


def _posted(port: int, typed: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=load.PATIENCE)
    try:
        connection.request("POST", PREVIEW, typed, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _head(name: str, more: str = "") -> None:
    print(f"\n| {name} | p50 | p95 | p99 | pages a second | {more} |\n|---|--:|--:|--:|--:|--:|")


def _tell(name: str, sample: load.Sample, more: str = "") -> None:
    times = " | ".join(f"{sample.percentile(share):.1f}" for share in (0.5, 0.95, 0.99))
    print(f"| {name} | {times} | {sample.rate:.0f} | {more} |", flush=True)


# --- addresses ----------------------------------------------------------------------------------


def candidates(site: Site) -> dict[str, str]:
    """Addresses of every kind that may be costly, by name."""

    def of(kind: str) -> str:
        # A site with few articles has only some kinds of lists in each language.
        lists = sorted(site.addresses["list"], reverse=True)
        return next((path for path in lists if f"/{kind}/" in path), FRONT_PAGE)

    return {
        "front page": FRONT_PAGE,
        "article": site.addresses["article"][0],
        "article as Markdown": site.addresses["markdown"][0],
        "category": of("category"),
        "tag": of("tag"),
        "source": of("source"),
        "later page": site.addresses["later page"][0],
        "month": of("archive"),
        "archive": "/en/archive/",
        "corrections": "/en/corrections/",
        "search, one word": "/en/search/?q=harbour",
        "search, four words": "/en/search/?q=a+e+i+o",
        "search, a phrase": "/en/search/?q=%22a+e%22",
        "search, words that begin so": "/en/search/?q=har*+pri*+con*",
        "search, nothing": "/en/search/?q=qqqqqq",
        "feed.rss": "/en/feed.rss",
        "feed.atom": "/en/feed.atom",
        "feed.json": "/en/feed.json",
        "feed of a tag": f"{of('tag')}feed.rss",
        "sitemap.xml": "/sitemap.xml",
        "sitemap-0.xml": "/sitemap-0.xml",
        "sitemap-lists.xml": "/sitemap-lists.xml",
        "news-sitemap.xml": "/news-sitemap.xml",
        "API, 20 articles": "/api/v1/articles",
        "API, 100 articles": "/api/v1/articles?limit=100",
        "API, 100 by change": "/api/v1/articles?limit=100&modified_after=2023-01-01T00:00:00Z",
        "API, a search": "/api/v1/articles?limit=100&q=a",
        "API, one article": site.addresses["API"][0],
        "API, tags": "/api/v1/tags?limit=100",
        "API, sources": "/api/v1/sources?limit=100",
        "API, categories": "/api/v1/categories",
        "API, corrections": "/api/v1/corrections?limit=100",
        "openapi.json": "/api/v1/openapi.json",
    }


def addresses(site: Site, folder: Path, seconds: float) -> str:
    """Print the processor time of each address; the one that is costliest although kept."""
    kept: dict[str, Figures] = {}
    rendered: dict[str, Figures] = {}
    named = candidates(site)
    for results, size in ((rendered, "0"), (kept, str(24 * 2**20))):
        with _served(site, folder, PAGE_CACHE_BYTES=size) as server:
            for name, path in named.items():
                results[name] = _cost(server, path, seconds)
    front = rendered["front page"].cpu
    print("| address | rendered, ms | to the front page | asked for again, ms |\n|---|--:|--:|--:|")
    for name in sorted(named, key=lambda name: rendered[name].cpu, reverse=True):
        cpu = rendered[name].cpu
        print(f"| {name} | {cpu:.1f} | {cpu / front:.1f} | {kept[name].cpu:.2f} |")
    costliest = max(named, key=lambda name: kept[name].cpu)
    print(f"\nThe costliest that readers can ask for again and again: {costliest}\n", flush=True)
    return named[costliest]


def _cost(server: servers.Server, path: str, seconds: float) -> Figures:
    requests = [load.request(server.port, path)]
    load.once(server.port, requests * 4, 2)
    return figures(server, lambda: load.for_seconds(server.port, requests, 1, seconds, 1))


# --- readers beside -----------------------------------------------------------------------------


def beside(site: Site, folder: Path, costliest: str, seconds: float, rounds: int) -> None:
    """How long readers of the front page wait while clients ask for one address.

    The clients are rude: one that is refused asks again at once.
    """
    _head(f"readers of the front page beside {CLIENTS} clients of {costliest}, ms")
    with _served(site, folder) as server:
        front = [load.request(server.port, FRONT_PAGE)]
        costly = [load.request(server.port, costliest)]
        load.once(server.port, front * 8 + costly * 8, 4)
        for number in range(rounds):
            sample = load.for_seconds(server.port, front, READERS, seconds, 1)
            _tell(f"alone {number + 1}", sample)
            others = threading.Thread(
                target=load.for_seconds, args=(server.port, costly, CLIENTS, seconds + 1, 1)
            )
            others.start()
            time.sleep(0.5)
            sample = load.for_seconds(server.port, front, READERS, seconds, 1)
            others.join()
            _tell(f"beside {CLIENTS} {number + 1}", sample)


if __name__ == "__main__":
    main()
