"""Networks whose attempts to sign in are refused for now, in the memory of this process.

The database counts attempts for all processes (`login_limits`). Once it has refused a network, this
process need not ask again before the time is over.
"""

import time

# More are forgotten, and counted by the database again.
MOST = 10_000
_until: dict[str, float] = {}


def remember(network: str, seconds: int) -> None:
    """Remember that `network` is refused for so long."""
    if len(_until) >= MOST:
        _until.clear()
    _until[network] = time.monotonic() + seconds


def seconds_left(network: str) -> int:
    """Return for how long attempts of `network` are refused; 0 for one that is not known to be."""
    until = _until.get(network)
    if until is None:
        return 0
    left = until - time.monotonic()
    if left <= 0:
        _until.pop(network, None)
        return 0
    return int(left) + 1


def forget() -> None:
    """Forget all networks."""
    _until.clear()
