"""The site settings that count, in a copy of each process that the public change log ends."""

from typing import NamedTuple

from django.db import connection

from articles.db.plain_reads import read_numbers
from articles.lib import public_keys
from articles.models.public_change_log import PublicChange
from articles.models.site_settings import SiteSettings


class SiteCopy(NamedTuple):
    """Settings that are right while no row of the log after the row `head` is about all pages."""

    head: int
    site: SiteSettings


# None before the first reading.
_copy: SiteCopy | None = None


def site_in_use() -> SiteSettings:
    """Return the site settings that count, to be read only; they are shared by threads.

    Each call looks into the log, past Django's cursor, at the few rows since the last look. One
    query of Django's in a process that has no copy, or whose copy a change ended. Raises
    DatabaseError while the database does not answer.
    """
    global _copy
    copy = _copy
    if copy is None:
        head, changed = _look(0)
    else:
        head, changed = _look(copy.head)
        # The row that was the head is there, or this is not the same log.
        if (head is not None or copy.head == 0) and (changed or 0) <= copy.head:
            if not connection.in_atomic_block:
                _copy = SiteCopy(head or 0, copy.site)
            return copy.site
    # After the look: what is saved in between is found by the next one.
    site = SiteSettings.newest()
    if not connection.in_atomic_block:
        # Within a transaction they may be settings that never come to be.
        _copy = SiteCopy(head or 0, site)
    return site


def _look(head: int) -> tuple[int | None, int | None]:
    """The ids of the newest row of the log and of the newest one about all pages, of the rows from
    `head` on; None for none."""
    table = PublicChange._meta.db_table
    newest, changed = read_numbers(
        f"SELECT max(id), max(CASE WHEN key = '{public_keys.SITE}' THEN id END) "  # noqa: S608
        f"FROM {table} WHERE id >= {int(head)}"
    )
    return newest, changed
