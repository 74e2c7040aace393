"""Reads many files: a few in this process, many spread over worker processes."""

import logging
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import NamedTuple

from articles.front_matter.exceptions import RecordError
from articles.front_matter.problems import Problem
from articles.import_export.discover import FoundFile
from articles.import_export.read_file import (
    IncomingFile,
    KnownFile,
    ReadingOptions,
    RefusedFile,
    UnchangedFile,
    read_bytes,
    read_file,
)
from articles.lib.characters import escaped_line
from articles.lib.worker_processes import process_pool

logger = logging.getLogger("articles.import")
ReadResult = UnchangedFile | RefusedFile | IncomingFile
# Files that one process reads at once, each with what the database knows of it.
Chunk = Sequence[tuple[FoundFile, KnownFile | None]]


def read_files(
    chunks: Iterable[Chunk], options: ReadingOptions, workers: int
) -> Iterator[ReadResult]:
    """Yield one result for each file, in their order. `workers` 0 reads in this process.

    Only a few chunks are under way at once, so that memory does not grow with their number. A
    worker that dies (killed, or out of memory) ends nothing: what it had under way is read again,
    and the file that kills its worker once more is refused.
    """
    if not workers:
        for chunk in chunks:
            yield from read_chunk(chunk, options)
        return
    pool = _Pool(workers)
    pending: deque[_Task] = deque()
    try:
        for chunk in chunks:
            pending.append(pool.submit(chunk, options))
            if len(pending) > workers + 1:
                yield from pool.results(pending.popleft(), options)
        while pending:
            yield from pool.results(pending.popleft(), options)
    finally:
        pool.executor.shutdown(cancel_futures=True)


def read_chunk(chunk: Chunk, options: ReadingOptions) -> list[ReadResult]:
    """Read the files of a chunk in this process; one result for each, in their order."""
    return [read_file(file, known, options) for file, known in chunk]


class _Task(NamedTuple):
    """A chunk that is read, and the executor that reads it."""

    chunk: Chunk
    executor: ProcessPoolExecutor
    future: Future[list[ReadResult]]


class _Pool:
    """Worker processes, replaced by new ones after one of them died."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self.executor = _executor(workers)

    def submit(self, chunk: Chunk, options: ReadingOptions) -> _Task:
        """Begin to read a chunk."""
        try:
            future = self.executor.submit(read_chunk, chunk, options)
        except (BrokenProcessPool, OSError) as error:
            # A worker died meanwhile, or the system starts no process.
            future = Future()
            future.set_exception(BrokenProcessPool(str(error)))
        return _Task(chunk, self.executor, future)

    def results(self, task: _Task, options: ReadingOptions) -> list[ReadResult]:
        """The results of a chunk, in the order of its files."""
        try:
            return task.future.result()
        except (BrokenProcessPool, CancelledError):
            logger.error("A worker process ended unexpectedly. Its files are read one by one.")
        if task.executor is self.executor:
            self.executor.shutdown(wait=False, cancel_futures=True)
            self.executor = _executor(self._workers)
        return list(_alone(task.chunk, options))


def _alone(chunk: Chunk, options: ReadingOptions) -> Iterator[ReadResult]:
    """Read the files of a chunk in a process of their own, which one of them may kill."""
    executor = _executor(1)
    try:
        for file, known in chunk:
            try:
                yield from executor.submit(read_chunk, [(file, known)], options).result()
            except BrokenProcessPool:
                executor.shutdown(wait=False)
                executor = _executor(1)
                logger.error("Reading %s ended its process.", escaped_line(file.file))
                yield _refused(file, known, options)
            except OSError:
                # The system starts no process.
                yield read_file(file, known, options)
    finally:
        executor.shutdown()


def _refused(file: FoundFile, known: KnownFile | None, options: ReadingOptions) -> RefusedFile:
    document = file.document
    if document is None:
        with suppress(OSError, RecordError):
            document = read_bytes(file.file, options.rules.limits)
    problem = Problem(
        "internal",
        "the process that read it ended suddenly, perhaps for lack of memory",
        hint="Import it alone; when it happens again, please report it with this file.",
    )
    return RefusedFile(
        options.stored_root(file.root),
        file.path,
        (problem,),
        document,
        known.article_id if known else None,
        file.mended_sha256,
    )


def _executor(workers: int) -> ProcessPoolExecutor:
    # A forked worker is ready in milliseconds. It inherits the database connection and must not
    # use it: reading knows no database. Outside Linux forking is not safe.
    return process_pool(workers, "fork" if sys.platform == "linux" else "spawn")
