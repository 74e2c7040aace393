"""Worker processes, killed and stopped at any moment, on both databases."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.own_sites import ROOT, OwnSite, needs_postgres, postgres_databases
from tests.servers import PATIENCE, is_true_soon

pytestmark = pytest.mark.thorough

TASKS = "from tests.operations.tasks import example_tasks as t;"


class WorkedSite(OwnSite):
    """A site with worker processes."""

    workers: list[subprocess.Popen]

    def begin(self, *options: str) -> subprocess.Popen:
        """Start a worker, whose leases are short."""
        command = [sys.executable, "manage.py", "run_worker", "--lease", "2", *options]
        worker = subprocess.Popen(command, cwd=ROOT, env=self.environ)
        self.workers.append(worker)
        return worker

    def shell(self, program: str) -> str:
        return self.manage("shell", "--no-imports", "-v", "0", "-c", program)

    def states(self) -> Counter[str]:
        """How many calls of example tasks are in each state."""
        mine = "task_path LIKE 'tests.%'"
        sql = f"SELECT status, COUNT(*) FROM django_tasks_database_dbtaskresult WHERE {mine} GROUP BY 1"
        return Counter(dict(self.query(sql)))

    @property
    def lines(self) -> list[str]:
        """What tasks wrote."""
        path = self.folder / "lines"
        return path.read_text().splitlines() if path.exists() else []

    def hold_on(self) -> None:
        """Enqueue a task that ends when `let_go()` says so."""
        self.shell(f"{TASKS} t.hold_on.enqueue('{self.folder}/lines', '{self.folder}/go')")

    def let_go(self) -> None:
        (self.folder / "go").touch()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=needs_postgres)])
def site(request, tmp_path) -> Iterator[WorkedSite]:
    databases = postgres_databases(1) if request.param == "postgresql" else nullcontext([])
    with databases as urls:
        site = WorkedSite(tmp_path, *urls)
        site.workers = []
        site.manage("migrate", "-v", "0")
        try:
            yield site
        finally:
            for worker in site.workers:
                worker.kill()
                worker.wait()


def test_the_task_of_a_killed_worker_is_run_by_another_one(site):
    site.hold_on()
    first = site.begin()
    assert is_true_soon(lambda: site.lines == [f"begun by {first.pid}"])
    second = site.begin()
    first.kill()
    begun = [f"begun by {first.pid}", f"begun by {second.pid}"]
    assert is_true_soon(lambda: site.lines == begun)
    assert site.states() == {"RUNNING": 1}
    site.let_go()
    assert is_true_soon(lambda: site.states() == {"SUCCESSFUL": 1})
    assert site.lines == [*begun, f"ended by {second.pid}"]


def test_a_worker_that_lives_keeps_its_task_beyond_the_lease(site):
    site.hold_on()
    first = site.begin()
    assert is_true_soon(lambda: site.lines)
    site.begin()
    lease_ends = "SELECT run_after FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"
    # Three leases further, of which each is moved on three times.
    ends: set[object] = set()
    assert is_true_soon(lambda: ends.add(site.query(lease_ends)[0]) or len(ends) > 9)
    assert site.lines == [f"begun by {first.pid}"]
    site.let_go()
    assert is_true_soon(lambda: site.states() == {"SUCCESSFUL": 1})
    assert site.lines == [f"begun by {first.pid}", f"ended by {first.pid}"]


def test_several_workers_run_each_task_once_until_none_is_left(site):
    program = f"for n in range(150): t.write_line.enqueue('{site.folder}/lines', str(n))"
    site.shell(f"{TASKS}\n{program}")
    for _ in range(3):
        site.begin("--until-idle")
    assert [worker.wait(PATIENCE) for worker in site.workers] == [0, 0, 0]
    assert sorted(site.lines, key=int) == [str(number) for number in range(150)]
    assert site.states() == {"SUCCESSFUL": 150}


def test_what_a_task_enqueues_for_another_thread_is_run_before_it_ends(site):
    site.shell(f"{TASKS} t.pass_on.enqueue('{site.folder}/lines', 'a')")
    assert site.begin("--until-idle").wait(PATIENCE) == 0
    assert site.lines == ["a"]
    assert site.states() == {"SUCCESSFUL": 2}


def test_a_worker_is_not_idle_while_a_task_is_on_its_way_to_a_thread(site):
    site.shell(
        f"{TASKS}\n"
        "import threading\n"
        "from articles.operations.tasks import queue, worker\n"
        "claim = queue.claim\n"
        "def slow(*args):\n"
        "    row = claim(*args)\n"
        "    row and threading.Event().wait(3)\n"
        "    return row\n"
        "queue.claim = slow\n"
        f"t.pass_on.enqueue('{site.folder}/lines', 'a')\n"
        "busy = worker.Worker(until_idle=True)\n"
        "threading.Timer(60, busy.stop).start()\n"
        "busy.work()\n"
        "import os; os._exit(0)\n"
    )
    assert site.states() == {"SUCCESSFUL": 2}


def test_a_worker_that_is_stopped_ends_its_task_and_begins_no_other(site):
    site.hold_on()
    worker = site.begin()
    assert is_true_soon(lambda: site.lines)
    worker.send_signal(signal.SIGTERM)
    site.shell(f"{TASKS} t.write_line.enqueue('{site.folder}/lines', 'too late')")
    assert worker.poll() is None
    site.let_go()
    assert worker.wait(PATIENCE) == 0
    assert site.lines == [f"begun by {worker.pid}", f"ended by {worker.pid}"]
    # The other thread may have been quicker than the signal.
    assert site.states()["SUCCESSFUL"] >= 1


def test_a_task_that_does_not_end_in_time_is_left_to_another_worker(site):
    site.hold_on()
    first = site.begin("--grace", "0.5")
    assert is_true_soon(lambda: site.lines)
    first.send_signal(signal.SIGTERM)
    assert first.wait(PATIENCE) == 0
    assert site.states() == {"RUNNING": 1}
    second = site.begin()
    assert is_true_soon(lambda: f"begun by {second.pid}" in site.lines)
    site.let_go()
    assert is_true_soon(lambda: site.states() == {"SUCCESSFUL": 1})


def test_killed_at_any_moment_the_queue_drains_and_nothing_is_published_twice(site):
    """Twelve updates of stories are due; a line that was written twice does no harm."""
    site.manage("import_articles", ROOT / "fixtures")
    # Without those of pictures, which would take most of the time.
    site.shell(
        f"{TASKS}\n"
        "from articles.models.queued_task import QueuedTask\n"
        "QueuedTask.objects.all().delete()\n"
        "import datetime as dt\n"
        "from django.contrib.auth.models import User\n"
        "from articles.models import Article, PendingRevision\n"
        "from articles.models.editable_values import edited\n"
        "by, now = User.objects.create_superuser('root'), dt.datetime.now(dt.UTC)\n"
        "for article in Article.objects.live().order_by('pk')[:12]:\n"
        "    values = edited(article) | {'title': f'Updated {article.pk}'}\n"
        "    PendingRevision.hold(article, values, by, due_at=now)\n"
        f"for n in range(300): t.write_line.enqueue('{site.folder}/lines', str(n))\n"
        "from articles.editorial.tasks import publish_due_changes\n"
        "for n in range(5): publish_due_changes.enqueue()\n"
    )
    for seen in (20, 90, 160, 230):
        worker, other = site.begin(), site.begin()
        is_true_soon(lambda seen=seen: len(set(site.lines)) > seen)
        worker.kill()
        other.kill()
    site.begin()
    left = "SELECT COUNT(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
    assert is_true_soon(lambda: site.query(left) == [(0,)])
    assert set(site.lines) == {str(number) for number in range(300)}
    updates = "SELECT COUNT(*), COUNT(DISTINCT article_id) FROM articles_auditentry WHERE action = 'update'"
    assert site.query(updates) == [(12, 12)]
    assert site.query("SELECT COUNT(*) FROM articles_pendingrevision") == [(0,)]
    titles = "SELECT COUNT(*) FROM articles_article WHERE title LIKE 'Updated %'"
    assert site.query(titles) == [(12,)]


def test_a_worker_ends_with_the_server_that_it_was_started_with(site):
    """As `make run` does: the server takes the place of the shell that started the worker."""
    script = f"{sys.executable} manage.py run_worker --with-parent & echo $!; exec sleep 10000"
    server = subprocess.Popen(
        ["sh", "-c", script], cwd=ROOT, env=site.environ, stdout=subprocess.PIPE
    )
    site.workers.append(server)
    with server.stdout as stdout:
        pid = int(stdout.readline())
    site.shell(f"{TASKS} t.write_line.enqueue('{site.folder}/lines', 'a')")
    assert is_true_soon(lambda: site.lines == ["a"])
    server.kill()
    server.wait()

    def is_gone() -> bool:
        path = Path(f"/proc/{pid}/stat")
        try:
            # A process without a parent here may stay as a zombie.
            return path.read_text().rpartition(")")[2].split()[0] == "Z"
        except FileNotFoundError:
            return True

    try:
        assert is_true_soon(is_gone)
    finally:
        if not is_gone():
            os.kill(pid, signal.SIGKILL)
