"""Servers that run as long as a `with` block: the application server, nginx, Redis."""

import contextlib
import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import ROOT
from benchmarks.pages.load import LoadError

# How the site is served by `make run`; another one may be given on the command line.
GUNICORN = (
    f"{shlex.quote(sys.executable)} -m gunicorn {{module}} --bind 127.0.0.1:{{port}} "
    "--config newsroom/gunicorn.conf.py"
)
# Seconds until a server that does not answer has failed to start.
_PATIENCE = 60
# The last characters of a server's log that are shown where an answer was wrong.
_SAID = 20_000


@dataclass(frozen=True)
class Server:
    """A server that answers at `port` of 127.0.0.1, and the id of its first process."""

    port: int
    pid: int


@contextlib.contextmanager
def application(
    command: str, folder: Path, module: str, environment: Mapping[str, str]
) -> Iterator[Server]:
    """Serve the WSGI application of `module` by `command`, which names `{module}` and `{port}`."""
    port = free_port()
    arguments = shlex.split(command.format(module=f"{module}:application", port=port))
    with running(arguments, port, environment, folder) as server:
        yield server


@contextlib.contextmanager
def nginx(files: Path, folder: Path) -> Iterator[Server]:
    """Serve `files`, and the compressed ones beside them, with as many processes as the site."""
    port = free_port()
    place = folder / "nginx"
    place.mkdir()
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = place / "nginx.conf"
    configuration.write_text(f"""{user}
daemon off; worker_processes 2; pid {place}/pid; error_log stderr error;
events {{ worker_connections 256; }}
http {{
    default_type text/html; access_log off; keepalive_requests 100000000;
    sendfile on; tcp_nopush on; gzip_static on;
    client_body_temp_path {place}/body; proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi; uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
    server {{ listen 127.0.0.1:{port}; root {files}; index index.html; }}
}}
""")
    arguments = ["nginx", "-p", str(place), "-c", str(configuration), "-e", "stderr"]
    with running(arguments, port, os.environ, folder) as server:
        yield server


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[Server]:
    """Run a Redis that keeps nothing on disk, and listens at `redis_socket(folder)` as well."""
    port = free_port()
    arguments = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    arguments += ["--unixsocket", str(redis_socket(folder))]
    arguments += ["--loglevel", "warning", "--maxmemory-policy", "allkeys-lru"]
    with running(arguments, port, os.environ, folder) as server:
        yield server


def redis_socket(folder: Path) -> Path:
    """The socket of the Redis that `redis(folder)` runs, by which programs of this machine reach it
    with less work than by TCP."""
    return folder / "redis.sock"


@contextlib.contextmanager
def running(
    arguments: list[str], port: int, environment: Mapping[str, str], folder: Path
) -> Iterator[Server]:
    """Start a program in the checkout and wait until `port` takes connections.

    Raises SystemExit with the end of what it said where it does not. Where the block ends with a
    wrong answer, the end of the log is printed.
    """
    log = folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        end = time.monotonic() + _PATIENCE
        while not _is_open(port):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{shlex.join(arguments)}:\n{log.read_text()[-2000:]}")
            time.sleep(0.01)
        yield Server(port, process.pid)
    except LoadError:
        print(log.read_text()[-_SAID:], file=sys.stderr)
        raise
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens to now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
