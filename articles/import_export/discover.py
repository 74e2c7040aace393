"""Finds the files that an import takes, by their names and first bytes. No database."""

import errno
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from articles.front_matter.fences import opens_with_fence

ENDINGS = (".md", ".markdown")
# Files of other purposes that repositories of articles hold, too.
NOT_ARTICLES = ("readme", "changelog")


class FoundFile(NamedTuple):
    """A file to import. `root` is absolute and bounds where it and its images may lie; `path`
    is below it, with `/` between its parts.

    `document` is what an editor made of the refused bytes with the hash `mended_sha256`; None
    means that the bytes are read from the disk.
    """

    root: str
    path: str
    document: bytes | None = None
    mended_sha256: str = ""

    @property
    def file(self) -> str:
        """The absolute path: `root` and `path` joined."""
        return os.path.join(self.root, self.path)


class PassedOverFile(NamedTuple):
    """A file in a directory that is not taken for an article."""

    file: str


class MissingPath(NamedTuple):
    """A path that cannot be read; `code` is that of a Problem, `reason` a text for people."""

    root: str
    path: str
    reason: str
    code: str = "unreadable"


DiscoveredPath = FoundFile | PassedOverFile | MissingPath


def discover_files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[DiscoveredPath]:
    """Yield the files of `paths` in a stable order: a named file whatever its name, and the
    articles of a directory.

    A given directory is the import root of its files; the root of a named file is the directory
    it stands in. Links to directories are not followed, which rules out loops.
    """
    for path in dict.fromkeys(map(os.path.abspath, paths)):
        if os.path.isdir(path):
            yield from _directory(path)
        elif os.path.exists(path):
            yield _named_file(path)
        else:
            yield MissingPath(*os.path.split(path), os.strerror(errno.ENOENT))


def import_roots(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The directories among `paths`, absolute, as `OriginalFile.root` holds them."""
    return [path for path in map(os.path.abspath, paths) if os.path.isdir(path)]


def _named_file(path: str) -> DiscoveredPath:
    folder, name = os.path.split(path)
    return _checked_file(folder, name, os.path.isfile(path))


def _directory(root: str) -> Iterator[DiscoveredPath]:
    pending = [""]
    while pending:
        below = pending.pop()
        try:
            with os.scandir(os.path.join(root, below)) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield MissingPath(root, below or ".", error.strerror or "cannot be read")
            continue
        folders = []
        for entry in entries:
            path = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    folders.append(f"{path}/")
            elif not (entry.is_symlink() and entry.is_dir()):
                yield _entry(root, path, entry)
        pending += reversed(folders)


def _entry(root: str, path: str, entry: os.DirEntry[str]) -> DiscoveredPath:
    try:
        if not _is_article(entry):
            return PassedOverFile(entry.path)
        if entry.is_symlink() and not _inside(root, entry.path):
            return MissingPath(root, path, "the link leads out of the folder", "outside-root")
        return _checked_file(root, path, entry.is_file())
    except OSError as error:
        return MissingPath(root, path, error.strerror or "cannot be read")


def _checked_file(root: str, path: str, is_file: bool) -> DiscoveredPath:
    try:
        path.encode()
    except UnicodeEncodeError:
        # A form of the name that the database and every report can hold.
        readable = os.fsencode(path).decode("utf-8", "replace")
        return MissingPath(root, readable, "the file's name is not UTF-8", "bad-path")
    if not is_file:
        # Reading a pipe or a device would never end; a link to nothing has no file.
        return MissingPath(root, path, "not a file that can be read")
    return FoundFile(root, path)


def _is_article(entry: os.DirEntry[str]) -> bool:
    name = entry.name.lower()
    if name.startswith(".") or (name.startswith(NOT_ARTICLES) and _stem(name) in NOT_ARTICLES):
        return False
    if name.endswith(".txt") and entry.is_file():
        with open(entry.path, "rb") as stream:
            return opens_with_fence(stream.read(64))
    return name.endswith(ENDINGS)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _inside(root: str, file: str) -> bool:
    real_root = os.path.realpath(root)
    return os.path.realpath(file).startswith(real_root + os.sep)
