"""The site of `tests.operations.failures`: processes of gunicorn, and what they answer."""

import http.client
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

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


class Backup(NamedTuple):
    """The exit code of `manage.py backup`."""

    status: int
    seconds: float

    def __str__(self) -> str:
        return "none made" if self.status else "made"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class WebServer:
    """Two processes of a site with one article, a picture, and somebody who is signed in."""

    def __init__(self, folder: Path, database_url: str, **environ: str) -> None:
        self.port = free_port()
        self._backups = folder / "backups"
        self._disk_is_full = False
        self._environ = {
            "PATH": os.environ["PATH"], "ENV_FILE": "/nonexistent", "SECRET_KEY": "k" * 60,
            "SITE_URL": f"http://127.0.0.1:{self.port}", "ALLOWED_HOSTS": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings", "DATABASE_URL": database_url,
            "MEDIA_ROOT": str(folder / "media"), "ORIGINALS_ROOT": str(folder / "originals"),
            "STATIC_ROOT": str(folder / "static"), "PAGE_CACHE_DIR": str(folder),
            "LOG_LEVEL": "ERROR", "API_REQUESTS_PER_MINUTE": "0",
        } | environ  # fmt: skip
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
        self.upload()
        self.picture = re.findall(r"/media/[\w./-]+", self.body.decode())[0]

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

    def backup(self) -> Backup:
        """Make a backup into a folder, in a process that has the disk of the server."""
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "manage.py", "backup", str(self._backups)],
            cwd=ROOT, env=self._environ, capture_output=True, check=False,
            preexec_fn=_no_room if self._disk_is_full else None,
        )  # fmt: skip
        return Backup(done.returncode, time.monotonic() - begun)

    def fill_disk(self, is_full: bool) -> None:
        """Let no process of the server make a file longer, or let them again."""
        self._disk_is_full = is_full
        limit = 0 if is_full else resource.RLIM_INFINITY
        for pid in [self._process.pid, *_children(self._process.pid)]:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE)


def _no_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in told.split()]
