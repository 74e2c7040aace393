"""What every kind of page answers while something is away, as a table:
`python -m tests.operations.failures`.

Real parts, on ports and in folders of their own: PostgreSQL, Redis, a service of S3, and two
processes of gunicorn.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.conf import settings

from tests import object_store, redis_server
from tests.operations.failing_site import Answer, Backup, WebServer, free_port
from tests.redis_server import RedisServer


class PostgresServer:
    """A server in `folder`, run by the user `postgres` where we are root."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._data = folder / "data"
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        self._programs = found[-1].parent if found else Path(shutil.which("pg_ctl") or "/").parent
        self._as = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._as:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "--no-sync")

    def start(self) -> None:
        options = (
            f"-p {self.port} -k {self._data.parent} -c fsync=off -c listen_addresses=127.0.0.1"
        )
        log = str(self._data.parent / "log")
        self._run("pg_ctl", "-D", str(self._data), "-l", log, "-w", "-o", options, "start")

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(self._programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


ASKED: dict[str, Callable[[WebServer], Answer]] = {
    "/healthz": lambda site: site.ask("GET", "/healthz"),
    "/readyz": lambda site: site.ask("GET", "/readyz"),
    "front page": lambda site: site.ask("GET", "/en/"),
    "article": lambda site: site.ask("GET", "/en/articles/harbour-crane/"),
    "search": lambda site: site.ask("GET", "/en/search/?q=crane"),
    "picture": lambda site: site.ask("GET", site.picture),
    "feed": lambda site: site.ask("GET", "/en/feed.rss"),
    "API": lambda site: site.ask("GET", "/api/v1/articles"),
    "log-in page": lambda site: site.ask("GET", "/admin/login/"),
    "desk": lambda site: site.ask("GET", "/admin/"),
    "change form": lambda site: site.ask("GET", f"/admin/articles/article/{_story(site)}/change/"),
    "save": WebServer.save,
    "upload": WebServer.upload,
}
_ids: dict[int, str] = {}


def _story(site: WebServer) -> str:
    """The id of the article, which is asked for once."""
    if site.port not in _ids:
        site.ask("GET", "/api/v1/articles")
        (_ids[site.port],) = set(re.findall(rb'"id":\s*(\d+)', site.body)[:1]) or {b"1"}
    found = _ids[site.port]
    return found.decode() if isinstance(found, bytes) else found


Answers = dict[str, Answer | Backup]


def ask_all(site: WebServer) -> Answers:
    """What each kind of page answers now: the worst of three, from whichever process."""
    answers: Answers = {
        name: max((ask(site) for _ in range(3)), key=lambda answer: answer.status)
        for name, ask in ASKED.items()
    }
    return answers | {"backup": site.backup()}


@contextmanager
def server(database_url: str = "", **environ: str) -> Iterator[WebServer]:
    with tempfile.TemporaryDirectory(prefix="failures-") as folder:
        url = database_url or f"sqlite:///{folder}/db.sqlite3"
        site = WebServer(Path(folder), url, **environ)
        try:
            yield site
        finally:
            site.stop()


Columns = Iterator[tuple[str, Answers]]


def with_postgres_and_redis() -> Columns:
    """What happens to a site, and what its pages answered meanwhile; first while all is well."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="postgres-")))
        postgres = PostgresServer(folder)
        stack.callback(postgres.stop)
        postgres.start()
        redis: RedisServer = stack.enter_context(redis_server.running())
        site = stack.enter_context(server(postgres.url, CACHE_URL=f"redis://{redis.socket}"))
        yield "all is well", ask_all(site)
        redis.freeze()
        yield "Redis frozen", ask_all(site)
        redis.thaw()
        redis.stop()
        yield "Redis dead", ask_all(site)
        redis.start()
        yield "Redis back", ask_all(site)
        postgres.stop()
        yield "PostgreSQL stopped", ask_all(site)
        postgres.start()
        yield "PostgreSQL back", ask_all(site)
        site.fill_disk(True)
        yield "disk full, PostgreSQL elsewhere", ask_all(site)
        site.fill_disk(False)
        yield "disk has room", ask_all(site)


def with_sqlite() -> Columns:
    """The same of a site whose database is on its disk."""
    with server() as site:
        yield "SQLite", ask_all(site)
        site.fill_disk(True)
        yield "disk full, SQLite on it", ask_all(site)
        site.fill_disk(False)
        yield "room for SQLite", ask_all(site)


def with_a_bucket() -> Columns:
    """The same of a site whose pictures and originals are in S3."""
    # Which the storage that makes the bucket reads, and finds nothing in.
    settings.configure()
    with object_store.running() as store, server(**store.environ) as site:
        yield "S3", ask_all(site)
        store.freeze()
        yield "S3 frozen", ask_all(site)
        store.thaw()
        yield "S3 back", ask_all(site)
        # For the last time: this one forgets what it had.
        store.stop()
        yield "S3 dead", ask_all(site)


def main() -> None:
    """Print the table of what answered otherwise than while all was well, and what did not.

    ↻ is a Retry-After, and seconds stand where an answer took longer than one.
    """
    shown, as_ever = [], []
    for columns in (with_postgres_and_redis(), with_sqlite(), with_a_bucket()):
        first: Answers = {}
        for name, answers in columns:
            first = first or answers
            told = ", ".join(f"{page} {_cell(answer)}" for page, answer in answers.items())
            print(f"{name}: {told}", file=sys.stderr, flush=True)
            if not shown or any(_cell(answers[page]) != _cell(first[page]) for page in first):
                shown.append((name, answers))
            elif answers is not first:
                as_ever.append(name)
    print("| |", " | ".join(name for name, _ in shown), "|")
    print("|---|" + "---|" * len(shown))
    for page in shown[0][1]:
        print(f"| {page} |", " | ".join(_cell(answers[page]) for _, answers in shown), "|")
    print(f"As while all is well: {', '.join(as_ever)}.")


def _cell(answer: Answer | Backup) -> str:
    # How long a backup takes says nothing.
    is_slow = answer.seconds > 1 and isinstance(answer, Answer)
    return f"{answer} ({answer.seconds:.1f} s)" if is_slow else str(answer)


if __name__ == "__main__":
    main()
