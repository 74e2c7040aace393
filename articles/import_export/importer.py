"""Runs an import: files are read in worker processes, and written and logged in batches."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain, islice

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils.translation import gettext

from articles.front_matter.problems import Problem
from articles.import_export.conflicts import record_conflicts
from articles.import_export.discover import DiscoveredPath, FoundFile, MissingPath, PassedOverFile
from articles.import_export.exceptions import ImportStopped
from articles.import_export.lock import import_lock
from articles.import_export.options import ImportOptions
from articles.import_export.read_file import (
    IncomingFile,
    KnownFile,
    RefusedFile,
    UnchangedFile,
    with_positions,
)
from articles.import_export.run_log import RunLog
from articles.import_export.store import StoredArticle, StoreOutcome, duplicate_problem, store
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.import_export.worker_pool import Chunk, ReadResult, available_cpus, read_files
from articles.models import Article, ImportRun, OriginalFile, QuarantinedFile
from articles.models.public_changes import PublicList, announce, public_lists

# Files that one process reads at once, and files of a transaction. A larger one changes fewer pages
# of the indexes for each file, and makes other writers wait longer: this one for half a second. A
# smaller one leaves the workers waiting for the writer.
BATCH = 400
# Fewer files than this are read in this process: they would not keep two workers busy.
FEW = 2 * BATCH


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that was accepted, with the article that it was stored as."""

    incoming: IncomingFile
    stored: StoredArticle


FileResult = ImportedFile | RefusedFile | UnchangedFile | PassedOverFile


def run_import(
    paths: Iterable[DiscoveredPath],
    options: ImportOptions,
    on_file: Callable[[FileResult], object] = lambda result: None,
    on_finish: Callable[[ImportRun], object] = lambda run: None,
) -> ImportRun:
    """Import `paths` in their order and return the run; after a dry run it is not stored.

    `on_file` is called for every file after its batch was written, `on_finish` with the run while
    a dry run still has its notes. A bad file never stops the run. Raises ImportBusy when another
    import is running, and ImportStopped when the database cannot go on.
    """
    with import_lock(), transaction.atomic() if options.dry_run else nullcontext():
        log = RunLog(options.origin, options.kind, options.by)
        importer = _Importer(options, log, on_file)
        stop_reason = gettext("An error ended it.")
        try:
            log.finish(importer.import_all(paths))
            stop_reason = ""
        except OperationalError as error:
            stop_reason = str(error)
            raise ImportStopped(stop_reason) from error
        except KeyboardInterrupt:
            stop_reason = gettext("Somebody stopped it.")
            raise
        finally:
            if stop_reason and not options.dry_run:
                log.stop(stop_reason)
        on_finish(log.run)
        if options.dry_run:
            transaction.set_rollback(True)
        else:
            # Once for all files: subscribers learn which lists changed, not how often.
            announce(importer.changed_lists)
    return log.run


