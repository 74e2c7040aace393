"""Reading many files: here when they are few, spread over worker processes when they are many."""

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
    read,
)

Result = UnchangedFile | RefusedFile | IncomingFile
# A chunk's files with what the database knows of each.
Chunk = Sequence[tuple[FoundFile, KnownFile | None]]


def read_all(chunks: Iterable[Chunk], how: ReadingOptions, workers: int) -> Iterator[Result]:
    """One result a file, in their order. `workers` 0 reads in this process.

    Only a few chunks are under way at once, so that memory does not grow with their number.
    """
    if not workers:
        for chunk in chunks:
            yield from read_chunk(chunk, how)
        return
    under_way: deque[Future[list[Result]]] = deque()
    with _pool(workers) as pool:
        for chunk in chunks:
            under_way.append(pool.submit(read_chunk, chunk, how))
            if len(under_way) > workers + 1:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


def read_chunk(chunk: Chunk, how: ReadingOptions) -> list[Result]:
    """One result a file, in their order."""
    return [read(found, known, how) for found, known in chunk]


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pool(workers: int) -> ProcessPoolExecutor:
    # A forked worker is ready in milliseconds. It inherits the database connection, and must
    # leave it alone: reading knows no database. Elsewhere than on Linux forking is not safe.
    method = "fork" if sys.platform == "linux" else "spawn"
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context(method), initializer=_end_with_parent
    )


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work forever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
