"""Reads many files: a few in this process, many spread over worker processes."""

import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from articles.import_export.discover import FoundFile
from articles.import_export.read_file import (
    IncomingFile,
    KnownFile,
    ReadingOptions,
    RefusedFile,
    UnchangedFile,
    read_file,
)

ReadResult = UnchangedFile | RefusedFile | IncomingFile
# Files that one process reads at once, each with what the database knows of it.
Chunk = Sequence[tuple[FoundFile, KnownFile | None]]


def read_files(
    chunks: Iterable[Chunk], options: ReadingOptions, workers: int
) -> Iterator[ReadResult]:
    """Yield one result for each file, in their order. `workers` 0 reads in this process.

    Only a few chunks are under way at once, so that memory does not grow with their number.
    """
    if not workers:
        for chunk in chunks:
            yield from read_chunk(chunk, options)
        return
    pending: deque[Future[list[ReadResult]]] = deque()
    with _pool(workers) as pool:
        for chunk in chunks:
            pending.append(pool.submit(read_chunk, chunk, options))
            if len(pending) > workers + 1:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()


def read_chunk(chunk: Chunk, options: ReadingOptions) -> list[ReadResult]:
    """Read the files of a chunk in this process; one result for each, in their order."""
    return [read_file(file, known, options) for file, known in chunk]


def available_cpus() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pool(workers: int) -> ProcessPoolExecutor:
    # A forked worker is ready in milliseconds. It inherits the database connection and must not
    # use it: reading knows no database. Outside Linux forking is not safe.
    method = "fork" if sys.platform == "linux" else "spawn"
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context(method), initializer=_exit_with_parent
    )


def _exit_with_parent() -> None:
    # A worker whose parent was killed would wait for work forever.
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
