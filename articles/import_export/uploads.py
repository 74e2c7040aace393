"""Imports files that editors upload: Markdown files, or a zip of many with their images."""

import os
import posixpath
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.auth.models import User
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, ngettext

from articles.import_export.discover import (
    ENDINGS,
    DiscoveredPath,
    PassedOverFile,
    discover_files,
)
from articles.import_export.exceptions import UploadRefused, ZipRefused
from articles.import_export.importer import run_import
from articles.import_export.options import import_options
from articles.import_export.unzip import ZipLimits, unzip
from articles.models import ImportRun

_CHUNK = 64 * 1024
# The first bytes of a zip, and of an empty one.
_ZIP_SIGNATURES = (b"PK\3\4", b"PK\5\6")
_MAX_NAME_BYTES = 200


def upload_limits() -> ZipLimits:
    """The limits that the settings `UPLOAD_MAX_…` give."""
    return ZipLimits(**settings.UPLOAD_LIMITS)


def upload_too_large() -> UploadRefused:
    """The exception for an upload over the limit of bytes."""
    text = gettext(
        "The upload is larger than %(size)s (UPLOAD_MAX_BYTES). Send fewer files at a time."
    )
    return UploadRefused(text % {"size": filesizeformat(upload_limits().bytes)})


def import_upload(files: Sequence[tuple[str, IO[bytes]]], by: User) -> ImportRun:
    """Import uploaded files, each a name and its bytes, and return the run.

    A single one may be a zip. Uploads are known by their path within the zip and have no root: a
    file that is uploaded again is the same file.

    Raises UploadRefused, ImportBusy and ImportStopped.
    """
    with tempfile.TemporaryDirectory(prefix="newsroom-upload-") as directory:
        # Resolved, because /tmp may be a link, and images are checked to lie inside the root.
        folder = Path(os.path.realpath(directory))
        named = [(_base(name), file) for name, file in files]
        paths = _unpack(*named[0], folder) if len(named) == 1 else _gather(named, folder)
        origin = _origin([name for name, _file in named])
        options = import_options(origin, kind=ImportRun.RunKind.UPLOAD, by=by, workers=0)
        options = replace(options, reading=replace(options.reading, root_name=""))
        return run_import(paths, options)


def _base(name: str) -> str:
    # Browsers of old sent whole paths, of either system.
    return posixpath.basename(name.replace("\\", "/")) or "upload"


def _origin(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    text = ngettext("%(name)s and %(count)d more", "%(name)s and %(count)d more", len(names) - 1)
    return text % {"name": names[0], "count": len(names) - 1}


def _gather(files: Sequence[tuple[str, IO[bytes]]], folder: Path) -> Iterator[DiscoveredPath]:
    for name, file in files:
        if _is_zip(file):
            raise UploadRefused(gettext("Choose one zip, or Markdown files without a zip."))
        if (folder / name).exists():
            text = gettext("Two of the files are called “%(name)s”. Rename one, or send a zip.")
            raise UploadRefused(text % {"name": name})
        _copy_text(name, file, folder)
    return discover_files([folder / name for name, _file in files])


def _is_zip(file: IO[bytes]) -> bool:
    signature = file.read(len(_ZIP_SIGNATURES[0]))
    file.seek(0)
    return signature in _ZIP_SIGNATURES


def _unpack(name: str, file: IO[bytes], folder: Path) -> Iterator[DiscoveredPath]:
    if _is_zip(file):
        try:
            left_out = unzip(file, folder, upload_limits())
        except ZipRefused as error:
            raise UploadRefused(str(error)) from error
        return chain(discover_files([folder]), map(PassedOverFile, left_out))
    _copy_text(name, file, folder)
    return discover_files([folder / name])


def _copy_text(name: str, file: IO[bytes], folder: Path) -> None:
    if not name.lower().endswith((*ENDINGS, ".txt")) or len(name.encode()) > _MAX_NAME_BYTES:
        raise UploadRefused(gettext("Choose a Markdown file (name.md), or a zip of such files."))
    remaining = upload_limits().bytes
    with (folder / name).open("xb") as copy:
        while chunk := file.read(_CHUNK):
            remaining -= len(chunk)
            if remaining < 0:
                raise upload_too_large()
            copy.write(chunk)
