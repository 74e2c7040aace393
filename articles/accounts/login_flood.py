"""Whether attempts to sign in come as a flood, as far as this process sees: many were refused at
once, which no newsroom does."""

import time
from collections import deque

# So many refusals within so many seconds.
MANY, PERIOD = 20, 5.0
_refusals: deque[float] = deque(maxlen=MANY)


def note_refusal() -> None:
    """Count an attempt that was refused without looking at its password."""
    _refusals.append(time.monotonic())


def is_flood() -> bool:
    """Return whether the last refusals were many in a short time."""
    return len(_refusals) == MANY and time.monotonic() - _refusals[0] < PERIOD


def forget() -> None:
    """Forget all refusals."""
    _refusals.clear()
