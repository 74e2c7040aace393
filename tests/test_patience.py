"""No test depends on how quick the machine is."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
# Waiting for a time, and judging by one. What comes is waited for; a page's clock is moved.
SPEED = re.compile(
    r"wait_for_timeout\(|\bsleep\(|networkidle|perf_counter|monotonic\(|performance\.now|time\.time\("
)
ALLOWED = {
    # They kill processes at moments that are as random as they can make them.
    TESTS / "import_export" / "kills.py",
    *(TESTS / "kills").glob("*.py"),
    TESTS / "ingest" / "feeds" / "killed_polls.py",
    TESTS / "pipeline" / "killed_runs.py",
    # Commands that are run by hand, and print how long an answer took.
    TESTS / "operations" / "failures.py",
    TESTS / "operations" / "copies.py",
    TESTS / "operations" / "failing_site.py",
    Path(__file__).resolve(),
}


def test_no_test_sleeps_or_takes_the_time():
    assert not [
        f"{path.relative_to(TESTS)}:{number}: {line.strip()}"
        for path in sorted(TESTS.rglob("*.py"))
        if path not in ALLOWED
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if SPEED.search(line)
    ]
