"""The folders that the running program writes, and the room on their disks."""

import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

# Bytes that should be free: room for an import with pictures, and for the log of SQLite.
LEAST_FREE = 500 * 2**20


def written_folders() -> dict[str, Path]:
    """Return the folders that the program writes, by the setting that names each."""
    folders = {}
    if not settings.MEDIA_STORAGE:
        folders["MEDIA_ROOT"] = Path(settings.MEDIA_ROOT)
        folders["ORIGINALS_ROOT"] = Path(settings.ORIGINALS_ROOT)
    if settings.PAGE_CACHE_BYTES and settings.PAGE_CACHE_FILE_BYTES:
        folders["PAGE_CACHE_DIR"] = Path(settings.PAGE_CACHE_DIR)
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" not in name:
        folders["DATABASE_URL"] = Path(name).parent
    return folders


def unwritable() -> dict[str, Path]:
    """Return the folders that this user cannot write, or cannot make."""
    return {
        name: folder
        for name, folder in written_folders().items()
        if not os.access(_existing(folder), os.W_OK | os.X_OK) or not _existing(folder).is_dir()
    }


def nearly_full() -> dict[str, Path]:
    """Return the folders whose disks have less than `LEAST_FREE` bytes left."""
    return {
        name: folder
        for name, folder in written_folders().items()
        if shutil.disk_usage(_existing(folder)).free < LEAST_FREE
    }


def least_free() -> int:
    """Return the bytes that are left on the fullest of the disks."""
    folders = list(written_folders().values()) or [Path()]
    return min(shutil.disk_usage(_existing(folder)).free for folder in folders)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above that exists: it is made when it is needed."""
    while not folder.exists():
        folder = folder.parent
    return folder
