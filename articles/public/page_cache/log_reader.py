"""Reads the public change log for a process: its head each time, its rows when it moved."""

import datetime as dt
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.db.models import QuerySet

from articles.db.plain_reads import read_numbers
from articles.models.public_change_log import PublicChange
from articles.public.page_cache.kept_page import KeptPage
from articles.public.page_cache.known_changes import Change, KnownChanges

# At its start a process reads so many of the newest rows, and of those whose moment came last.
# Pages that other processes kept before are of no use to it.
FIRST_ROWS = 5000
FIRST_SECONDS = 86_400.0
# Rows since the last look that are read rather than starting anew, and rows and keys remembered.
MOST_ROWS = 20_000
MOST_KNOWN = 100_000
# Seconds after which a process that did not look forgets all. No row is pruned so early.
LONGEST_SLEEP = 3600.0

_TABLE = PublicChange._meta.db_table
_HEAD = f"SELECT max(id) FROM {_TABLE}"  # noqa: S608 - a name of ours


def read_head() -> int:
    """Return the id of the newest row of the log; 0 for an empty log. One query.

    Past Django's cursor. Raises DatabaseError while the database does not answer.
    """
    return read_numbers(_HEAD)[0] or 0


def newest_change() -> Change | None:
    """Return the newest row of the log, None for an empty log. One query."""
    newest = _changes(PublicChange.objects.order_by("-pk")[:1])
    return newest[0] if newest else None


class LogReader:
    """The part of the public change log that this process has read. Threads share one.

    `stored_head` returns the newest row of the log that the store of pages was filled with, None
    for an empty store. `on_break` is called when the log has not that row, or no more the one that
    was its head: the database was set back, and what is kept may be of a time that never was.
    """

    def __init__(
        self, stored_head: Callable[[], Change | None], on_break: Callable[[], None]
    ) -> None:
        self._stored_head = stored_head
        self._on_break = on_break
        self._known = KnownChanges(0, 0.0)
        self._looked_at = 0.0
        self._lock = Lock()

    @property
    def head(self) -> Change:
        """The newest row that is known."""
        return self._known.head

    def look(self, now: float) -> None:
        """Learn of every change that is committed. One query, and another if there are any.

        `now` is in seconds since 1970. Raises DatabaseError while the database does not answer.
        """
        self.learn(read_head(), now)

    def learn(self, head: int, now: float) -> None:
        """Learn of the changes up to the row `head`; no query where it is known already."""
        known = self._known
        if head != known.head.sequence or now >= known.next_moment or self._slept(now):
            with self._lock:
                self._catch_up(now)
        self._looked_at = now

    def holds(self, page: KeptPage, now: float) -> bool:
        """Return whether `page` still shows what is true, by what is known."""
        return self._known.holds(page, now)

    def _slept(self, now: float) -> bool:
        return not -1 <= now - self._looked_at <= LONGEST_SLEEP

    def _catch_up(self, now: float) -> None:
        known = self._known
        if self._slept(now):
            if (stored := self._stored_head()) and not _is_in_log(stored, now):
                self._on_break()
            self._start_again(now)
            return
        rows = _changes(PublicChange.objects.filter(pk__gte=known.head.sequence).order_by("pk"))
        # The row that was the head is still there, or this is not the same log.
        if known.head.key and rows[:1] != [known.head]:
            if not _may_be_pruned(known.head, now):
                self._on_break()
            self._start_again(now)
        elif len(rows) > MOST_ROWS or len(known) > MOST_KNOWN:
            self._start_again(now)
        else:
            known.note((row for row in rows if row.sequence > known.head.sequence), now)

    def _start_again(self, now: float) -> None:
        newest = _changes(PublicChange.objects.order_by("-pk")[: FIRST_ROWS + 1])
        from_sequence = newest[-1].sequence if len(newest) > FIRST_ROWS else 0
        from_time = now - FIRST_SECONDS
        older = PublicChange.objects.filter(
            moment__gt=dt.datetime.fromtimestamp(from_time, dt.UTC), pk__lte=from_sequence
        )
        latest = _changes(older.order_by("-moment")[: FIRST_ROWS + 1])
        if len(latest) > FIRST_ROWS:
            from_time = latest[-1].moment
        known = KnownChanges(from_sequence, from_time, self._known.version + 1)
        known.note([*latest, *newest], now)
        self._known = known
        self._looked_at = now


def _is_in_log(head: Change, now: float) -> bool:
    if not head.sequence:
        # Stored while the log was empty.
        return not PublicChange.objects.exists()
    rows = _changes(PublicChange.objects.filter(pk=head.sequence))
    return rows == [head] or (not rows and _may_be_pruned(head, now))


def _may_be_pruned(head: Change, now: float) -> bool:
    return head.moment < now - settings.PUBLIC_CHANGES_DAYS * 86_400


def _changes(rows: QuerySet[PublicChange]) -> list[Change]:
    # Without an object for each row: a process reads ten thousand when it starts.
    values = rows.values_list("pk", "key", "moment")
    return [Change(pk, key, moment.timestamp()) for pk, key, moment in values]
