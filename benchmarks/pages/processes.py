"""Processor time and memory of a server with all its processes, read from /proc (Linux only)."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def family(parent: int) -> list[int]:
    """The ids of the process `parent` and of all below it that run."""
    ids = [parent]
    for pid in ids:
        try:
            tasks = list(Path(f"/proc/{pid}/task").iterdir())
        except FileNotFoundError:
            continue
        for task in tasks:
            try:
                ids += map(int, (task / "children").read_text().split())
            except FileNotFoundError:
                # The thread ended meanwhile.
                continue
    return ids


def processor_seconds(parent: int) -> float:
    """The processor time of the family of `parent` until now, in steps of 10 ms for each."""
    ticks = 0
    for pid in family(parent):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        # User and system time; then those of children that ended and were waited for.
        ticks += sum(map(int, fields[11:15]))
    return ticks / _TICKS


def megabytes(parent: int) -> float:
    """The memory of the family of `parent` as its proportional set size: what several processes
    share is divided among them."""
    kilobytes = 0
    for pid in family(parent):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            # It is gone, or has ended and nobody waited for it yet.
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024
