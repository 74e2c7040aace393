"""Django's password hash, computed by a thread that the system lets wait for all others."""

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher

# As `nice` has it, for this thread alone (Linux). It cannot be taken back, so the thread does
# nothing else. A larger one would let people wait to sign in for as long as the machine is busy.
NICE = 10
_is_far_behind: ContextVar[bool] = ContextVar("is_far_behind", default=False)


class QuietPasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2 as Django has it, under the same name: stored passwords stay right.

    A hash takes a third of a second of a processor, and readers come first.
    """

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Return the hash; other threads of the process work meanwhile."""
        thread = _executor(os.getpid(), _is_far_behind.get())
        return thread.submit(super().encode, password, salt, iterations).result()


@contextmanager
def far_behind() -> Iterator[None]:
    """Within, hashes of this thread take only what no other process wants, as long as that takes.

    A thread with a niceness that has begun its turn goes on for some milliseconds, which readers
    notice of a flood of log-ins; one with Linux's policy SCHED_IDLE makes room at once.
    """
    token = _is_far_behind.set(True)
    try:
        yield
    finally:
        _is_far_behind.reset(token)


@cache
def _executor(pid: int, is_far_behind: bool) -> ThreadPoolExecutor:
    """The thread of this process: a server forks, and threads do not come with it."""
    begin = _stand_far_behind if is_far_behind else _stand_behind
    return ThreadPoolExecutor(1, thread_name_prefix="password", initializer=begin)


# Elsewhere the id of a thread is not one that the system gives priorities to. Whatever is raised
# here would break the executor, and nobody could sign in any more.


def _stand_behind() -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def _stand_far_behind() -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(threading.get_native_id(), os.SCHED_IDLE, os.sched_param(0))
