"""The addresses of a site by kind, printed as JSON, and pages of it as files.

A program of its own, since it needs Django, whose memory servers must not share:

    python -m benchmarks.pages.addresses COUNT FOLDER

It asks Django without any server in front.
"""

import gzip
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import django
from django.test import Client
from django.urls import reverse

FEEDS = ("rss", "atom", "json")
# What part of the addresses is of a kind, where there are as many: the rest are articles.
SHARES = {"list": 0.10, "later page": 0.12, "feed": 0.10, "markdown": 0.05, "API": 0.03}
# Articles that are written as files, too.
FILES = 1000
# As many later pages of one list are walked to.
_STEPS = 40


def main() -> None:
    """Print the addresses, and write the files of the front page and of the first articles."""
    django.setup()
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    addresses = collect(count)
    _write_files(folder, ["/en/", *addresses["article"][:FILES]])
    print(json.dumps(addresses))


def collect(count: int) -> dict[str, list[str]]:
    """`count` addresses by kind, fewer of a kind that has no more; each kind in random order."""
    # Models exist only once Django is set up.
    from articles.models import Article

    rng = random.Random(count)
    rows = Article.objects.live().in_site_languages().order_by("pk")
    articles = list(rows.select_related("category", "source").prefetch_related("tags"))
    lists = _lists(articles)
    candidates: dict[str, list[str]] = {
        "list": [*lists, *_months(articles)],
        "later page": list(_later_pages(lists, int(count * SHARES["later page"]))),
        "feed": [f"{path}feed.{ending}" for path in lists for ending in FEEDS],
        "markdown": [reverse("markdown", args=(row.lang, row.slug)) for row in articles],
        "API": [f"/api/v1/articles/{row.pk}" for row in articles],
        "article": [row.get_absolute_url() for row in articles],
    }
    addresses = {}
    for kind, paths in candidates.items():
        rng.shuffle(paths)
        share = SHARES.get(kind)
        others = count - sum(map(len, addresses.values()))
        addresses[kind] = paths[: others if share is None else int(count * share)]
    return addresses


def _lists(articles: Iterable[Any]) -> list[str]:
    """The first pages of all lists that are not empty and have feeds, the front pages first."""
    paths: dict[str, None] = {}
    for row in articles:
        paths[reverse("home", args=(row.lang,))] = None
    for row in articles:
        paths[reverse("category", args=(row.lang, row.category.slug))] = None
        paths[reverse("source", args=(row.lang, row.source.key))] = None
        for tag in row.tags.all():
            paths[reverse("tag", args=(row.lang, tag.slug))] = None
    return list(paths)


def _months(articles: Iterable[Any]) -> list[str]:
    months = {(row.lang, row.published_at.year, row.published_at.month) for row in articles}
    return [reverse("month", args=month) for month in sorted(months)]


def _later_pages(lists: list[str], count: int) -> Iterator[str]:
    """`count` addresses of pages after the first, list by list, the front pages first."""
    for path in lists:
        for _step in range(_STEPS):
            link = re.search(r'href="([^"]+)" rel="next"', _get(path).decode())
            if not link:
                break
            path = urljoin(path, link[1].replace("&amp;", "&"))
            yield path
            count -= 1
            if not count:
                return


def _write_files(folder: Path, paths: Iterable[str]) -> None:
    """Write each page as `index.html`, and compressed beside it, at its path below `folder`."""
    for path in paths:
        place = folder / path.strip("/")
        place.mkdir(parents=True, exist_ok=True)
        html = _get(path)
        (place / "index.html").write_bytes(html)
        (place / "index.html.gz").write_bytes(gzip.compress(html, 6))


@cache
def _client() -> Client:
    # One for all pages: each loads the middleware anew.
    return Client(headers={"host": "127.0.0.1"})


def _get(path: str) -> bytes:
    response = _client().get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")
    return bytes(response.getvalue())


if __name__ == "__main__":
    main()
