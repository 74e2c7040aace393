"""Stands for a pool of processes where a test needs all in its own."""

from collections.abc import Callable
from concurrent.futures import Executor, Future


class SameProcess(Executor):
    """An executor that does everything at once."""

    def submit(self, function: Callable[..., object], /, *args: object, **kwargs: object) -> Future:
        """The future of a call that is over."""
        future: Future = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as executors do
            future.set_exception(error)
        return future
