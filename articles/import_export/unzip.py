"""Unpacks the articles and images of an uploaded zip, and trusts nothing in it. No database.

Every limit holds while the bytes are read, because the sizes that a zip declares may be false. See
PKWARE's APPNOTE.TXT, sections 4.3.12 (entries), 4.3.16 (end of the directory), 4.4.4 (flags).
"""

import os
import re
import stat
import struct
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext

from articles.images.decoding import HEAD_BYTES, is_opened
from articles.import_export.discover import ENDINGS
from articles.import_export.exceptions import ZipRefused
from articles.lib.disk_names import composed

_CHUNK = 64 * 1024
# Bytes up to which a file may be packed in any ratio: small ones do no harm.
_ANY_RATIO_BYTES = 1024 * 1024
# Bytes of the directory for each entry: its name and its other fields.
_ENTRY_BYTES = 1024
_END = struct.Struct("<4s4H2LH")
_ENCRYPTED, _NAMED_IN_UTF_8 = 0x1, 0x800
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """The settings `UPLOAD_MAX_…`.

    `bytes` limits the upload itself, `files` the files of a zip, `file_bytes` and
    `unpacked_bytes` one unpacked file and all of them, `ratio` the unpacked size of a file by its
    packed size.
    """

    bytes: int
    files: int
    file_bytes: int
    unpacked_bytes: int
    ratio: int


def unzip(stream: IO[bytes], folder: Path, limits: ZipLimits) -> list[str]:
    """Unpack articles and pictures into the empty `folder`, and the first bytes of other files.

    An article may name any of them as its cover, as those of a folder: what is a picture says
    itself, and not its name. Returns the names of hidden articles, which are left out. Raises
    ZipRefused, after which `folder` may hold some of the files.
    """
    _check_directory(stream, limits)
    with _told_as_damage():
        archive = zipfile.ZipFile(stream)
    with archive:
        named = [(_decoded(entry), entry) for entry in archive.infolist()]
        names = [(_name(name, entry), entry) for name, entry in named if not name.endswith("/")]
        if len(names) > limits.files:
            raise _too_many(limits)
        _check_unique(name for name, _entry in names)
        files = [(name, entry) for name, entry in names if not _is_hidden_article(name)]
        heads = {name: _head(archive, entry) for name, entry in files if not _is_article(name)}
        pictures = {name for name, head in heads.items() if is_opened(head)}
        whole = [(name, entry) for name, entry in files if name in pictures or name not in heads]
        _check_sizes(whole, limits)
        for name, entry in whole:
            _unpack(folder, name, _chunks(archive, entry))
        for name in heads.keys() - pictures:
            _unpack(folder, name, [heads[name]])
    return [name for name, _entry in names if _is_hidden_article(name)]


@contextmanager
def _told_as_damage() -> Iterator[None]:
    """Turn whatever the decoder of zips raises into ZipRefused: of bytes that are no zip it raises
    a dozen kinds of exceptions. Only calls of the decoder belong into it."""
    try:
        yield
    except Exception as error:
        raise _damaged(str(error) or type(error).__name__) from error


def _damaged(reason: str) -> ZipRefused:
    text = gettext("The zip is damaged (%(error)s). Pack it again.")
    return ZipRefused(text % {"error": ascii(reason)[1:-1]})


