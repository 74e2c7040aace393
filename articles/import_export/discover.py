"""Which files an import takes. Pure: it looks at names and first bytes only."""

import errno
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from articles.front_matter.fences import opens_with_fence

ENDINGS = (".md", ".markdown")
# What every repository of articles also holds, and nobody means to publish.
NOT_ARTICLES = ("readme", "changelog")


class FoundFile(NamedTuple):
    """A file to import. `root` is absolute and bounds where it and its pictures may lie; `path`
    is below it, with `/` between its parts.

    `document` is what an editor made of the refused bytes `mended_sha256`; None: as on the disk.
    """

    root: str
    path: str
    document: bytes | None = None
    mended_sha256: str = ""

    @property
    def file(self) -> str:
        """Where it lies."""
        return os.path.join(self.root, self.path)


class PassedOverFile(NamedTuple):
    """A file in a directory that is not taken for an article."""

    file: str


class MissingPath(NamedTuple):
    """A path that cannot be read; `code` is a problem's, `reason` the system's or ours."""

    root: str
    path: str
    reason: str
    code: str = "unreadable"


Step = FoundFile | PassedOverFile | MissingPath


def walk(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Step]:
    """Files of `paths` in a stable order: a named file whatever its name, a directory's articles.

    A directory that was asked for is the import root of its files; a named file's is the folder
    it stands in. Links to directories are not followed, so that no loop has no end.
    """
    for path in dict.fromkeys(map(os.path.abspath, paths)):
        if os.path.isdir(path):
            yield from _directory(path)
        elif os.path.exists(path):
            yield _named(path)
        else:
            yield MissingPath(*os.path.split(path), os.strerror(errno.ENOENT))


def roots(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The directories among `paths`, as the roots that their files are known by."""
    return [path for given in paths if os.path.isdir(path := os.path.abspath(given))]


def _named(path: str) -> Step:
    folder, name = os.path.split(path)
    return _readable(folder, name, os.path.isfile(path))


def _directory(root: str) -> Iterator[Step]:
    waiting = [""]
    while waiting:
        below = waiting.pop()
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
                yield _step(root, path, entry)
        waiting += reversed(folders)


def _step(root: str, path: str, entry: os.DirEntry[str]) -> Step:
    try:
        if not _is_article(entry):
            return PassedOverFile(entry.path)
        if entry.is_symlink() and not _inside(root, entry.path):
            return MissingPath(root, path, "the link leads out of the folder", "outside-root")
        return _readable(root, path, entry.is_file())
    except OSError as error:
        return MissingPath(root, path, error.strerror or "cannot be read")


def _readable(root: str, path: str, is_file: bool) -> Step:
    try:
        path.encode()
    except UnicodeEncodeError:
        # As the database and every report can say it.
        named = os.fsencode(path).decode("utf-8", "replace")
        return MissingPath(root, named, "the file's name is not UTF-8", "bad-path")
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
