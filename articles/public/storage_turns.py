"""Turns at the storage of pictures, so that one that hangs holds few threads of a process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Questions that a process asks the storage at once. One that hangs holds each for ten seconds, and
# a process has eight threads (newsroom/gunicorn.conf.py): the others go on answering pages.
MOST_AT_ONCE = 3
# Seconds without an answer to anybody after which the storage counts as hanging.
PATIENCE = 3.0
# How often somebody waits so long while others get answers.
_ROUNDS = 3


class StorageTurns:
    """Lets MOST_AT_ONCE threads ask the storage, and others wait for their turn.

    However slow the storage is, they wait while answers come. Where none came for PATIENCE seconds
    it hangs: then nobody waits any more until it has answered.
    """

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._answers = 0
        self._hangs = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The time in which one thread asks. Raises TimeoutError where the storage hangs; that it
        has no such file is an answer."""
        self._take_place()
        try:
            yield
            self._note_answer()
        except FileNotFoundError:
            self._note_answer()
            raise
        finally:
            self._places.release()

    def _take_place(self) -> None:
        for _round in range(_ROUNDS):
            before = self._answers
            if self._places.acquire(timeout=0 if self._hangs else PATIENCE):
                return
            if self._answers == before:
                self._hangs = True
                break
        raise TimeoutError("the storage hangs")

    def _note_answer(self) -> None:
        self._answers += 1
        self._hangs = False
