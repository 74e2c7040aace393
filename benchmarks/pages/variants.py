"""The site with each of its page caches, filled alike."""

import contextlib
import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import databases
from benchmarks.pages import servers
from benchmarks.pages.corpus import Corpus
from benchmarks.pages.site import DRAFTS, Environment, Site, prepare

# Processes ask Redis for changes where their database is not SQLite.
MEMORY, REDIS = "memory", "Redis"
_numbers = itertools.count()


@dataclass(frozen=True)
class Variant:
    """A site, and where its pages are kept beside the memory of its processes."""

    site: Site
    folder: Path
    redis_socket: Path | None = None

    def afresh(self, **others: str) -> Environment:
        """The environment of processes whose page cache is empty."""
        number = next(_numbers)
        kept = self.folder / f"kept-{number}"
        kept.mkdir()
        environment = {**self.site.environment, "PAGE_CACHE_DIR": str(kept), **others}
        if self.redis_socket:
            empty = ["redis-cli", "-s", str(self.redis_socket), "FLUSHALL"]
            subprocess.run(empty, check=True, stdout=subprocess.DEVNULL)
            environment["CACHE_URL"] = f"redis://{self.redis_socket}"
        return environment


@contextlib.contextmanager
def filled(folder: Path, articles: int, addresses: int) -> Iterator[dict[str, Variant]]:
    """The variants that this machine can run, as long as a `with` block lasts: with SQLite, and
    with PostgreSQL and Redis where both are there."""
    Corpus(articles).write(folder / "articles", DRAFTS)
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(databases.database("sqlite", "pages"))
        variants = {MEMORY: _filled(folder / MEMORY, folder / "articles", url, addresses)}
        if shutil.which("redis-server") and databases.has_postgres():
            url = stack.enter_context(databases.database("postgresql", "pages"))
            stack.enter_context(servers.redis(folder))
            socket = servers.redis_socket(folder)
            variants[REDIS] = _filled(folder / REDIS, folder / "articles", url, addresses, socket)
        yield variants


def _filled(
    folder: Path, articles: Path, url: str, addresses: int, redis_socket: Path | None = None
) -> Variant:
    print(f"Filling {url.partition(':')[0]} …", file=sys.stderr)
    folder.mkdir()
    return Variant(prepare(folder, articles, url, addresses), folder, redis_socket)
