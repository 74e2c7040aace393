"""The server as `make run` and the guide to deployment start it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import is_true_soon

ROOT = Path(__file__).resolve().parent.parent
# The script, and not `python -m gunicorn`: that one cannot start itself again, since its folder
# then hides modules of Python.
GUNICORN = [f"{sys.prefix}/bin/gunicorn", "--config", "newsroom/gunicorn.conf.py"]
pytestmark = pytest.mark.thorough


class Server:
    """gunicorn with the configuration of the project, for a new database in `folder`."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
        self.pid_file = folder / "gunicorn.pid"
        environment = os.environ | {
            "SECRET_KEY": "k" * 60, "ENV_FILE": "/nonexistent", "SITE_URL": "http://127.0.0.1",
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "PAGE_CACHE_DIR": str(folder),
            "STATIC_ROOT": str(folder / "static"), "MEDIA_ROOT": str(folder / "media"),
        }  # fmt: skip
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "-v", "0"]):
            subprocess.run(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True
            )
        bound = ["--bind", f"127.0.0.1:{self.port}", "--pid", str(self.pid_file)]
        self.process = subprocess.Popen([*GUNICORN, *bound], cwd=ROOT, env=environment)
        self.pids = [self.process.pid]

    def status(self, path: str = "/en/") -> int:
        """The status of the answer; 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    @staticmethod
    def children(pid: int) -> list[int]:
        """The processes that `pid` started and that run."""
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    def stop(self) -> None:
        for pid in self.pids:
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, signal.SIGTERM)
        self.process.wait(30)
        assert is_true_soon(lambda: not self.status())


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    server = Server(tmp_path)
    try:
        yield server
    finally:
        server.stop()


def database_files(pid: int) -> list[str]:
    """The files of SQLite that a process has open."""
    opened = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        target = os.readlink(link)
        if ".sqlite3" in target:
            opened.append(target)
    return opened


def test_no_connection_crosses_the_fork_and_a_killed_worker_is_replaced(server):
    assert is_true_soon(lambda: server.status() == 200)
    parent = server.process.pid
    assert database_files(parent) == []
    # The first worker answers while the second one is still forked.
    assert is_true_soon(lambda: len(server.children(parent)) == 2)
    first = server.children(parent)
    for pid in first:
        os.kill(pid, signal.SIGKILL)
    assert is_true_soon(lambda: len(set(server.children(parent)) - set(first)) == 2)
    assert is_true_soon(lambda: server.status() == 200)


def test_a_release_replaces_the_server_without_an_answer_that_fails(server):
    assert is_true_soon(lambda: server.status() == 200)
    old = server.process.pid
    os.kill(old, signal.SIGUSR2)
    new_file = server.pid_file.with_name("gunicorn.pid.2")
    assert is_true_soon(new_file.exists)
    server.pids.append(int(new_file.read_text()))
    assert is_true_soon(lambda: len(server.children(server.pids[1])) == 2)
    os.kill(old, signal.SIGTERM)
    statuses = set()
    assert is_true_soon(lambda: statuses.add(server.status()) or server.process.poll() is not None)
    assert statuses | {server.status()} == {200}
    # It takes over the name of the file, which the next release will ask for.
    assert is_true_soon(lambda: server.pid_file.exists() and not new_file.exists())
    assert int(server.pid_file.read_text()) == server.pids[1]
