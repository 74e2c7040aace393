"""Two processes of the site and a third one that writes, with the databases that a site may have."""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests import redis_server
from tests.public.page_cache.oracle.processes import Reply, Request, SiteProcess
from tests.public.page_cache.oracle.site import PostgresDatabase, environment
from tests.redis_server import needs_redis

ROOT = Path(__file__).parents[3]
POSTGRES = os.environ.get("POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
# The clock of the processes that answer. The one that writes has the real one, and would prune rows
# of another day.
START = dt.datetime.now(dt.UTC).replace(hour=12, minute=0, second=0, microsecond=0)
PAGE = Request("/en/about/")
# What a process runs that writes: a change, and its keys in the same transaction.
WRITE = """
import datetime as dt
import django
django.setup()
from django.db import transaction
from articles.models import Page, PublicChange
with transaction.atomic():
    assert Page.objects.filter(lang="en", slug="about").update(title="{title}") == 1
    now = dt.datetime.fromisoformat("{now}")
    PublicChange.append({{now: ["page:about"]}})
    {killed}
"""
# The first that follows the commit.
KILLED = """import os, signal
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    from django.db import connection
    connection.run_on_commit.insert(0, connection.run_on_commit.pop())"""

pytestmark = pytest.mark.thorough


class Site:
    """The environment of all processes, and two that answer."""

    def __init__(self, values: dict[str, str]) -> None:
        # They write into no folder of this checkout.
        self.values = values | {"PAGE_CACHE_DIR": values["STATIC_ROOT"]}
        self.run("-m", "django", "migrate", "--verbosity", "0")
        self.processes = [SiteProcess(self.values, "", START, str(number)) for number in (1, 2)]

    def run(self, *arguments: str) -> int:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=os.environ | self.values, check=False
        )
        return done.returncode

    def write(self, title: str, now: dt.datetime, killed: bool = False) -> int:
        """The exit code of a process that gives the page another title."""
        return self.run("-c", WRITE.format(title=title, now=now, killed=KILLED if killed else ""))

    def ask(self, number: int, now: dt.datetime) -> Reply:
        self.processes[number].send(now, [PAGE])
        return self.processes[number].receive()[0]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres and redis", marks=needs_redis)]
)
def site(request, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with ExitStack() as stack:
        database = redis = ""
        if request.param != "sqlite":
            try:
                database = stack.enter_context(PostgresDatabase(POSTGRES)).url
            except psycopg.OperationalError:
                pytest.skip("there is no PostgreSQL (.ci/postgres starts one)")
            redis = f"redis://{stack.enter_context(redis_server.running()).socket}"
        site = Site(environment(folder, database, redis, "UTC", many=100))
        yield site
        for process in site.processes:
            process.kill()


def test_what_one_process_writes_all_others_show_at_their_next_answer(site):
    assert site.ask(0, START).status == 200
    # Kept, and shared.
    assert [site.ask(number, START).rendered for number in (0, 1)] == [False, False]
    for number in range(3):
        assert site.write(f"Edition {number}", START) == 0
        answers = [site.ask(process, START) for process in (0, 1)]
        assert all(f"Edition {number}".encode() in answer.body for answer in answers)
        assert [answer.rendered for answer in answers] == [True, False]


def test_a_writer_that_is_killed_after_its_commit_is_seen_within_a_second(site):
    site.ask(0, START)
    site.ask(1, START)
    assert site.write("Last words", START, killed=True) == -signal.SIGKILL
    for process in (0, 1):
        answer = site.ask(process, START + dt.timedelta(seconds=1))
        assert b"Last words" in answer.body


def test_a_restart_finds_the_pages_of_before(site):
    first = site.ask(0, START)
    site.processes[0].kill()
    site.processes[0] = SiteProcess(site.values, "", START, "3")
    again = site.ask(0, START)
    assert not again.rendered
    assert again.body == first.body
