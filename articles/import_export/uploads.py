"""Files that an editor sends: one Markdown file, or a zip of many with their pictures."""

import os
import posixpath
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext

from articles.import_export.discover import ENDINGS, PassedOverFile, Step, walk
from articles.import_export.exceptions import UploadRefused, ZipRefused
from articles.import_export.importer import run
from articles.import_export.options import options
from articles.import_export.unzip import ZipLimits, unzip
from articles.models import ImportRun

_CHUNK = 64 * 1024
# How a zip begins, and an empty one.
_ZIP = (b"PK\3\4", b"PK\5\6")
_NAME_BYTES = 200


def limits() -> ZipLimits:
    """The settings `UPLOAD_MAX_…`."""
    return ZipLimits(**settings.UPLOAD_LIMITS)


def too_large() -> UploadRefused:
    """What is sent is over the limit."""
    text = gettext(
        "The upload is larger than %(size)s (UPLOAD_MAX_BYTES). Send fewer files at a time."
    )
    return UploadRefused(text % {"size": filesizeformat(limits().bytes)})


def take(name: str, file: IO[bytes], by: Any) -> ImportRun:
    """Import an upload; its receipt. Raises UploadRefused, Busy and Stopped.

    Uploads are known by their path within the zip, and by no folder: a file that is sent again
    is the same file.
    """
    # The last part only, of whichever system's path.
    name = posixpath.basename(name.replace("\\", "/")) or "upload"
    with tempfile.TemporaryDirectory(prefix="newsroom-upload-") as made:
        # As `walk` and the pictures' check see it, also where /tmp is a link.
        folder = Path(os.path.realpath(made))
        steps = _steps(name, file, folder)
        how = options(name, kind=ImportRun.Kind.UPLOAD, by=by, workers=0)
        how = replace(how, reading=replace(how.reading, root_name=""))
        return run(steps, how)


def _steps(name: str, file: IO[bytes], folder: Path) -> Iterator[Step]:
    first = file.read(len(_ZIP[0]))
    file.seek(0)
    if first in _ZIP:
        try:
            left_out = unzip(file, folder, limits())
        except ZipRefused as error:
            raise UploadRefused(str(error)) from error
        return chain(walk([folder]), map(PassedOverFile, left_out))
    if not name.lower().endswith((*ENDINGS, ".txt")) or len(name.encode()) > _NAME_BYTES:
        raise UploadRefused(gettext("Choose a Markdown file (name.md), or a zip of such files."))
    _copy(file, folder / name)
    return walk([folder / name])


def _copy(file: IO[bytes], target: Path) -> None:
    left = limits().bytes
    with target.open("xb") as copy:
        while chunk := file.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise too_large()
            copy.write(chunk)