class _Importer:
    """One run, and what it remembers between its batches."""

    def __init__(
        self, options: ImportOptions, log: RunLog, on_file: Callable[[FileResult], object]
    ) -> None:
        self.options = options
        self.log = log
        self.on_file = on_file
        self.taxonomy = TaxonomyCache()
        # Ids of articles that have a file in this run: 70 MB for a million.
        self.seen: set[int] = set()
        # Whether every given path could be looked at.
        self.complete = True
        # Public lists that changed.
        self.changed_lists: set[PublicList] = set()

    def import_all(self, paths: Iterable[DiscoveredPath]) -> str:
        """Import every path; return the remark for the run log, empty for none."""
        paths = iter(paths)
        first = list(islice(paths, FEW))
        workers = available_cpus() if self.options.workers is None else self.options.workers
        results = read_files(
            self._chunks(chain(first, paths)),
            self.options.reading,
            workers if len(first) == FEW else 0,
        )
        while batch := list(islice(results, BATCH)):
            self._write(batch)
        self._write_and_log([])
        return self._prune() if self.options.prune else ""

    # --- before reading -------------------------------------------------------------------

    def _chunks(self, paths: Iterator[DiscoveredPath]) -> Iterator[Chunk]:
        while batch := list(islice(paths, BATCH)):
            for path in batch:
                if isinstance(path, MissingPath):
                    self._refuse_missing(path)
                elif isinstance(path, PassedOverFile):
                    self.log.add_passed_over()
                    self.on_file(path)
            yield self._chunk([path for path in batch if isinstance(path, FoundFile)])

    def _chunk(self, files: list[FoundFile]) -> Chunk:
        """The files that are to be read, each with what the database knows of it."""
        if self.options.only_failed:
            quarantined = QuarantinedFile.objects.filter(path__in=[file.path for file in files])
            failed = set(quarantined.values_list("root", "path"))
            files = [file for file in files if self._key(file) in failed]
        originals = OriginalFile.objects.filter(path__in=[file.path for file in files])
        columns = originals.values_list("root", "path", "article_id", "sha256", "mended_sha256")
        known = {
            (root, path): KnownFile(article_id, sha256, mended_sha256)
            for root, path, article_id, sha256, mended_sha256 in columns
        }
        return [(file, known.get(self._key(file))) for file in files]

    def _key(self, file: FoundFile) -> tuple[str, str]:
        return self.options.reading.stored_root(file.root), file.path

    def _refuse_missing(self, path: MissingPath) -> None:
        # A path that could not be looked at has not vanished: nothing may be pruned.
        self.complete = False
        root = self.options.reading.stored_root(path.root)
        refused = RefusedFile(root, path.path, (Problem(path.code, path.reason),))
        self.log.add_refused(refused)
        self.on_file(refused)

    # --- writing --------------------------------------------------------------------------

    def _write(self, batch: Sequence[ReadResult]) -> None:
        # Marked before anything is stored, so that another file of an article is a duplicate.
        batch = [self._mark_seen(result) for result in batch]
        results: Sequence[FileResult]
        unchanged = [result for result in batch if isinstance(result, UnchangedFile)]
        if self.log.quarantine_is_empty and len(unchanged) == len(batch):
            # Nothing to write; the counts go with the next batch that has something.
            results = unchanged
            for file in unchanged:
                self.log.add_unchanged(file)
        else:
            results = self._write_and_log(batch)
        for result in results:
            self.on_file(result)

    def _write_and_log(self, batch: Sequence[ReadResult]) -> Sequence[FileResult]:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    results = self._store(batch)
            except (IntegrityError, DataError):
                # Another writer, or a rule that only the database knows: find the file.
                self.taxonomy.clear()
                results = [self._store_alone(result) for result in batch]
            for result in results:
                self._log(result)
            self.log.save()
        return results

    def _mark_seen(self, result: ReadResult) -> ReadResult:
        if isinstance(result, IncomingFile) or result.article_id is None:
            return result
        if isinstance(result, UnchangedFile) and result.article_id in self.seen:
            return RefusedFile(result.root, result.path, (duplicate_problem(),))
        # A refused file has not vanished, so its article counts as seen, too.
        self.seen.add(result.article_id)
        return result

    def _store(self, batch: Sequence[ReadResult]) -> list[FileResult]:
        incoming = [result for result in batch if isinstance(result, IncomingFile)]
        articles = store(incoming, self.taxonomy, self.seen) if incoming else []
        record_conflicts(articles, self.log.run)
        stored = iter(articles)
        return [
            self._stored_result(result, next(stored))
            if isinstance(result, IncomingFile)
            else result
            for result in batch
        ]

    def _store_alone(self, result: ReadResult) -> FileResult:
        try:
            with transaction.atomic():
                return self._store([result])[0]
        except (IntegrityError, DataError) as error:
            self.taxonomy.clear()
            problem = Problem("database", " ".join(str(error).split()))
            document = result.document if isinstance(result, IncomingFile) else None
            mended = result.mended_sha256 if isinstance(result, IncomingFile) else ""
            return RefusedFile(result.root, result.path, (problem,), document, mended_sha256=mended)

    def _stored_result(self, incoming: IncomingFile, stored: StoredArticle) -> FileResult:
        article_id = stored.article.pk if stored.article else None
        if article_id:
            self.seen.add(article_id)
        if not stored.problems:
            return ImportedFile(incoming, stored)
        return RefusedFile(
            incoming.root,
            incoming.path,
            with_positions(stored.problems, incoming, self.options.reading),
            incoming.document,
            article_id,
            incoming.mended_sha256,
        )

    def _log(self, result: FileResult) -> None:
        match result:
            case ImportedFile(incoming, stored):
                self.log.add_imported(incoming, stored)
                self._remember_lists(incoming, stored)
            case UnchangedFile():
                self.log.add_unchanged(result)
            case RefusedFile():
                self.log.add_refused(result)

    def _remember_lists(self, incoming: IncomingFile, stored: StoredArticle) -> None:
        article = stored.article
        if article is not None and stored.outcome != StoreOutcome.UNCHANGED:
            tags = self.taxonomy.tags(incoming.record.tags)
            self.changed_lists.update(stored.lists_left, public_lists(article, tags))

    # --- afterwards -----------------------------------------------------------------------

    def _prune(self) -> str:
        """Log the articles whose file is gone; return a remark when nothing was pruned.

        Nothing is while a part of the folders could not be looked at, or no file at all was found
        in them: a folder may only be unmounted.
        """
        if not self.complete or not self.seen or not self.options.roots:
            return gettext("Nothing was pruned: not all of the folders could be looked at.")
        originals = OriginalFile.objects.filter(root__in=self.options.roots).order_by("pk")
        gone = [
            (path, article_id)
            for path, article_id in originals.values_list("path", "article_id").iterator()
            if article_id not in self.seen
        ]
        for start in range(0, len(gone), BATCH):
            with transaction.atomic():
                for path, article_id in gone[start : start + BATCH]:
                    self.log.add_vanished(path, article_id, self._unpublish(article_id))
                self.log.save()
        return ""

    def _unpublish(self, article_id: int) -> bool:
        if self.options.prune != "unpublish":
            return False
        article = Article.objects.filter(pk=article_id).first()
        if article is None or not article.is_published:
            return False
        article.unpublish(self.options.by, gettext("Its file is gone."))
        return True
