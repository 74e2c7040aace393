"""The processes of one site on this machine: servers, workers, an import, nginx, a database."""

import contextlib
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.pages.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
POSTGRES = Path("/usr/lib/postgresql/15/bin")
# Seconds until a process that ended is started again, as systemd does.
RESTART_SEC = 0.5
# Seconds that a busy machine may take until a server answers.
PATIENCE = 120


@dataclass
class Supervised:
    """A process that is started again whenever it ends, until its site is stopped."""

    name: str
    arguments: list[str]
    environment: dict[str, str]
    log: Path
    # Whether it has nothing more to do after this exit code.
    done: Callable[[int], bool] = lambda _code: False
    starts: int = 0
    kills: int = 0
    finished: threading.Event = field(default_factory=threading.Event)
    _process: subprocess.Popen[bytes] | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._keep_running, daemon=True)
        self._thread.start()

    def _keep_running(self) -> None:
        while not self._stopping.is_set():
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    self.arguments, cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                    stdin=subprocess.DEVNULL, start_new_session=True,
                )  # fmt: skip
            self.starts += 1
            if self.done(self._process.wait()):
                self.finished.set()
                return
            self._stopping.wait(RESTART_SEC)

    def kill(self, rng: random.Random) -> None:
        """SIGKILL for the process itself, or for all that it started, too."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        self.kills += 1
        with contextlib.suppress(ProcessLookupError):
            if rng.random() < 0.5:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                os.kill(rng.choice([process.pid, *children(process.pid)]), signal.SIGKILL)

    def stop(self) -> None:
        self._stopping.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(40)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
        if self._thread is not None:
            self._thread.join(60)


def children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@dataclass
class Machine:
    """A site in `folder`: two servers, two workers and nginx before them."""

    folder: Path
    environment: dict[str, str]
    port: int
    servers: list[Supervised]
    workers: list[Supervised]
    database: Supervised | None
    redis: Supervised | None
    nginx: Supervised

    @property
    def all(self) -> list[Supervised]:
        stores = [one for one in (self.database, self.redis) if one is not None]
        return [*stores, *self.servers, *self.workers, self.nginx]

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment,
            capture_output=True, text=True, check=True,
        )  # fmt: skip

    def importing(self, files: Path) -> Supervised:
        arguments = [sys.executable, "manage.py", "import_articles", str(files)]
        return Supervised(
            "import",
            arguments,
            self.environment,
            self.folder / "import.log",
            done=lambda code: code == 0,
        )


@contextlib.contextmanager
def machine(folder: Path, *, postgres: bool) -> Iterator[Machine]:
    """A new site, migrated; its servers, workers and proxy are not running yet."""
    ports = [free_port() for _ in range(5)]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "ENV_FILE": "/nonexistent",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SITE_URL": f"http://127.0.0.1:{ports[0]}",
        "TRUSTED_PROXIES": "1",
        "API_REQUESTS_PER_MINUTE": "0",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "ORIGINALS_ROOT": str(folder / "originals"),
        "PAGE_CACHE_DIR": str(folder),
    }
    database = redis = None
    if postgres:
        environment["DATABASE_URL"] = f"postgres://postgres@127.0.0.1:{ports[3]}/postgres"
        environment["CACHE_URL"] = f"redis://127.0.0.1:{ports[4]}/0"
        database = _postgres(folder, ports[3], environment)
        redis = Supervised(
            "redis", ["redis-server", "--port", str(ports[4]), "--save", "", "--dir", str(folder)],
            environment, folder / "redis.log",
        )  # fmt: skip
    servers = [_server(folder, number, ports[1 + number], environment) for number in range(2)]
    workers = [
        Supervised(
            f"worker {number}",
            [sys.executable, "manage.py", "run_worker", "--lease", "15"],
            environment,
            folder / f"worker{number}.log",
        )
        for number in range(2)
    ]
    nginx = _nginx(folder, ports[0], ports[1:3], environment)
    here = Machine(folder, environment, ports[0], servers, workers, database, redis, nginx)
    try:
        for store in (database, redis):
            if store is not None:
                store.start()
        if postgres:
            _wait_for_postgres(ports[3])
        here.manage("migrate", "--verbosity", "0")
        here.manage("collectstatic", "--noinput", "--verbosity", "0")
        yield here
    finally:
        for one in reversed(here.all):
            one.stop()


def _server(folder: Path, number: int, port: int, environment: dict[str, str]) -> Supervised:
    arguments = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}",
        "--config", "newsroom/gunicorn.conf.py", "--log-level", "warning",
    ]  # fmt: skip
    return Supervised(f"server {number}", arguments, environment, folder / f"server{number}.log")


def _nginx(folder: Path, port: int, upstream: list[int], environment: dict[str, str]) -> Supervised:
    place = folder / "nginx"
    shutil.copytree(ROOT / "deploy/nginx", place / "newsroom")
    user = "user root;" if os.geteuid() == 0 else ""
    servers = "\n".join(f"server 127.0.0.1:{one} max_fails=0;" for one in upstream)
    paths = "".join(
        f"{kind}_temp_path {place}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    common = place / "newsroom/common.conf"
    common.write_text(common.read_text().replace("/var/cache/nginx/newsroom", f"{place}/pages"))
    (place / "nginx.conf").write_text(f"""{user}
daemon off; worker_processes 2; pid {place}/pid; error_log stderr error;
events {{ worker_connections 512; }}
http {{
    access_log off; {paths}
    include newsroom/common.conf;
    map $scheme $forwarded_scheme {{ default $scheme; }}
    upstream newsroom {{ {servers} keepalive 32; }}
    server {{
        listen 127.0.0.1:{port};
        include newsroom/away.conf;
        location / {{ include newsroom/proxy.conf; }}
    }}
}}
""")
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
    arguments = [program, "-p", str(place), "-c", str(place / "nginx.conf")]
    return Supervised("nginx", arguments, environment, folder / "nginx.log")


def _postgres(folder: Path, port: int, environment: dict[str, str]) -> Supervised:
    data = folder / "postgres"
    data.mkdir()
    shutil.chown(data, "postgres", "postgres")
    for path in (folder, *folder.parents):
        if path == Path("/tmp"):
            break
        path.chmod(0o711)
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run(
        [*as_postgres, POSTGRES / "initdb", "--pgdata", data, "--auth", "trust"],
        check=True, capture_output=True, cwd="/",
    )  # fmt: skip
    arguments = [
        *as_postgres, str(POSTGRES / "postgres"), "-D", str(data), "-p", str(port),
        "-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1",
    ]  # fmt: skip
    return Supervised("database", arguments, environment, folder / "postgres.log")


def _wait_for_postgres(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not subprocess.run(
            [POSTGRES / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False
        ).returncode:
            return
        time.sleep(0.2)
    raise TimeoutError("PostgreSQL does not answer.")
