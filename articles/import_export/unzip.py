"""Unpacks the articles and images of an uploaded zip, and trusts nothing in it. No database.

Every limit holds while the bytes are read, because the sizes that a zip declares may be false. See
PKWARE's APPNOTE.TXT, sections 4.3.12 (entries), 4.3.16 (end of the directory), 4.4.4 (flags).
"""

import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext

from articles.import_export.exceptions import ZipRefused

# The files that an import can use. Others stay in the zip, also nested zips.
SUFFIXES = (".md", ".markdown", ".txt", ".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
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
    """Unpack the files that an import can use into the empty `folder`; return the names of the
    others.

    Raises ZipRefused, after which `folder` may hold some of the files.
    """
    _check_directory(stream, limits)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > limits.files:
                raise _too_many(limits)
            names = [(_name(entry), entry) for entry in entries]
            _check_unique(name for name, _entry in names)
            used = [(name, entry) for name, entry in names if _is_used(name)]
            _check_sizes(used, limits)
            for name, entry in used:
                _unpack(archive, entry, folder / name)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError) as error:
        text = gettext("The zip is damaged (%(error)s). Pack it again.")
        raise ZipRefused(text % {"error": error}) from error
    return [name for name, _entry in names if not _is_used(name)]


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


def _name(entry: zipfile.ZipInfo) -> str:
    """The path of an entry below the folder. Raises ZipRefused for one that leads out of it."""
    name = _decoded(entry)
    parts = name.split("/")
    shown = ascii(name)[1:-1][:80]
    if re.search(r"[\x00-\x1f\x7f\\]", name) or re.match(r"/|[A-Za-z]:", name) or ".." in parts:
        text = gettext("The zip holds a file that would land outside its folder: %(name)s.")
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
    return unicodedata.normalize("NFC", name)


def _check_unique(names: Iterator[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            text = gettext("The zip holds two files of one name: %(name)s.")
            raise ZipRefused(text % {"name": name})
        seen.add(name)


def _is_used(name: str) -> bool:
    is_hidden = any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
    return not is_hidden and name.lower().endswith(SUFFIXES)


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


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    remaining = entry.file_size
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # "x": never over another file, also where a disk takes A.md and a.md for one.
        with archive.open(entry) as packed, target.open("xb") as file:
            while chunk := packed.read(_CHUNK):
                remaining -= len(chunk)
                if remaining < 0:
                    raise zipfile.BadZipFile("a file is larger than it says")
                file.write(chunk)
    except (FileExistsError, NotADirectoryError) as error:
        text = gettext("The zip holds two files of one name: %(name)s.")
        raise ZipRefused(text % {"name": target.name}) from error
