"""Files in, by the thousand: read in worker processes, written in batches, told on a receipt."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils.translation import gettext

from articles.front_matter.problems import Problem
from articles.import_export.conflicts import keep_conflicts
from articles.import_export.discover import FoundFile, MissingPath, PassedOverFile, Step
from articles.import_export.exceptions import ImportStopped
from articles.import_export.lock import import_lock
from articles.import_export.options import ImportOptions
from articles.import_export.read_file import (
    IncomingFile,
    KnownFile,
    RefusedFile,
    UnchangedFile,
    located,
)
from articles.import_export.run_log import RunLog
from articles.import_export.store import StoredArticle, StoreOutcome, same_story, store
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.import_export.worker_pool import Chunk, Result, cores, read_all
from articles.models import Article, ImportRun, OriginalFile, QuarantinedFile
from articles.models.public_changes import PublicList, announce, public_lists

# Files that one process reads at once, and files of a transaction. A larger one changes fewer pages
# of the indexes for each file, and holds the others up for longer: this one for half a second. Of
# smaller ones too little is under way, and the workers wait for the writer.
BATCH = 400
# Fewer are not enough for two worker processes.
FEW = 2 * BATCH


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that is an article now."""

    incoming: IncomingFile
    stored: StoredArticle


Told = ImportedFile | RefusedFile | UnchangedFile | PassedOverFile


def run(
    steps: Iterable[Step],
    how: ImportOptions,
    each: Callable[[Told], object] = lambda told: None,
    finish: Callable[[ImportRun], object] = lambda run: None,
) -> ImportRun:
    """Import `steps`, in their order; the receipt, not stored after a dry run.

    `each` is told of every file when its batch was written; `finish` of the receipt, while a dry
    run still has its notes. A bad file never stops the run. Raises Busy, and Stopped when the
    database cannot go on.
    """
    with import_lock(), transaction.atomic() if how.dry_run else nullcontext():
        receipt = RunLog(how.origin, how.kind, how.by)
        work = _Run(how, receipt, each)
        why = gettext("An error ended it.")
        try:
            receipt.finish(work.take(steps))
            why = ""
        except OperationalError as error:
            why = str(error)
            raise ImportStopped(why) from error
        except KeyboardInterrupt:
            why = gettext("Somebody stopped it.")
            raise
        finally:
            if why and not how.dry_run:
                receipt.stop(why)
        finish(receipt.run)
        if how.dry_run:
            transaction.set_rollback(True)
        else:
            # Once for all files: what changed, not how often.
            announce(work.changed_lists)
    return receipt.run


