"""What `import_articles` tells: a bar for people, lines for a log, JSON for programs."""

import json
import logging
import os
import sys
import time
from collections.abc import Iterable
from textwrap import indent
from types import TracebackType
from typing import Any, Self

from django.core.management.base import BaseCommand

from articles.import_export.discover import walk
from articles.import_export.importer import ImportedFile, Told
from articles.import_export.read_file import RefusedFile
from articles.models import ImportRun

logger = logging.getLogger("articles.import")
_EACH = 1000
_ALWAYS = ("created", "updated", "unchanged", "quarantined")


class TextReport:
    """Lines as files are done: problems and hints on stderr, the rest on stdout."""

    def __init__(self, command: BaseCommand, paths: Iterable[str], quiet: bool) -> None:
        self._command = command
        self._paths = list(paths)
        self._quiet = quiet
        self._done = 0
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        # For people at a terminal only.
        from tqdm import tqdm

        at_terminal = sys.stderr.isatty()
        total = sum(1 for _ in walk(self._paths)) if at_terminal else None
        # Its own thread would be copied into worker processes, where it means nothing.
        tqdm.monitor_interval = 0
        self._bar = tqdm(total=total, unit=" files", disable=not at_terminal, leave=False)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def tell(self, told: Told) -> None:
        """One file is done."""
        self._done += 1
        self._bar.update()
        if self._bar.disable and self._done % _EACH == 0:
            rate = self._done / (time.monotonic() - self._started)
            logger.info("%d files, %.0f a second", self._done, rate)
        if self._quiet:
            return
        if isinstance(told, RefusedFile):
            self._problems(told)
        elif isinstance(told, ImportedFile):
            self._notes(told)

    def end(self, run: ImportRun) -> None:
        """The counts."""
        if self._quiet:
            return
        counts = run.counts().items()
        shown = [f"{count} {name}" for name, count in counts if count or name in _ALWAYS]
        self._out(", ".join(shown).replace("_", " "))
        if run.remark:
            self._err(run.remark)
        if self.nothing_done(run) and not run.quarantined:
            self._err("No article files found. Name a file, or a directory of *.md files.")

    def nothing_done(self, run: ImportRun) -> bool:
        """Whether not one file is an article now."""
        return not run.created + run.updated + run.unchanged + run.vanished

    def _problems(self, refused: RefusedFile) -> None:
        for problem in refused.problems:
            self._err(problem.one_line(_from_here(refused.root, refused.path)))
            if problem.hint:
                self._err(indent(problem.hint, "    "))

    def _notes(self, taken: ImportedFile) -> None:
        path, stored = _from_here(taken.incoming.root, taken.incoming.path), taken.stored
        for repair in taken.incoming.repairs:
            self._out(f"{path}: repaired {repair.key}: {repair.after[-60:]!r}")
        for conflict in stored.conflicts:
            self._out(f"{path}: kept the desk's {conflict.field}; the file says something else")
        if stored.past and stored.article:
            self._out(f"{path}: moved from {stored.past} to {stored.article.get_absolute_url()}")

    def _out(self, line: str) -> None:
        self._bar.clear()
        self._command.stdout.write(line)

    def _err(self, line: str) -> None:
        self._bar.clear()
        self._command.stderr.write(line)


def _from_here(root: str, path: str) -> str:
    """As an editor program finds the file from where the command was given."""
    full = os.path.join(root, path)
    below = os.path.relpath(full)
    return full if below.startswith("..") else below


def write_json(command: BaseCommand, run: ImportRun) -> None:
    """The receipt as one JSON object, note by note, so that it needs no memory."""
    head: dict[str, Any] = {
        "run": run.pk,
        "state": run.state,
        "origin": run.origin,
        "started": run.started_at.isoformat(),
        "finished": run.finished_at and run.finished_at.isoformat(),
        "remark": run.remark,
        "counts": run.counts(),
    }
    command.stdout.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "notes": [')
    comma = ""
    for note in run.notes.order_by("pk").iterator():
        command.stdout.write(comma + json.dumps(note.as_json(), ensure_ascii=False), ending="\n")
        comma = ","
    command.stdout.write("]}")
