"""Worker processes that end with their parent."""

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor

import django
from django.utils.module_loading import import_string


def available_cpus() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def process_pool(
    workers: int, method: str, initializer: str = "", *arguments: object
) -> ProcessPoolExecutor:
    """Return an executor of that many processes, started by `method`: `fork` or `spawn`.

    Each sets Django up, calls the function with the dotted name `initializer` with `arguments`,
    and ends when this process ends, however that happens. The function is given by its name,
    because a new process could not load it before Django is set up.
    """
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context(method),
        initializer=_begin,
        initargs=(initializer, arguments),
    )


def _begin(initializer: str, arguments: tuple[object, ...]) -> None:
    # A worker whose parent was killed would wait for work forever.
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    # Does nothing in a forked process, which has it from its parent.
    django.setup()
    if initializer:
        import_string(initializer)(*arguments)
