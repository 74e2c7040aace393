"""A storage of Django in a bucket of an S3-compatible service, by django-storages.

What goes wrong between here and the service is an OSError, as with a disk, so that callers need to
know one kind of failure.
"""

import errno
import os
import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible
from django.utils.encoding import filepath_to_uri

from articles.lib.ascii_urls import split_url

SCHEME = "s3://"
# Seconds until a service that does not answer counts as away, and tries of one request.
TIMEOUT = 5
TRIES = 2


class StorageAway(OSError):
    """The service does not answer, or refuses a request."""


class StoredObject(NamedTuple):
    """A file: its name, its bytes, and when it was written, in seconds since 1970."""

    name: str
    size: int
    modified: float


def bucket_of(url: str) -> tuple[str, str]:
    """The bucket and the prefix that `s3://bucket/prefix` names. Raises ImproperlyConfigured."""
    parts = split_url(url)
    if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{url} is no address like s3://bucket/prefix")
    return parts.netloc, parts.path.strip("/")


@deconstructible
class ObjectStorage(Storage):
    """The files below the prefix of `url`, `s3://bucket/prefix`. Objects are written whole.

    Nothing is loaded or asked until a file is: `url()`, which pages call, is made of `base_url`.
    `connection` are options of django-storages (settings.S3_OPTIONS); empty ones are left to the
    environment.
    """

    def __init__(
        self, url: str, base_url: str = "", cache_control: str = "", **connection: str
    ) -> None:
        self._bucket, self._prefix = bucket_of(url)
        self._base_url = base_url
        self._cache_control = cache_control
        self._made_by, self._made = 0, None
        self._options = {name: value or None for name, value in connection.items()}

    def url(self, name: str | None) -> str:
        """Return the URL at which browsers find the file."""
        return self._base_url + filepath_to_uri(name or "").lstrip("/")

    def exists(self, name: str) -> bool:
        """Whether there is such a file. One request."""
        with _as_os_errors():
            return bool(self._s3.exists(name))

    def size(self, name: str) -> int:
        """Return the size of the file in bytes. One request; raises FileNotFoundError."""
        with _as_os_errors():
            return int(self._s3.size(name))

    def delete(self, name: str) -> None:
        """Delete the file, if it is there. One request."""
        with _as_os_errors():
            self._s3.delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """The names of folders and files in a folder."""
        with _as_os_errors():
            folders, files = self._s3.listdir(path)
            return folders, files

    def listing(self, folder: str = "") -> Iterator[StoredObject]:
        """All files below `folder`; a request for each thousand."""
        prefix = posixpath.join(self._prefix, folder, "").lstrip("/")
        root = f"{self._prefix}/" if self._prefix else ""
        with _as_os_errors():
            for entry in self._s3.bucket.objects.filter(Prefix=prefix):
                name = entry.key.removeprefix(root)
                yield StoredObject(name, entry.size, entry.last_modified.timestamp())

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: an object that is there is replaced as a whole."""
        return name

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Objects are written by save().")
        with _as_os_errors():
            answer = self._s3.bucket.Object(self._s3._normalize_name(name)).get()
        size = int(answer["ContentLength"])
        # Pictures are small; the copy of a database is read as it comes.
        if size <= _IN_MEMORY:
            with _as_os_errors():
                return ContentFile(answer["Body"].read(), name)
        return _StreamedFile(answer["Body"], name, size)

    def _save(self, name: str, content: File) -> str:
        with _as_os_errors():
            return str(self._s3._save(name, content))

    @property
    def _s3(self) -> Any:
        """The storage of django-storages. A forked process has its own: connections are not
        shared."""
        if self._made_by != os.getpid():
            self._made_by, self._made = os.getpid(), self._make()
        return self._made

    def _make(self) -> Any:
        # Half a second and 30 MB, which processes that only show pages do without.
        try:
            from botocore.config import Config
            from storages.backends.s3 import S3Storage
        except ImportError as error:
            raise ImproperlyConfigured(
                "Files in S3 need two packages: pip install -r requirements-s3.txt"
            ) from error
        return S3Storage(
            bucket_name=self._bucket,
            location=self._prefix,
            default_acl=None,
            querystring_auth=False,
            object_parameters={"CacheControl": self._cache_control} if self._cache_control else {},
            client_config=Config(
                connect_timeout=TIMEOUT,
                read_timeout=TIMEOUT,
                retries={"total_max_attempts": TRIES, "mode": "standard"},
                # What services that are not Amazon's know.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            **self._options,
        )


_IN_MEMORY = 64 * 2**20


class _StreamedFile(File):
    """A large object that is read as it comes, once."""

    def __init__(self, body: Any, name: str, size: int) -> None:
        super().__init__(body, name)
        self._read: Callable[[int], bytes] = body.read
        self.size = size

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        with _as_os_errors():
            while chunk := self._read(chunk_size or self.DEFAULT_CHUNK_SIZE):
                yield chunk


@contextmanager
def _as_os_errors() -> Iterator[None]:
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(str(error)) from error
        raise StorageAway(errno.EIO, str(error), SCHEME) from error
    except (BotoCoreError, Boto3Error, HTTPClientError) as error:
        raise StorageAway(errno.EIO, str(error), SCHEME) from error
