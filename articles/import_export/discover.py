"""Finds the files that an import takes, by their names and first bytes. No database."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO, NamedTuple

from articles.front_matter.fences import opens_with_fence
from articles.lib.disk_names import composed, spelled_as_on_disk

ENDINGS = (".md", ".markdown")
# Files of other purposes that repositories of articles hold, too.
NOT_ARTICLES = ("readme", "changelog")
# What the columns of OriginalFile and its index hold on every database.
MAX_ROOT_BYTES, MAX_PATH_BYTES = 500, 1000


class FoundFile(NamedTuple):
    """A file to import. `root` is absolute and bounds where it and its images may lie; `path`
    is below it as the disk spells it, with `/` between its parts.

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
    """A path that cannot be read; `code` is that of a Problem, `reason` and `hint` its texts.

    `root` and `path` can be stored, whatever the disk has for a name.
    """

    root: str
    path: str
    reason: str
    code: str = "unreadable"
    hint: str = "Is it there, and may the user that imports read it?"


DiscoveredPath = FoundFile | PassedOverFile | MissingPath


def discover_files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[DiscoveredPath]:
    """Yield the files of `paths` in a stable order: a named file whatever its name, and the
    articles of a directory.

    A given directory is the import root of its files; the root of a named file is the directory
    it stands in. A file that is named, and found in a directory, too, comes once. Links to
    directories are not followed, which rules out loops. Nothing on a disk raises an exception.
    """
    given = dict.fromkeys(map(os.path.abspath, paths))
    roots = [path for path in given if os.path.isdir(path)]
    for path in given:
        folder, name = os.path.split(path)
        if problem := _unstorable(path if path in roots else folder, MAX_ROOT_BYTES):
            yield _missing(*os.path.split(path), *problem)
        elif path in roots:
            yield from _directory(path)
        elif not os.path.lexists(path):
            yield _missing(folder, name, os.strerror(errno.ENOENT))
        elif not _is_walked(path, roots):
            yield _checked_file(folder, name, os.path.isfile(path))


def import_roots(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The directories among `paths`, absolute, as `OriginalFile.root` holds them."""
    return [path for path in map(os.path.abspath, paths) if os.path.isdir(path)]


def is_same_file(one: str, other: str) -> bool:
    """Whether both paths lead to one file of the disk; false where either leads to none."""
    try:
        return os.path.samefile(spelled_as_on_disk(one), spelled_as_on_disk(other))
    except OSError:
        return False


def _is_walked(file: str, roots: Iterable[str]) -> bool:
    """Whether the walk of one of `roots` gives `file`, too."""
    for root in roots:
        if file.startswith(root + os.sep):
            parts = file[len(root) + 1 :].split(os.sep)
            with suppress(OSError):
                return not any(map(_is_hidden, parts)) and _is_article(parts[-1], file)
    return False


def _directory(root: str) -> Iterator[DiscoveredPath]:
    pending = [""]
    while pending:
        below = pending.pop()
        try:
            with os.scandir(os.path.join(root, below)) as listing:
                entries = sorted(listing, key=_order)
        except OSError as error:
            yield _missing(root, below or ".", error.strerror or "cannot be read")
            continue
        folders = []
        last = ""
        for entry in entries:
            path = f"{below}{entry.name}"
            if composed(entry.name) == last and not _is_folder(entry):
                reason = "another file here has the same name in another Unicode form"
                yield _missing(root, path, reason, "bad-path", "Rename or remove one of the two.")
                continue
            last = composed(entry.name)
            if _is_folder(entry):
                if not _is_hidden(entry.name):
                    folders.append(f"{path}/")
            elif entry.is_symlink() and os.path.isdir(entry.path):
                yield PassedOverFile(entry.path)
            else:
                yield _entry(root, path, entry)
        pending += reversed(folders)


def _order(entry: os.DirEntry[str]) -> tuple[str, bool]:
    name = composed(entry.name)
    # Of two forms of a name the composed one comes first: it is the one that paths lead to.
    return name, entry.name != name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        # Where the disk tells no kind, the entry must be looked at, and may be gone by now.
        return False


def _entry(root: str, path: str, entry: os.DirEntry[str]) -> DiscoveredPath:
    try:
        if not _is_article(entry.name, entry.path):
            return PassedOverFile(entry.path)
        if entry.is_symlink() and not _inside(root, entry.path):
            return _missing(
                root,
                path,
                "the link leads out of the folder that is imported",
                "outside-root",
                "Put the file itself in its place, or name it as a PATH of its own.",
            )
        return _checked_file(root, path, entry.is_file())
    except OSError as error:
        return _missing(root, path, error.strerror or "cannot be read")


def _checked_file(root: str, path: str, is_file: bool) -> DiscoveredPath:
    if problem := _unstorable(path, MAX_PATH_BYTES):
        return _missing(root, path, *problem)
    if not is_file:
        # Reading a pipe or a device would never end; a link to nothing has no file.
        hint = "Put the file itself in its place, or remove this name."
        if os.path.islink(os.path.join(root, path)):
            return _missing(root, path, "the link leads to no file", hint=hint)
        return _missing(root, path, "not a file that can be read", hint=hint)
    return FoundFile(root, path)


def _unstorable(path: str, limit: int) -> tuple[str, str, str] | None:
    """(reason, code, hint) of a path that the database and reports cannot hold."""
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        hint = "Rename it with letters of UTF-8, for example with convmv."
        return "the file's name is not UTF-8", "bad-path", hint
    if size > limit:
        hint = "Shorten the name of the file or of a folder."
        return f"the path has {size} bytes, more than {limit}", "bad-path", hint
    return None


def _missing(root: str, path: str, *words: str, **more: str) -> MissingPath:
    return MissingPath(
        _storable(root, MAX_ROOT_BYTES), _storable(path, MAX_PATH_BYTES), *words, **more
    )


def _storable(path: str, limit: int) -> str:
    """`path` in a form that the database and every report can hold; too long ones get a hash."""
    name = os.fsencode(path)
    if len(name) > limit:
        mark = hashlib.sha256(name).hexdigest()[:16]
        name = name[: limit // 2] + f"…{mark}".encode()
    return name.decode("utf-8", "replace").replace("\0", "\ufffd")


def _is_hidden(name: str) -> bool:
    return name.startswith(".")


def is_article_path(path: str) -> bool:
    """Whether an import of the folder above takes the file at `path` for an article.

    One whose name ends in .txt must also open with a fence.
    """
    *folders, name = path.split("/")
    return not any(map(_is_hidden, folders)) and _is_article_name(name.lower())


def _is_article_name(name: str) -> bool:
    if _is_hidden(name) or (name.startswith(NOT_ARTICLES) and _stem(name) in NOT_ARTICLES):
        return False
    return name.endswith((*ENDINGS, ".txt"))


def _is_article(name: str, file: str) -> bool:
    if not _is_article_name(name.lower()):
        return False
    if name.lower().endswith(".txt"):
        if not os.path.isfile(file):
            return False
        with open_file(file) as stream:
            return opens_with_fence(stream.read(64))
    return True


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _inside(root: str, file: str) -> bool:
    real_root = os.path.realpath(root)
    return os.path.realpath(file).startswith(real_root + os.sep)


def open_file(file: str) -> BinaryIO:
    """Open a file of the disk for reading, whose name may be in another Unicode form there.

    Raises OSError; also for a pipe or a device, whose reading would never end, and which may have
    taken the place of a file since it was found.
    """
    stream = open(spelled_as_on_disk(file), "rb", opener=_open_without_waiting)  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, "not a file that can be read")
    return stream


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
