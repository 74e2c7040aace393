"""Django's password hash, computed by a thread that the system lets wait for all others."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher

# As `nice` has it, for this thread alone (Linux). It cannot be taken back, so the thread does
# nothing else. Readers notice half as much of it as of 10, and who signs in while they take all
# processors waits for some seconds at most (benchmarks/login_flood.py).
NICE = 19


class QuietPasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2 as Django has it, under the same name: stored passwords stay right.

    A hash takes a third of a second of a processor, and readers come first.
    """

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Return the hash; other threads of the process work meanwhile."""
        return _executor(os.getpid()).submit(super().encode, password, salt, iterations).result()


@cache
def _executor(pid: int) -> ThreadPoolExecutor:
    """The thread of this process: a server forks, and threads do not come with it."""
    return ThreadPoolExecutor(1, thread_name_prefix="password", initializer=_stand_behind)


def _stand_behind() -> None:
    # Elsewhere the id of a thread is not one that the system gives priorities to. Whatever is
    # raised here would break the executor, and nobody could sign in any more.
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
