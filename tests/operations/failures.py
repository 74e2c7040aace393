"""What every kind of page answers while something is away, as a table:
`python -m tests.operations.failures`.

Real parts, on ports and in folders of their own: PostgreSQL, Redis, and two processes of gunicorn.
"""

import http.client
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from tests import redis_server
from tests.redis_server import RedisServer
from tests.servers import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
# Somebody who is signed in; checking a password would take longer than all the rest.
_SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
user = User.objects.create(username="root", is_staff=True, is_superuser=True, password="!")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
"""
_FORM = "application/x-www-form-urlencoded"
_BOUNDARY = "a-boundary-of-parts"


class Answer(NamedTuple):
    """A status, with what makes a 503 an honest one."""

    status: int
    retry_after: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.status}{' ↻' if self.retry_after else ''}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


class WebServer:
    """Two processes of a site with one article, and somebody who is signed in."""

    def __init__(self, folder: Path, database_url: str, cache_url: str) -> None:
        self.port = free_port()
        self._environ = {
            "PATH": os.environ["PATH"], "ENV_FILE": "/nonexistent", "SECRET_KEY": "k" * 60,
            "SITE_URL": f"http://127.0.0.1:{self.port}", "ALLOWED_HOSTS": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings", "DATABASE_URL": database_url,
            "MEDIA_ROOT": str(folder / "media"), "ORIGINALS_ROOT": str(folder / "originals"),
            "STATIC_ROOT": str(folder / "static"), "PAGE_CACHE_DIR": str(folder),
            "LOG_LEVEL": "ERROR", "API_REQUESTS_PER_MINUTE": "0",
        } | ({"CACHE_URL": cache_url} if cache_url else {})  # fmt: skip
        self._manage("migrate", "--verbosity", "0")
        self._manage("collectstatic", "--noinput", "--verbosity", "0")
        story = ROOT / "tests/data/harbour-crane.en.md"
        shutil.copy(story, folder / story.name)
        self._manage("import_articles", str(folder / story.name))
        session = self._manage("shell", "--verbosity", "0", "-c", _SIGN_IN).split()[-1]
        # Its errors go nowhere: a file could not be written to while the disk is full.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{self.port}",
             "--workers", "2", "--threads", "2", "--log-level", "critical"],
            cwd=ROOT, env=self._environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._cookies = {"sessionid": session}
        self._wait()
        self.ask("GET", "/admin/password_change/")

    def _manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self._environ, check=True, capture_output=True, text=True
        )
        return done.stdout

    def _wait(self) -> None:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            with suppress(OSError):
                if self.ask("GET", "/healthz").status == 200:
                    return
            time.sleep(0.2)
        raise RuntimeError("gunicorn did not start")

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = _FORM) -> Answer:
        """The answer to one request, on a connection of its own, with the cookies so far."""
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body:
            headers["Content-Type"] = kind
            headers["X-CSRFToken"] = self._cookies.get("csrftoken", "")
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        self.body = response.read()
        for header in response.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self._cookies[name] = value
        connection.close()
        seconds = time.monotonic() - begun
        return Answer(response.status, response.headers.get("Retry-After", ""), seconds)

    def upload(self) -> Answer:
        """Paste a picture into a text. Another one each time: a known one would not be stored."""
        from PIL import Image

        file = BytesIO()
        # Noise: what is nearly empty would fit on a full disk.
        Image.frombytes("RGB", (80, 80), os.urandom(80 * 80 * 3)).save(file, "PNG")
        head = (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
            "Content-Type: image/png\r\n\r\n"
        )
        alt = (
            f'\r\n--{_BOUNDARY}\r\nContent-Disposition: form-data; name="alt"\r\n\r\nNoise'
            f"\r\n--{_BOUNDARY}--\r\n"
        )
        body = head.encode() + file.getvalue() + alt.encode()
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        return self.ask("POST", "/admin/articles/article/picture/", body, kind)

    def save(self) -> Answer:
        """Save a form: a new tag."""
        now = time.monotonic_ns()
        form = {"name": f"Tag {now}", "slug": f"tag-{now}"}
        return self.ask("POST", "/admin/articles/tag/add/", urlencode(form).encode())

    def fill_disk(self, is_full: bool) -> None:
        """Let no process of the server make a file longer, or let them again."""
        limit = 0 if is_full else resource.RLIM_INFINITY
        for pid in [self._process.pid, *_children(self._process.pid)]:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE)


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in told.split()]


ASKED: dict[str, Callable[[WebServer], Answer]] = {
    "/healthz": lambda site: site.ask("GET", "/healthz"),
    "/readyz": lambda site: site.ask("GET", "/readyz"),
    "front page": lambda site: site.ask("GET", "/en/"),
    "article": lambda site: site.ask("GET", "/en/articles/harbour-crane/"),
    "search": lambda site: site.ask("GET", "/en/search/?q=crane"),
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


def ask_all(site: WebServer) -> dict[str, Answer]:
    """What each kind of page answers now; the worst of three, from whichever process."""
    return {
        name: max((ask(site) for _ in range(3)), key=lambda answer: answer.status)
        for name, ask in ASKED.items()
    }


@contextmanager
def server(database_url: str, cache_url: str) -> Iterator[WebServer]:
    with tempfile.TemporaryDirectory(prefix="failures-") as folder:
        site = WebServer(Path(folder), database_url or f"sqlite:///{folder}/db.sqlite3", cache_url)
        try:
            yield site
        finally:
            site.stop()


def columns() -> Iterator[tuple[str, dict[str, Answer]]]:
    """What happens to a site, and what its pages answered meanwhile."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="postgres-")))
        postgres = PostgresServer(folder)
        stack.callback(postgres.stop)
        postgres.start()
        redis: RedisServer = stack.enter_context(redis_server.running())
        site = stack.enter_context(server(postgres.url, f"redis://{redis.socket}"))
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
        yield "disk full", ask_all(site)
        site.fill_disk(False)
        yield "disk has room", ask_all(site)
    with server("", "") as site:
        yield "SQLite", ask_all(site)
        site.fill_disk(True)
        yield "SQLite, disk full", ask_all(site)
        site.fill_disk(False)
        yield "SQLite, room", ask_all(site)


def main() -> None:
    """Print the table; ↻ is a Retry-After, and seconds stand where an answer took longer than one."""
    found = []
    for column in columns():
        found.append(column)
        told = ", ".join(f"{page} {answer}" for page, answer in column[1].items())
        print(f"{column[0]}: {told}", file=sys.stderr, flush=True)
    print("| |", " | ".join(name for name, _ in found), "|")
    print("|---|" + "---|" * len(found))
    for page in ASKED:
        cells = (
            f"{answers[page]}"
            + (f" ({answers[page].seconds:.1f} s)" if answers[page].seconds > 1 else "")
            for _, answers in found
        )
        print(f"| {page} |", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
