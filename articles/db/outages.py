"""Tells errors that pass by themselves, because something Newsroom needs is away, from mistakes."""

import errno
import sqlite3

from django.db import InterfaceError, OperationalError

# The disk is full, a quota or a limit is reached, or the file system can only be read.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


def is_outage(error: BaseException | None) -> bool:
    """Return whether `error` means that the database or the disk cannot do its work now.

    The database is away, starts, has too many connections, has no room, or took too long over
    a statement or a lock; a file cannot be written because there is no room. What was asked may
    succeed later, unchanged. False for errors of a query, such as a table that is missing.
    """
    while error is not None:
        if isinstance(error, OperationalError):
            return not _is_mistake(error)
        if isinstance(error, InterfaceError):
            # The connection was closed under a query.
            return True
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return True
        error = error.__cause__
    return False


def _is_mistake(error: OperationalError) -> bool:
    """Whether it is SQLite's word for a mistake in SQL; PostgreSQL has ProgrammingError for it."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_ERROR
