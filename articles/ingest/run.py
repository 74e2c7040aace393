"""One run that takes upstream items in: documents are read, stored in batches and logged."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from articles.front_matter.problems import Problem
from articles.import_export.discover import open_file
from articles.import_export.exceptions import ImportStopped
from articles.import_export.lock import import_lock
from articles.import_export.read_file import unreadable_problem
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.ingest.exceptions import ItemFileTooLarge
from articles.ingest.item_record import read_record, values_hash
from articles.ingest.json_items import ItemText, read_items
from articles.ingest.store_items import IncomingItem, ItemOutcome, store_items
from articles.lib.characters import without_forbidden
from articles.lib.graphemes import clip
from articles.models import ImportNote, ImportRun

# Items of a transaction.
BATCH = 500
# Outcomes of an item that was not stored, and of a value that was left out; both are problems.
Kind = ImportNote.NoteKind


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The result of an item: its outcome, None for one that was refused, and its problems, which
    are those of values that were left out where it was stored."""

    file: str
    outcome: ItemOutcome | None
    problems: tuple[Problem, ...] = ()


def ingest_files(
    paths: Iterable[str],
    origin: str,
    on_item: Callable[[ItemResult], object] = lambda result: None,
    by: User | None = None,
) -> ImportRun:
    """Take the items of JSON files in, and return the run.

    `on_item` is called for every item, and for a file that cannot be read, once its batch is
    written. No file or item stops the run. What was read before is found unchanged, so a run that
    was cut off is simply made again. Raises ImportBusy while another one runs, and ImportStopped
    when the database cannot go on.
    """
    with import_lock("ingest"):
        run = _begin(origin, by)
        reason = gettext("An error ended it.")
        try:
            writer = _BatchWriter(run, on_item)
            for path in paths:
                writer.take(path)
            reason = ""
        except (OperationalError, InterfaceError) as error:
            reason = str(error)
            raise ImportStopped(reason) from error
        except KeyboardInterrupt:
            reason = gettext("Somebody stopped it.")
            raise
        finally:
            with suppress(OperationalError, InterfaceError):
                _end(run, reason)
    return run


def _begin(origin: str, by: User | None) -> ImportRun:
    # The lock is held, so a run that still counts as running was killed.
    ingests = ImportRun.objects.filter(kind=ImportRun.RunKind.INGEST)
    ingests.filter(state=ImportRun.State.RUNNING).update(
        state=ImportRun.State.STOPPED,
        finished_at=timezone.now(),
        remark=gettext(
            "The process ended. Take the files in again: what is missing will be added."
        ),
    )
    return ImportRun.objects.create(
        kind=ImportRun.RunKind.INGEST, origin=without_forbidden(origin)[:1000], by=by
    )


def _end(run: ImportRun, reason: str) -> None:
    state = ImportRun.State.STOPPED if reason else ImportRun.State.FINISHED
    rows = ImportRun.objects.filter(pk=run.pk)
    rows.update(state=state, remark=clip(reason, 500), finished_at=timezone.now())
    run.refresh_from_db()


def read_document(path: str) -> bytes:
    """The bytes of a file. Raises OSError, and ItemFileTooLarge for one that is too large."""
    with open_file(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size <= settings.INGEST_MAX_BYTES:
            document = stream.read(settings.INGEST_MAX_BYTES + 1)
            size = len(document)
            if size <= settings.INGEST_MAX_BYTES:
                return document
    raise ItemFileTooLarge(f"is over INGEST_MAX_BYTES, {settings.INGEST_MAX_BYTES:,} bytes")


def read_incoming(document: bytes) -> Iterator[tuple[IncomingItem | None, tuple[Problem, ...]]]:
    """The items of a document in their order: each with the problems of values that were left out,
    or None with the reason why it was refused. Knows no database."""
    for number, item in enumerate(read_items(document), 1):
        if isinstance(item, Problem):
            yield None, (item,)
            continue
        record, problems = read_record(item.values)
        placed = tuple(_placed(problem, item, number) for problem in problems)
        if record is None:
            yield None, placed
        else:
            yield IncomingItem(record, item.raw, values_hash(item.values)), placed


def _placed(problem: Problem, item: ItemText, number: int) -> Problem:
    key = f"[{number - 1}].{problem.key}" if problem.key else f"[{number - 1}]"
    return replace(problem, line=item.line, column=item.column, key=key)


class _BatchWriter:
    """Stores and logs the items of one run."""

    def __init__(self, run: ImportRun, on_item: Callable[[ItemResult], object]) -> None:
        self._run, self._on_item = run, on_item
        self._taxonomy = TaxonomyCache()

    def take(self, path: str) -> None:
        """Store the items of one file, batch by batch."""
        try:
            document = read_document(path)
        except OSError as error:
            self._write(path, [(None, (unreadable_problem(error),))])
            return
        except ItemFileTooLarge as error:
            hint = "Split it into several files, or raise INGEST_MAX_BYTES."
            self._write(path, [(None, (Problem("too-large", str(error), hint=hint),))])
            return
        items = read_incoming(document)
        while batch := list(islice(items, BATCH)):
            self._write(path, batch)

    def _write(
        self, path: str, batch: list[tuple[IncomingItem | None, tuple[Problem, ...]]]
    ) -> None:
        incoming = [item for item, _problems in batch if item]
        try:
            results = self._store(path, batch, incoming)
        except IntegrityError:
            # Another process stored one of them meanwhile; now it is found.
            self._taxonomy.clear()
            results = self._store(path, batch, incoming)
        for result in results:
            self._on_item(result)

    @transaction.atomic
    def _store(
        self,
        path: str,
        batch: list[tuple[IncomingItem | None, tuple[Problem, ...]]],
        incoming: list[IncomingItem],
    ) -> list[ItemResult]:
        outcomes = iter(store_items(incoming, without_forbidden(path)[:1000], self._taxonomy))
        results = [
            ItemResult(path, next(outcomes) if item else None, problems) for item, problems in batch
        ]
        ImportNote.objects.bulk_create(
            self._note(result, problem) for result in results for problem in result.problems
        )
        counts = Counter(str(result.outcome or "quarantined") for result in results)
        changes = {name: F(name) + count for name, count in counts.items()}
        ImportRun.objects.filter(pk=self._run.pk).update(**changes)
        return results

    def _note(self, result: ItemResult, problem: Problem) -> ImportNote:
        return ImportNote.of_problem(
            problem,
            run=self._run,
            kind=Kind.TEXT if result.outcome else Kind.QUARANTINED,
            path=without_forbidden(result.file)[:1000],
        )
