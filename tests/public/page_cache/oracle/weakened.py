"""References with one fault each, which judge the pages of one walk side by side."""

import datetime as dt
from collections.abc import Iterable

from articles.lib.public_keys import Dependencies
from tests.public.page_cache.oracle.mutations import (
    CLOCK,
    DECLARED,
    FAMILIES,
    FAULTS,
    LATER,
    is_left_out,
)
from tests.public.page_cache.oracle.processes import Reply, Request
from tests.public.page_cache.oracle.reference import Change, Reference

_NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


class Weakened(Reference):
    """A reference with one of FAULTS. `wrong` are the steps in which it was found to be wrong."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.name = fault
        self.wrong: list[int] = []

    def note(self, changes: Iterable[Change], now: dt.datetime) -> None:
        """Note new rows of the log, without those that the fault leaves out."""
        for change in changes:
            self._log.head = change.sequence
            left_out = self.name in FAMILIES and is_left_out(self.name, change.key)
            if not left_out and not (self.name == LATER and change.moment > now):
                self._log.note([change], now)

    def until(self, dependencies: Dependencies, now: dt.datetime) -> dt.datetime:
        """As the reference, but for faults of time."""
        if self.name == CLOCK:
            return _NEVER
        return super().until(Dependencies() if self.name == DECLARED else dependencies, now)

    def look_at(self, request: Request, fresh: Reply, now: dt.datetime, step: int) -> None:
        """Note whether the copy of the page is wrong, and then drop it."""
        if self.fault(request, fresh, now):
            self.wrong.append(step)
            del self._copies[request]


class WeakenedReferences:
    """All of them; `report()` says which were found."""

    def __init__(self) -> None:
        self.references = [Weakened(fault) for fault in FAULTS]

    def note(self, changes: list[Change], now: dt.datetime) -> None:
        for reference in self.references:
            reference.note(changes, now)

    def suspects(self, right: list[Request], now: dt.datetime) -> list[Request]:
        """Addresses whose copies those that were not found yet hold to be right, and the reference
        does not: only there they can be wrong."""
        held = [one.held(now) for one in self.references if not one.wrong]
        known = set(right)
        return list(dict.fromkeys(one for group in held for one in group if one not in known))

    def look_at(
        self,
        request: Request,
        fresh: Reply,
        dependencies: Dependencies | None,
        now: dt.datetime,
        step: int,
    ) -> None:
        for reference in self.references:
            reference.look_at(request, fresh, now, step)
            reference.keep(request, fresh, dependencies, now, step)

    def report(self) -> str:
        """A line for each fault: in how many steps it was seen, and in which one first."""
        lines = []
        for reference in self.references:
            steps = dict.fromkeys(reference.wrong)
            seen = f"first in step {min(steps)}, in {len(steps)} steps" if steps else "never"
            lines.append(f"{reference.name}: {seen}")
        return "\n".join(lines)
