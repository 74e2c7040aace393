"""An S3-compatible service of a test's own: moto's server in a process apart."""

import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.request import urlopen

from articles.lib.object_storage import ObjectStorage
from tests.servers import PATIENCE


def free_port() -> int:
    """A port for a server that is waited for. None of those that connections are given: to ask
    such a one while nobody listens may connect to oneself."""
    for port in random.sample(range(20_000, 32_000), 100):
        with closing(socket.socket()) as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


class ObjectStore:
    """The service at `url`, which has one bucket; `options` are those of `ObjectStorage`."""

    bucket = "newsroom"

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.options = {
            "endpoint_url": self.url, "region_name": "us-east-1",
            "access_key": "key", "secret_key": "secret",
        }  # fmt: skip
        self.environ = {
            "MEDIA_STORAGE": f"s3://{self.bucket}/media",
            "ORIGINALS_STORAGE": f"s3://{self.bucket}/originals",
            "S3_ENDPOINT_URL": self.url, "S3_REGION": "us-east-1",
            "S3_ACCESS_KEY_ID": "key", "S3_SECRET_ACCESS_KEY": "secret",
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, with an empty bucket: it forgets everything when it stops."""
        code = "from moto.server import main; main()"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while True:
            with suppress(OSError), urlopen(f"{self.url}/moto-api/", timeout=5):
                break
            assert self._process.poll() is None, "moto did not start"
        self.storage()._s3.connection.create_bucket(Bucket=self.bucket)

    def stop(self) -> None:
        """End it, as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None

    def freeze(self) -> None:
        """Let it take requests and answer none."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def storage(self, prefix: str = "", **options: str) -> ObjectStorage:
        return ObjectStorage(f"s3://{self.bucket}/{prefix}", **(self.options | options))

    def storages(self) -> dict[str, dict[str, object]]:
        """Entries of settings.STORAGES."""
        backend = "articles.lib.object_storage.ObjectStorage"
        return {
            "default": {
                "BACKEND": backend,
                "OPTIONS": {
                    "url": self.environ["MEDIA_STORAGE"], "base_url": "/media/",
                    "cache_control": "public, max-age=31536000, immutable", **self.options,
                },
            },
            "originals": {
                "BACKEND": backend,
                "OPTIONS": {"url": self.environ["ORIGINALS_STORAGE"], **self.options},
            },
        }  # fmt: skip


@contextmanager
def running() -> Iterator[ObjectStore]:
    """A service that has started."""
    store = ObjectStore()
    try:
        store.start()
        yield store
    finally:
        store.stop()
