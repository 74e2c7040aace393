"""Does work that somebody waits for while typing in a process of its own, behind all other work.

In the process that serves pages it would take turns with the readers' requests, since only one
thread of Python runs at a time. Each such process has one for this, which is started when it is
first needed, and asks it for one thing at a time.
"""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from articles.editorial.exceptions import BusyTyping
from articles.lib.worker_processes import process_pool

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
# How far it stands behind: of a processor that others want, too, it gets a tenth.
_NICENESS = 10
_lock = threading.Lock()
_pool: ProcessPoolExecutor | None = None


def work_apart(
    function: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
) -> Result:
    """Return what `function`, which must be importable, returns in the other process.

    Raises BusyTyping at once while that process works: a request that waited would take the place
    of a reader's. Raises BrokenProcessPool where the process died; the next call starts another.
    """
    global _pool
    if not _lock.acquire(blocking=False):
        raise BusyTyping
    try:
        if _pool is None:
            _pool = process_pool(1, "spawn", f"{__name__}.stand_behind")
        return _pool.submit(function, *arguments, **named).result()
    except BrokenProcessPool:
        _pool = None
        raise
    finally:
        _lock.release()


def stand_behind() -> None:
    """Let this process run when no other one of the machine wants to."""
    # Who stops the server in a terminal stops its children through it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
