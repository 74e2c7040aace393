"""Gauges that `/metrics` reads at the moment it is asked, beside the counters of processes."""

from collections.abc import Iterator

from articles.operations.health import folders
from articles.operations.health.readiness import problems


def gauges() -> Iterator[tuple[str, str, float]]:
    """Yield (name, meaning, value). The queries are those of `problems()`."""
    found = problems()
    ready = not any(problem.stops_readers for problem in found)
    yield "newsroom_ready", "1 if readers get pages.", float(ready)
    yield "newsroom_problems", "What /readyz tells is wrong.", float(len(found))
    yield "newsroom_free_bytes", "Bytes left on the fullest disk.", float(folders.least_free())
