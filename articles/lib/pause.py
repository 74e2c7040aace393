"""Leaves a store alone for a second after it failed, so that only one request waits for it."""

import logging
import time

logger = logging.getLogger(__name__)

SECONDS = 1.0


class Pause:
    """The time for which a store that failed is left alone; `name` is for the log."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._ends = 0.0
        self._is_told = False

    @property
    def is_on(self) -> bool:
        """Whether the store failed a moment ago."""
        return time.monotonic() < self._ends

    def begin(self, error: Exception) -> None:
        """Leave the store alone from now on, and tell why."""
        self._ends = time.monotonic() + SECONDS
        self.tell(error)

    def tell(self, error: Exception) -> None:
        """Write to the log that the store does not do its work, once until it does again."""
        if not self._is_told:
            self._is_told = True
            logger.warning("%s fails: %s: %s", self._name, type(error).__name__, error)

    def end(self) -> None:
        """The store did its work."""
        if self._is_told:
            self._is_told = False
            logger.warning("%s works again", self._name)
