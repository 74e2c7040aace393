"""Background tasks for tests, which a worker process finds by their names, too."""

import os
import threading
from pathlib import Path

from articles.lib.background_tasks import LONG, OUTBOUND, PermanentFailure, background_task


class NoSuchAddress(PermanentFailure):
    """The mail cannot be delivered, ever."""


@background_task("Write a line")
def write_line(file: str, line: str) -> str:
    """Append the line to the file, in one write."""
    with Path(file).open("a", encoding="utf-8") as lines:
        lines.write(f"{line}\n")
    return line


@background_task("Write a line once", once=True)
def write_once(file: str) -> None:
    write_line.call(file, "once")


@background_task("Write a line outside", queue=OUTBOUND)
def write_outside(file: str, line: str) -> None:
    write_line.call(file, line)


@background_task("Enqueue a line for another thread")
def pass_on(file: str, line: str) -> None:
    threading.Event().wait(1)
    write_outside.enqueue(file, line)


@background_task("Do what is urgent", urgent=True)
def write_urgent(file: str) -> None:
    write_line.call(file, "urgent")


@background_task("Fail", tries=3)
def fail(message: str) -> None:
    raise ValueError(message)


@background_task("Fail for good", tries=3)
def fail_for_good() -> None:
    raise NoSuchAddress("nobody@example.org has no mailbox")


@background_task("Hold on", queue=LONG)
def hold_on(file: str, go_on: str) -> None:
    """Say which process began, and end when the file `go_on` is there."""
    write_line.call(file, f"begun by {os.getpid()}")
    while not Path(go_on).exists():
        threading.Event().wait(0.02)
    write_line.call(file, f"ended by {os.getpid()}")