class _Run:
    """What a run remembers between its batches."""

    def __init__(self, how: ImportOptions, receipt: RunLog, each: Callable[[Told], object]) -> None:
        self.how = how
        self.receipt = receipt
        self.each = each
        self.labels = TaxonomyCache()
        # Articles that a file of this run spoke for.
        self.seen: set[int] = set()
        self.complete = True
        # Public lists with something new in them, while anybody wants to know.
        self.changed_lists: set[PublicList] = set()

    def take(self, steps: Iterable[Step]) -> str:
        """Import all of them; what the receipt should remark."""
        steps = iter(steps)
        first = list(islice(steps, FEW))
        workers = cores() if self.how.workers is None else self.how.workers
        results = read_all(
            self._chunks(chain(first, steps)),
            self.how.reading,
            workers if len(first) == FEW else 0,
        )
        while batch := list(islice(results, BATCH)):
            self._write(batch)
        self._write_down([])
        return self._prune() if self.how.prune else ""

    # --- before reading -------------------------------------------------------------------

    def _chunks(self, steps: Iterator[Step]) -> Iterator[Chunk]:
        while chunk := list(islice(steps, BATCH)):
            found = [step for step in chunk if isinstance(step, FoundFile)]
            for step in chunk:
                if isinstance(step, MissingPath):
                    self._missing(step)
                elif isinstance(step, PassedOverFile):
                    self.receipt.passed_over(1)
                    self.each(step)
            yield self._with_known(found)

    def _with_known(self, found: list[FoundFile]) -> Chunk:
        if self.how.only_failed:
            failed = self._rows(QuarantinedFile, found).values_list("root", "path")
            places = set(failed)
            found = [file for file in found if self._place(file) in places]
        rows = self._rows(OriginalFile, found)
        columns = rows.values_list("root", "path", "article_id", "sha256", "mended_sha256")
        known = {(root, path): KnownFile(*rest) for root, path, *rest in columns}
        return [(file, known.get(self._place(file))) for file in found]

    def _rows(self, model: Any, found: list[FoundFile]) -> Any:
        return model.objects.filter(path__in=[file.path for file in found])

    def _place(self, file: FoundFile) -> tuple[str, str]:
        return self.how.reading.name_of(file.root), file.path

    def _missing(self, step: MissingPath) -> None:
        # What could not be looked at has not vanished.
        self.complete = False
        root = self.how.reading.name_of(step.root)
        refused = RefusedFile(root, step.path, (Problem(step.code, step.reason),))
        self.receipt.refuse(refused)
        self.each(refused)

    # --- writing --------------------------------------------------------------------------

    def _write(self, batch: Sequence[Result]) -> None:
        # First, so that another file of the same story finds its place taken.
        batch = [self._met(result) for result in batch]
        told: Sequence[Told]
        same = [result for result in batch if isinstance(result, UnchangedFile)]
        if self.receipt.holds_nothing and len(same) == len(batch):
            # Nothing to write; the counts go with the next batch that has something.
            told = same
            for one in same:
                self.receipt.same(one)
        else:
            told = self._write_down(batch)
        for result in told:
            self.each(result)

    def _write_down(self, batch: Sequence[Result]) -> Sequence[Told]:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    told = self._store(batch)
            except (IntegrityError, DataError):
                # Somebody else's write, or a rule that only the database knows: find the file.
                self.labels.forget()
                told = [self._store_alone(result) for result in batch]
            for result in told:
                self._put_on_receipt(result)
            self.receipt.save()
        return told

    def _met(self, result: Result) -> Result:
        if isinstance(result, IncomingFile) or result.article_id is None:
            return result
        if isinstance(result, UnchangedFile) and result.article_id in self.seen:
            return RefusedFile(result.root, result.path, (same_story(),))
        # A file that is bad now has not vanished.
        self.seen.add(result.article_id)
        return result

    def _store(self, batch: Sequence[Result]) -> list[Told]:
        incoming = [result for result in batch if isinstance(result, IncomingFile)]
        stored = store(incoming, self.labels, self.seen) if incoming else []
        keep_conflicts(stored, self.receipt.run)
        rest = iter(stored)
        return [
            self._judge(result, next(rest)) if isinstance(result, IncomingFile) else result
            for result in batch
        ]

    def _store_alone(self, result: Result) -> Told:
        try:
            with transaction.atomic():
                return self._store([result])[0]
        except (IntegrityError, DataError) as error:
            self.labels.forget()
            problem = Problem("database", " ".join(str(error).split()))
            document = result.document if isinstance(result, IncomingFile) else None
            mended = result.mended_sha256 if isinstance(result, IncomingFile) else ""
            return RefusedFile(result.root, result.path, (problem,), document, mended_sha256=mended)

    def _judge(self, incoming: IncomingFile, stored: StoredArticle) -> Told:
        article_id = stored.article.pk if stored.article else None
        if article_id:
            self.seen.add(article_id)
        if not stored.problems:
            return ImportedFile(incoming, stored)
        problems = located(stored.problems, incoming, self.how.reading)
        return RefusedFile(
            incoming.root,
            incoming.path,
            problems,
            incoming.document,
            article_id,
            incoming.mended_sha256,
        )

    def _put_on_receipt(self, told: Told) -> None:
        match told:
            case ImportedFile(incoming, stored):
                self.receipt.accept(incoming, stored)
                self._remember_lists(incoming, stored)
            case UnchangedFile():
                self.receipt.same(told)
            case RefusedFile():
                self.receipt.refuse(told)

    def _remember_lists(self, incoming: IncomingFile, stored: StoredArticle) -> None:
        article = stored.article
        if article is not None and stored.outcome != StoreOutcome.UNCHANGED:
            tags = self.labels.tags(incoming.record.tags)
            self.changed_lists.update(stored.lists_left, public_lists(article, tags))

    # --- afterwards -----------------------------------------------------------------------

    def _prune(self) -> str:
        """Tell the stories whose file is gone. Not while a part of the folders could not be
        looked at, or while nothing at all was found in them: they may be somewhere else."""
        if not self.complete or not self.seen or not self.how.roots:
            return gettext("Nothing was pruned: not all of the folders could be looked at.")
        originals = OriginalFile.objects.filter(root__in=self.how.roots).order_by("pk")
        gone = [
            (path, article_id)
            for path, article_id in originals.values_list("path", "article_id").iterator()
            if article_id not in self.seen
        ]
        for start in range(0, len(gone), BATCH):
            with transaction.atomic():
                for path, article_id in gone[start : start + BATCH]:
                    self.receipt.vanish(path, article_id, self._take_down(article_id))
                self.receipt.save()
        return ""

    def _take_down(self, article_id: int) -> bool:
        if self.how.prune != "unpublish":
            return False
        article = Article.objects.filter(pk=article_id).first()
        if article is None or not article.is_published:
            return False
        article.unpublish(self.how.by, gettext("Its file is gone."))
        return True