def _check_directory(stream: IO[bytes], limits: ZipLimits) -> None:
    """Refuse a directory of millions of entries, which would fill the memory when it is read."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _END.size - 0xFFFF))
    tail = stream.read()
    start = tail.rfind(b"PK\5\6")
    if start < 0 or len(tail) - start < _END.size:
        raise ZipRefused(gettext("The file is not a zip, or its end is missing. Pack it again."))
    _signature, _disk, _start, _here, _entries, directory, *_rest = _END.unpack_from(tail, start)
    if directory > limits.files * _ENTRY_BYTES:
        raise _too_many(limits)


def _too_many(limits: ZipLimits) -> ZipRefused:
    text = gettext(
        "The zip holds more than %(count)d files (UPLOAD_MAX_FILES). Split it into smaller ones."
    )
    return ZipRefused(text % {"count": limits.files})


def _name(name: str, entry: zipfile.ZipInfo) -> str:
    """The path of an entry below the folder. Raises ZipRefused for one that leads out of it."""
    parts = name.split("/")
    shown = ascii(name)[1:-1][:80]
    if re.search(r"[\x00-\x1f\x7f]", name):
        text = gettext("The zip holds a name with a control character: %(name)s. Rename the file.")
        raise ZipRefused(text % {"name": shown})
    if re.match(r"/|[A-Za-z]:", name) or ".." in parts:
        text = gettext(
            "The zip holds a file that would land outside its folder: %(name)s. Pack the folder "
            "itself, so that its names begin with no / or drive, and hold no “..”."
        )
        raise ZipRefused(text % {"name": shown})
    if len(name) > 900 or any(len(part.encode()) > 255 for part in parts):
        raise ZipRefused(
            gettext("The zip holds a name that is too long: %(name)s.") % {"name": shown}
        )
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        text = gettext("The zip holds a link or a device: %(name)s. Pack the file itself.")
        raise ZipRefused(text % {"name": shown})
    if entry.flag_bits & _ENCRYPTED:
        raise ZipRefused(gettext("The zip is encrypted. Pack it without a password."))
    if entry.compress_type not in _KINDS:
        text = gettext("%(name)s is packed in an unusual way. Pack it as a plain zip.")
        raise ZipRefused(text % {"name": shown})
    return "/".join(part for part in parts if part not in ("", "."))


def _decoded(entry: zipfile.ZipInfo) -> str:
    """The name of an entry, with `/` between its parts and at the end of that of a folder.

    Programs of Windows write `\\`, against the rule (APPNOTE.TXT, 4.4.17.1): no name of a file
    there can hold one.
    """
    name = entry.orig_filename
    try:
        if not entry.flag_bits & _NAMED_IN_UTF_8:
            # Python decodes it as cp437, which is the rule; macOS writes UTF-8 without the flag.
            name = name.encode("cp437").decode("utf-8")
        name.encode()
    except UnicodeError as error:
        text = gettext(
            "The zip holds a name that is not UTF-8: %(name)s. Use letters a–z in names, or "
            "another program to pack it."
        )
        raise ZipRefused(text % {"name": ascii(name)[1:-1]}) from error
    return composed(name.replace("\\", "/"))


def _check_unique(names: Iterator[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            text = gettext("The zip holds two files of one name: %(name)s. Rename one of them.")
            raise ZipRefused(text % {"name": name})
        seen.add(name)


def _is_article(name: str) -> bool:
    return name.lower().endswith((*ENDINGS, ".txt"))


def _is_hidden_article(name: str) -> bool:
    is_hidden = any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
    return is_hidden and _is_article(name)


def _check_sizes(used: list[tuple[str, zipfile.ZipInfo]], limits: ZipLimits) -> None:
    """Check the sizes that the zip declares; `_unpack` never writes more than those."""
    for name, entry in used:
        if entry.file_size > limits.file_bytes:
            text = gettext("%(name)s is larger than %(size)s (UPLOAD_MAX_FILE_BYTES).")
            raise ZipRefused(text % {"name": name, "size": filesizeformat(limits.file_bytes)})
        packed = max(entry.compress_size, 1)
        if entry.file_size > _ANY_RATIO_BYTES and entry.file_size / packed > limits.ratio:
            text = gettext(
                "%(name)s is packed more than %(ratio)d times (UPLOAD_MAX_RATIO), as texts and "
                "pictures never are."
            )
            raise ZipRefused(text % {"name": name, "ratio": limits.ratio})
    if sum(entry.file_size for _name, entry in used) > limits.unpacked_bytes:
        text = gettext("The zip holds more than %(size)s unpacked (UPLOAD_MAX_UNPACKED_BYTES).")
        raise ZipRefused(text % {"size": filesizeformat(limits.unpacked_bytes)})


def _unpack(folder: Path, name: str, chunks: Iterable[bytes]) -> None:
    target = folder / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # "x": never over another file, also where a disk takes A.md and a.md for one.
        with target.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
    except (FileExistsError, NotADirectoryError) as error:
        text = gettext("The zip holds two files of one name: %(name)s. Rename one of them.")
        raise ZipRefused(text % {"name": name}) from error
    except OSError as error:
        text = gettext("%(name)s could not be unpacked here: %(error)s. Tell your administrator.")
        raise ZipRefused(text % {"name": name, "error": error.strerror}) from error


def _head(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with _told_as_damage(), archive.open(entry) as packed:
        return packed.read(HEAD_BYTES)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    remaining = entry.file_size
    with _told_as_damage():
        packed = archive.open(entry)
    with packed:
        while True:
            with _told_as_damage():
                chunk = packed.read(_CHUNK)
            remaining -= len(chunk)
            if remaining < 0:
                raise _damaged("a file is larger than it says")
            if not chunk:
                return
            yield chunk
