"""The folder of a baked site: which file an address has, and files written whole or not at all."""

import os
from pathlib import Path
from urllib.parse import unquote

from articles.public.bake.addresses import NOWHERE
from articles.public.bake.exceptions import CannotBake

# What marks a folder as that of a baked site: the record of what is in it.
MANIFEST = ".newsroom-bake.sqlite3"
# Where the notices of articles that are gone are: their own paths must not answer 200.
GONE = "gone/"
# What most file systems allow in one name, in bytes.
_NAME_BYTES = 255


def file_of(address: str) -> str:
    """Return the file for an address, a path relative to the folder with `/` between its parts.

    Web servers look for the decoded path, and for `index.html` in a folder. Raises ValueError for
    an address that has no safe file: one that leads out of the folder, with an empty part, or with
    a name longer than a disk allows.
    """
    if address == NOWHERE:
        return "404.html"
    path = unquote(address, errors="strict").removeprefix("/")
    if path.endswith("/") or not path:
        path += "index.html"
    for name in path.split("/"):
        if name in ("", ".", "..") or "\0" in name or len(name.encode()) > _NAME_BYTES:
            raise ValueError(address)
    return path


class BakedFolder:
    """A folder that only bakes write to. Raises CannotBake for one that holds something else, and
    OSError for one that cannot be written."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root.resolve()
        if not (self.root / MANIFEST).exists() and any(self.root.iterdir()):
            raise CannotBake(
                f"{root} is not empty, and was not made by bake, which deletes what does not "
                "belong to the site. Name an empty folder, or a new one."
            )

    def write(self, path: str, data: bytes) -> bool:
        """Write a file whole or not at all; returns False for one that has these bytes already."""
        target = self.root / path
        try:
            if target.stat().st_size == len(data) and target.read_bytes() == data:
                return False
        except OSError:
            # There is none that can be read: the write below says so if it cannot be helped.
            pass
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{os.getpid()}.part")
        try:
            temporary.write_bytes(data)
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
        return True

    def delete(self, path: str) -> None:
        """Delete a file, and the folders that it leaves empty."""
        target = self.root / path
        target.unlink(missing_ok=True)
        for folder in target.parents:
            if folder == self.root:
                break
            try:
                folder.rmdir()
            except OSError:
                # Something else is in it.
                break
