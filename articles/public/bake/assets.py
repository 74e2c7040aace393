"""The static files and pictures that baked pages show, copied beside them."""

import posixpath
import re
from collections.abc import Iterable
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import Storage, default_storage

from articles.lib.ascii_urls import split_url
from articles.public.bake.folder import BakedFolder, file_of

# What a style sheet loads: fonts and pictures. WhiteNoise's storage has hashed the names.
_IN_STYLES = re.compile(rb"url\(\s*[\"']?([^\"')?#]+)")


class AssetCopier:
    """Copies files of this site into a baked folder; names hold hashes, so one copy is for ever."""

    def __init__(self, folder: BakedFolder) -> None:
        self._folder = folder
        # What each address needs besides itself, once it is copied.
        self._copied: dict[str, frozenset[str]] = {}

    def copy(self, addresses: Iterable[str]) -> list[str]:
        """Copy the files at these paths, and what style sheets among them load.

        Returns the paths at which there is no file.
        """
        missing = []
        waiting = list(addresses)
        while waiting:
            address = waiting.pop()
            if address in self._copied:
                continue
            data = _read(address)
            self._copied[address] = frozenset(_loaded(address, data or b""))
            if data is None:
                missing.append(address)
            else:
                self._folder.write(file_of(address), data)
            waiting += self._copied[address]
        return missing

    def files(self, addresses: Iterable[str]) -> set[str]:
        """Return the files in the folder that belong to these addresses: those copied and those
        that style sheets among them load. Copies what is not there."""
        self.copy(addresses)
        return {file_of(address) for address in self._copied}


def _read(address: str) -> bytes | None:
    storage: Storage = default_storage
    prefix = settings.MEDIA_URL
    if address.startswith(settings.STATIC_URL):
        storage, prefix = staticfiles_storage, settings.STATIC_URL
    try:
        with storage.open(unquote(address.removeprefix(prefix))) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def _loaded(address: str, data: bytes) -> Iterable[str]:
    if not address.endswith(".css"):
        return
    for link in _IN_STYLES.findall(data):
        path = link.decode("utf-8", "replace")
        if not split_url(path).scheme:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(address), path))
