"""The simplest page cache that could be right: what a page declares, and what is in the log.

It proves the keys of writers and pages without a cache: a page that it holds to be right must be
what Django renders now.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from articles.lib.public_keys import ANY, SITE, Dependencies
from articles.models.public_change_log import PublicChange
from tests.public.page_cache.oracle.judgement import differences
from tests.public.page_cache.oracle.processes import Reply, Request

KEPT = (200, 301, 404, 410)


class Change(NamedTuple):
    """A row of the log."""

    sequence: int
    key: str
    moment: dt.datetime


@dataclass(frozen=True)
class Copy:
    """A page as it was rendered in `step`, and what it depends on."""

    reply: Reply
    keys: frozenset[str]
    until: dt.datetime
    sequence: int
    rendered_at: dt.datetime
    step: int


class Log:
    """The rows of the public change log by key."""

    def __init__(self) -> None:
        self.head = 0
        # By key: the last row that showed at once, and those that show later.
        self._last: dict[str, int] = {}
        self._later: dict[str, list[Change]] = defaultdict(list)

    def read(self, now: dt.datetime) -> list[Change]:
        """Read the rows since the last time, and return them."""
        rows = PublicChange.objects.after(self.head)
        changes = [Change(row.pk, row.key, row.moment) for row in rows]
        self.head = max((change.sequence for change in changes), default=self.head)
        self.note(changes, now)
        return changes

    def note(self, changes: Iterable[Change], now: dt.datetime) -> None:
        for change in changes:
            for key in (change.key, ANY):
                if change.moment > now:
                    self._later[key].append(change)
                else:
                    self._last[key] = change.sequence

    def has_changed(self, copy: Copy, now: dt.datetime) -> bool:
        """Whether one of the copy's keys changed since it was rendered."""
        keys = copy.keys | {SITE}
        return any(self._last.get(key, 0) > copy.sequence for key in keys) or any(
            change.moment <= now
            and (change.sequence > copy.sequence or change.moment > copy.rendered_at)
            for key in keys
            for change in self._later.get(key, ())
        )


class Reference:
    """Copies of pages by address, and what is known of the log."""

    def __init__(self) -> None:
        self._copies: dict[Request, Copy] = {}
        self._log = Log()

    def read(self, now: dt.datetime) -> list[Change]:
        """Read the rows that are new in the log, and return them."""
        return self._log.read(now)

    def until(self, dependencies: Dependencies, now: dt.datetime) -> dt.datetime:
        """When a page that is rendered `now` ends by the clock."""
        tomorrow = timezone.localtime(now) + dt.timedelta(days=1)
        midnight = tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
        return min(midnight, dependencies.until or midnight)

    def holds(self, request: Request, now: dt.datetime) -> Copy | None:
        """The copy of the page, if nothing says that it changed."""
        copy = self._copies.get(request)
        if copy is None or now >= copy.until or self._log.has_changed(copy, now):
            return None
        return copy

    def held(self, now: dt.datetime) -> list[Request]:
        """The addresses of the copies that are right; the others are forgotten."""
        self._copies = {
            request: copy
            for request, copy in self._copies.items()
            if self.holds(request, now) is not None
        }
        return list(self._copies)

    def keep(
        self,
        request: Request,
        reply: Reply,
        dependencies: Dependencies | None,
        now: dt.datetime,
        step: int,
    ) -> None:
        """Keep a page that was rendered `now`, if it declared what it depends on.

        A copy that is right stays: the older one has to be right for longer.
        """
        if self.holds(request, now):
            return
        if not (dependencies and dependencies.is_of_content) or reply.status not in KEPT:
            self._copies.pop(request, None)
            return
        keys, until = frozenset(dependencies.keys), self.until(dependencies, now)
        self._copies[request] = Copy(reply, keys, until, self._log.head, now, step)

    def fault(self, request: Request, fresh: Reply, now: dt.datetime) -> str:
        """What is wrong with the copy that is held to be right; "" for nothing."""
        copy = self.holds(request, now)
        if copy is None:
            return ""
        wrong = differences(request, copy.reply, fresh)
        if not wrong:
            return ""
        return (
            f"Rendered in step {copy.step} at {copy.rendered_at:%m-%d %H:%M:%S.%f}, right until "
            f"{copy.until.astimezone(dt.UTC):%m-%d %H:%M:%S} by its keys: {sorted(copy.keys)}\n{wrong}"
        )
