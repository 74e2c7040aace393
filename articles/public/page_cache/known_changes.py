"""The rows of the public change log that a process knows, which judge kept pages. Pure."""

import heapq
from collections.abc import Iterable
from typing import NamedTuple

from articles.lib import public_keys
from articles.public.page_cache.kept_page import KeptPage

# Seconds by which the clocks of two machines may differ: a change that was written with a moment
# so little ahead shows already.
CLOCK_SKEW = 5.0


class Change(NamedTuple):
    """A row of the log; `moment`, when the change shows, in seconds since 1970."""

    sequence: int
    key: str
    moment: float


class KnownChanges:
    """The rows after `from_sequence`, and those older ones that show after `from_time`.

    A page is right if every change of its keys was committed before it was rendered, and showed by
    then. So a page is wrong if one of its keys has a row with a greater id than the head of the log
    at its rendering, or one whose moment lies between its rendering and now.
    """

    def __init__(self, from_sequence: int, from_time: float, version: int = 0) -> None:
        self.from_sequence = from_sequence
        self.from_time = from_time
        # The newest row that is known, which later reading starts from.
        self.head = Change(from_sequence, "", 0.0)
        # Grows with what makes kept pages wrong: a page is judged once for each version.
        self.version = version
        # When the next change shows that is known before.
        self.next_moment = float("inf")
        # The highest id and the latest moment of each key, of changes that show.
        self._shown: dict[str, tuple[int, float]] = {}
        self._ahead: list[tuple[float, int, str]] = []

    def __len__(self) -> int:
        return len(self._shown) + len(self._ahead)

    def note(self, changes: Iterable[Change], now: float) -> None:
        """Add `changes`, those after the head in the order of their ids. One thread at a time."""
        head = self.head
        for change in changes:
            head = max(head, change)
            heapq.heappush(self._ahead, (change.moment, change.sequence, change.key))
            if now < change.moment <= now + CLOCK_SKEW:
                self._show(change.key, change.sequence, now)
        self.advance(now)
        # Last, because other threads compare it: what it says is known, they do not wait for.
        self.head = head

    def advance(self, now: float) -> None:
        """Take account of the changes that show by `now`. One thread at a time."""
        ahead = self._ahead
        while ahead and ahead[0][0] <= now:
            moment, sequence, key = heapq.heappop(ahead)
            self._show(key, sequence, moment)
        self.next_moment = ahead[0][0] if ahead else float("inf")

    def _show(self, key: str, sequence: int, moment: float) -> None:
        for name in (key, public_keys.ANY):
            last_sequence, last_moment = self._shown.get(name, (0, 0.0))
            self._shown[name] = max(sequence, last_sequence), max(moment, last_moment)
        self.version += 1

    def holds(self, page: KeptPage, now: float) -> bool:
        """Return whether `page` still shows what is true at `now`.

        `advance(now)` has been called. False also for a page that is older than what is known, or
        of a time of the log that never was: the database was set back to an older state.
        """
        if now >= page.until:
            return False
        if page.judged == self.version:
            return True
        version = self.version
        if not self.from_sequence <= page.sequence <= self.head.sequence:
            return False
        if page.rendered_at < self.from_time:
            return False
        for key in (public_keys.SITE, *page.keys.split(" ")):
            if shown := self._shown.get(key):
                sequence, moment = shown
                if sequence > page.sequence or moment > page.rendered_at:
                    return False
        page.judged = version
        return True
