"""Progress bars of commands, for people at a terminal."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tqdm import tqdm


def at_terminal() -> bool:
    """Whether somebody at a terminal sees the progress of a command."""
    return sys.stderr.isatty()


def progress_bar(total: int | None, unit: str) -> "tqdm":
    """A tqdm bar for `total` things, hidden while nobody sees it; `update()` moves it by one."""
    # Only commands need it.
    from tqdm import tqdm

    # Its own thread would be copied into worker processes, where it has no purpose.
    tqdm.monitor_interval = 0
    return tqdm(total=total, unit=f" {unit}", disable=not at_terminal(), leave=False)
