"""Gauges that `/metrics` reads at the moment it is asked, beside the counters of processes."""

from collections.abc import Iterator

from articles.operations.health import folders
from articles.operations.health.readiness import problems


def gauges() -> Iterator[tuple[str, str, float]]:
    """Yield (name, meaning, value) of what monitors of the site's health draw. It looks for all
    problems that /readyz tells, with their queries."""
    found = problems()
    ready = not any(problem.stops_readers for problem in found)
    yield "newsroom_ready", "1 if readers get pages.", float(ready)
    yield "newsroom_problems", "What /readyz tells is wrong.", float(len(found))
    yield "newsroom_free_bytes", "Bytes left on the fullest disk.", float(folders.least_free())
