"""The site that is measured: a database filled with invented articles, and its addresses."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from benchmarks.databases import ROOT

Environment = Mapping[str, str]

# More than are published in the longest run.
DRAFTS = 200
FRONT_PAGE = "/en/"
# Of these kinds readers ask most for the newest, which stand first.
_RANKED_FIRST = (FRONT_PAGE, "/uk/", "/ar/", "/en/feed.rss", "/en/feed.atom")


@dataclass(frozen=True)
class Site:
    """The environment of the site's processes, its addresses by kind, and pages as `files`."""

    environment: Environment
    addresses: Mapping[str, list[str]]
    files: Path

    def popular(self, count: int) -> list[str]:
        """The first `count` addresses of all kinds, from the one asked for most to the least."""
        every = [path for paths in self.addresses.values() for path in paths]
        random.Random(1).shuffle(every)
        ranked = dict.fromkeys((*_RANKED_FIRST, *every))
        return list(ranked)[:count]


def zipf(paths: list[str], length: int, seed: int) -> list[str]:
    """`length` of `paths` at random, the n-th 1/n times as often as the first."""
    weights = list(accumulate(1 / rank for rank in range(1, len(paths) + 1)))
    return random.Random(seed).choices(paths, cum_weights=weights, k=length)


def prepare(folder: Path, articles: Path, database: str, count: int) -> Site:
    """Fill the empty `database` with the files of `articles`, and find `count` addresses.

    Everything else that the site writes is below `folder`.
    """
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "measured-only-" + "x" * 50,
        "ENV_FILE": "/nonexistent",
        "SITE_URL": "http://127.0.0.1",
        "DATABASE_URL": database,
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "ORIGINALS_ROOT": str(folder / "originals"),
        "PAGE_CACHE_DIR": str(folder),
        # One client asks for everything here.
        "API_REQUESTS_PER_MINUTE": "0",
    }
    _run(environment, "manage.py", "migrate", "--verbosity", "0")
    _run(environment, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    _run(environment, "manage.py", "import_articles", str(articles))
    files = folder / "files"
    found = _run(environment, "-m", "benchmarks.pages.addresses", str(count), str(files))
    return Site(environment, json.loads(found.splitlines()[-1]), files)


def _run(environment: Environment, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, env=environment, check=True, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    return done.stdout
