"""The targets that an export writes to: a folder, or a zip."""

import errno
import os
import zipfile
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext

from articles.import_export.exceptions import CannotExport

WRITTEN = "written"
UNCHANGED = "unchanged"
# What stops every later file, too.
_NO_USE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE}


class ExportTarget(Protocol):
    """A place that an export writes files to."""

    def write(self, path: str, data: bytes) -> str:
        """Write a file at `path`, with `/` between its parts; returns WRITTEN or UNCHANGED.

        Raises CannotExport where this file cannot be written, and OSError where none can.
        """


class FolderTarget:
    """A folder, made when it is not there. Raises OSError when it cannot be written."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._root = folder.resolve()
        self._temporary = f".{os.getpid()}.part"
        (self._root / self._temporary).write_bytes(b"")
        (self._root / self._temporary).unlink()

    def write(self, path: str, data: bytes) -> str:
        """Write a file whole or not at all; one that has these bytes already is left alone.

        Returns and raises what `ExportTarget.write()` says.
        """
        target = self._root / path
        try:
            # A link that stands in the folder may lead out of it, or to itself, which
            # `Path.resolve()` answers with a RuntimeError.
            if not Path(os.path.realpath(target.parent)).is_relative_to(self._root):
                raise CannotExport(gettext("a link leads out of the folder: %s") % path)
            if not target.is_symlink() and target.is_file() and _has(target, data):
                return UNCHANGED
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(self._temporary)
            try:
                temporary.write_bytes(data)
                os.replace(temporary, target)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            if error.errno in _NO_USE:
                raise
            # A name too long for the disk, a folder where the file belongs.
            raise CannotExport(f"{path}: {error.strerror}") from error
        return WRITTEN


class ZipTarget:
    """An open zip archive, as the target of an export."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names: set[str] = set()

    def write(self, path: str, data: bytes) -> str:
        """Add a file, once."""
        if path in self._names:
            return UNCHANGED
        self._names.add(path)
        self._archive.writestr(path, data)
        return WRITTEN


def _has(file: Path, data: bytes) -> bool:
    return file.stat().st_size == len(data) and file.read_bytes() == data
