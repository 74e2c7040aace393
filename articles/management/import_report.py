"""The reports of `import_articles`: a bar for people, lines for a log, JSON for programs."""

import json
import logging
import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from django.core.management.base import CommandError

from articles.import_export.discover import discover_files
from articles.import_export.exceptions import ImportBusy, ImportStopped
from articles.import_export.file_writer import FileResult, ImportedFile
from articles.import_export.read_file import RefusedFile
from articles.lib.graphemes import clip_start
from articles.management.progress import at_terminal, progress_bar
from articles.management.terminal import NewsroomCommand
from articles.models import ImportRun

logger = logging.getLogger("articles.import")
_FILES_PER_LOG_LINE = 1000
# How many files with one problem are named; the run log has them all.
_TOLD_IN_FULL = 5
# Counts that the report names also when they are zero.
_ALWAYS_SHOWN = ("created", "updated", "unchanged", "quarantined")


class TextReport:
    """Lines as files are done: problems and hints on stderr, the rest on stdout.

    A problem of many files is told for the first of them, with one hint and the number at the end.
    """

    def __init__(self, command: NewsroomCommand, paths: Iterable[str], quiet: bool) -> None:
        self._command = command
        self._paths = list(paths)
        self._quiet = quiet
        self._done = 0
        self._started = time.monotonic()
        # How often each problem was there, by code and key.
        self._told: Counter[tuple[str, str]] = Counter()

    def __enter__(self) -> Self:
        total = sum(1 for _ in discover_files(self._paths)) if at_terminal() else None
        self._bar = progress_bar(total, "files")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def add_file(self, result: FileResult) -> None:
        """Report one file, and move the progress bar by one."""
        self._done += 1
        self._bar.update()
        if self._bar.disable and self._done % _FILES_PER_LOG_LINE == 0:
            rate = self._done / (time.monotonic() - self._started)
            logger.info("%d files, %.0f a second", self._done, rate)
        if self._quiet:
            return
        if isinstance(result, RefusedFile):
            self._write_problems(result)
        elif isinstance(result, ImportedFile):
            self._write_notes(result)

    def finish(self, run: ImportRun) -> int:
        """Report the counts of the run, and return the exit code of the command."""
        stored = run.created + run.updated + run.waiting + run.unchanged
        is_empty = not stored + run.vanished
        if not self._quiet:
            self._write_frequent()
            counts = run.counts().items()
            shown = [f"{n} {name}" for name, n in counts if n or name in _ALWAYS_SHOWN]
            self._out(", ".join(shown).replace("_", " "))
            if run.remark:
                self._err(run.remark)
            if is_empty and not run.quarantined:
                self._err("No article files found. Name a file, or a directory of *.md files.")
        if is_empty:
            return 2
        return 1 if run.quarantined else 0

    def _write_problems(self, refused: RefusedFile) -> None:
        for problem in refused.problems:
            kind = problem.code, re.sub(r"\[\d+\]", "[…]", problem.key)
            self._told[kind] += 1
            if self._told[kind] > _TOLD_IN_FULL:
                continue
            self._err(problem.one_line(_relative_path(refused.root, refused.path)))
            if problem.hint and self._told[kind] == 1:
                for line in problem.hint.splitlines():
                    self._err(f"    {line}")

    def _write_frequent(self) -> None:
        """Say of each problem how many files had it that were not named."""
        for (code, key), count in self._told.most_common():
            if count > _TOLD_IN_FULL:
                subject = f"{code} {key}".strip()
                self._err(
                    f"{subject}: {count} times; {count - _TOLD_IN_FULL} are not shown. "
                    "The run log has all of them (Imports in the admin, or --format json)."
                )

    def _write_notes(self, imported: ImportedFile) -> None:
        incoming, stored = imported.incoming, imported.stored
        path = _relative_path(incoming.root, incoming.path)
        for repair in incoming.repairs:
            self._out(f"{path}: repaired {repair.key}: {clip_start(repair.after, 60)!r}")
        for warning in incoming.warnings:
            places = f" ({warning.places})" if warning.places else ""
            self._out(f"{path}:{warning.line}: {warning.reason}: {warning.shown}{places}")
        if stored.waiting:
            self._out(f"{path}: waits for review: {', '.join(stored.waiting)}")
        for conflict in stored.conflicts:
            self._out(f"{path}: kept the edited {conflict.field}; the file says something else")
        if stored.old_url and stored.article:
            self._out(f"{path}: moved from {stored.old_url} to {stored.article.get_absolute_url()}")
        for alias in stored.untaken_aliases:
            self._out(f"{path}: {alias.path} does not lead here: {alias.reason}")

    def _out(self, line: str) -> None:
        self._bar.clear()
        self._command.stdout.write(line)

    def _err(self, line: str) -> None:
        self._bar.clear()
        self._command.stderr.write(line)


@contextmanager
def command_errors() -> Iterator[None]:
    """Turn ImportBusy and ImportStopped into a CommandError with exit code 2."""
    try:
        yield
    except ImportBusy as error:
        runs = ImportRun.objects.filter(state=ImportRun.State.RUNNING)
        run = runs.exclude(kind=ImportRun.RunKind.INGEST).first()
        since = f" since {run.started_at:%Y-%m-%d %H:%M} UTC" if run else ""
        message = f"Another import is running{since}. Wait for its end."
        raise CommandError(message, returncode=2) from error
    except ImportStopped as error:
        message = f"The import stopped: {error}. What was imported stays; import again."
        raise CommandError(message, returncode=2) from error


def write_json(command: NewsroomCommand, run: ImportRun) -> None:
    """Write the run log as one JSON object, note by note, so that it is never whole in memory."""
    head: dict[str, object] = {
        "run": run.pk,
        "state": run.state,
        "origin": run.origin,
        "started": run.started_at.isoformat(),
        "finished": run.finished_at and run.finished_at.isoformat(),
        "remark": run.remark,
        "counts": run.counts(),
    }
    command.stdout.write_json(json.dumps(head, ensure_ascii=False)[:-1] + ', "notes": [')
    comma = ""
    for note in run.notes.order_by("pk").iterator():
        command.stdout.write_json(comma + json.dumps(note.as_json(), ensure_ascii=False))
        comma = ","
    command.stdout.write_json("]}")


def _relative_path(root: str, path: str) -> str:
    """The path from the current directory, by which an editor program finds the file."""
    absolute = os.path.join(root, path)
    relative = os.path.relpath(absolute)
    return absolute if relative.startswith("..") else relative
