"""Runs an import: files are read in worker processes, and written and logged in batches."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from itertools import chain, islice

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext

from articles.front_matter.problems import Problem
from articles.import_export.discover import DiscoveredPath, FoundFile, MissingPath, PassedOverFile
from articles.import_export.exceptions import ImportStopped
from articles.import_export.file_writer import FileResult, FileWriter
from articles.import_export.lock import import_lock
from articles.import_export.options import ImportOptions
from articles.import_export.read_file import KnownFile, RefusedFile
from articles.import_export.run_log import RunLog
from articles.import_export.worker_pool import Chunk, read_files
from articles.lib.disk_names import both_forms, composed
from articles.lib.worker_processes import available_cpus
from articles.models import Article, ImportRun, OriginalFile, QuarantinedFile
from articles.models.article_changes import recorded_together
from articles.models.public_changes import announce

# Files that one process reads at once, and files of a transaction. A larger one changes fewer pages
# of the indexes for each file, and makes other writers wait longer: this one for half a second. A
# smaller one leaves the workers waiting for the writer.
BATCH = 400
# Fewer files than this are read in this process: they would not keep two workers busy.
FEW = 2 * BATCH


def run_import(
    paths: Iterable[DiscoveredPath],
    options: ImportOptions,
    on_file: Callable[[FileResult], object] = lambda result: None,
    on_finish: Callable[[ImportRun], object] = lambda run: None,
) -> ImportRun:
    """Import `paths` in their order and return the run; after a dry run it is not stored.

    `on_file` is called for every file after its batch was written, and once more for one that a
    newer file of its article displaces; `on_finish` with the run while a dry run still has its
    notes. A file never stops the run, whatever reading or storing it raises. Raises ImportBusy
    when another import is running, and ImportStopped when the database cannot go on.
    """
    with import_lock(), transaction.atomic() if options.dry_run else nullcontext():
        log = RunLog(options.origin, options.kind, options.by)
        importer = _Importer(options, log, on_file)
        stop_reason = gettext("An error ended it.")
        try:
            log.finish(importer.import_all(paths))
            stop_reason = ""
        except (OperationalError, InterfaceError) as error:
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
            announce(importer.writer.changed_lists)
    return log.run


class _Importer:
    """One run: what is read, in which order, and what is done when all files were written."""

    def __init__(
        self, options: ImportOptions, log: RunLog, on_file: Callable[[FileResult], object]
    ) -> None:
        self.options = options
        self.log = log
        self.on_file = on_file
        self.writer = FileWriter(options.reading, log, on_file)
        # Whether every given path could be looked at.
        self.complete = True

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
            self.writer.write(batch)
        with transaction.atomic():
            self.log.save()
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
            quarantined = QuarantinedFile.objects.filter(path__in=_paths(files))
            failed = {
                (root, composed(path)) for root, path in quarantined.values_list("root", "path")
            }
            files = [file for file in files if self._key(file) in failed]
        originals = OriginalFile.objects.filter(path__in=_paths(files))
        columns = originals.values_list("root", "path", "article_id", "sha256", "mended_sha256")
        known = {
            (root, composed(path)): KnownFile(article_id, sha256, mended_sha256)
            for root, path, article_id, sha256, mended_sha256 in columns
        }
        return [(file, known.get(self._key(file))) for file in files]

    def _key(self, file: FoundFile) -> tuple[str, str]:
        return self.options.reading.stored_root(file.root), composed(file.path)

    def _refuse_missing(self, path: MissingPath) -> None:
        # A path that could not be looked at has not vanished: nothing may be pruned.
        self.complete = False
        root = self.options.reading.stored_root(path.root)
        problem = Problem(path.code, path.reason, hint=path.hint)
        refused = RefusedFile(root, path.path, (problem,))
        self.log.add_refused(refused)
        self.on_file(refused)

    # --- afterwards -----------------------------------------------------------------------

    def _prune(self) -> str:
        """Log the articles whose file is gone; return a remark when nothing was pruned.

        Nothing is while a part of the folders could not be looked at, or no file at all was found
        in them: a folder may only be unmounted.
        """
        if not self.complete or not self.writer.present or not self.options.roots:
            return gettext("Nothing was pruned: not all of the folders could be looked at.")
        originals = OriginalFile.objects.filter(root__in=self.options.roots).order_by("pk")
        gone = [
            (path, article_id)
            for path, article_id in originals.values_list("path", "article_id").iterator()
            if article_id not in self.writer.present
        ]
        for start in range(0, len(gone), BATCH):
            with transaction.atomic(), recorded_together():
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


def _paths(files: Iterable[FoundFile]) -> set[str]:
    """The paths of files in both Unicode forms: which of them was stored depends on the disk."""
    return both_forms(file.path for file in files)
