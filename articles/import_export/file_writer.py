"""Writes batches of files that were read, and their part of the run log."""

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    transaction,
)

from articles.front_matter.problems import Problem
from articles.import_export.conflicts import record_conflicts
from articles.import_export.discover import FoundFile, PassedOverFile
from articles.import_export.read_file import (
    IncomingFile,
    ReadingOptions,
    RefusedFile,
    UnchangedFile,
    internal_problem,
    read_file,
    with_positions,
)
from articles.import_export.rivals import Place
from articles.import_export.run_log import RunLog
from articles.import_export.store import StoredArticle, StoreOutcome, store
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.import_export.worker_pool import ReadResult
from articles.lib.characters import escaped_line
from articles.lib.disk_names import both_forms
from articles.models import OriginalFile
from articles.models.public_changes import PublicList, public_lists

logger = logging.getLogger("articles.import")

# Tracebacks of one run that are logged whole: an error of all files fills no disk.
_TRACEBACKS = 20
_DATABASE_HINT = "Please report it with this file: a rule should have refused it earlier."


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that was accepted, with the article that it was stored as."""

    incoming: IncomingFile
    stored: StoredArticle


WrittenFile = ImportedFile | RefusedFile | UnchangedFile
FileResult = WrittenFile | PassedOverFile


class FileWriter:
    """Writes and logs the files of one run, and knows which article each of them is of."""

    def __init__(
        self, reading: ReadingOptions, log: RunLog, on_file: Callable[[FileResult], object]
    ) -> None:
        self.reading = reading
        self.log = log
        self.on_file = on_file
        self.taxonomy = TaxonomyCache()
        # Articles that have a file in this run, also a refused one, and those whose file the run
        # took: 150 MB for a million.
        self.present: set[int] = set()
        self.taken: dict[int, Place] = {}
        # Public lists that changed.
        self.changed_lists: set[PublicList] = set()
        self._tracebacks = 0

    def write(self, batch: Sequence[ReadResult]) -> None:
        """Write a batch and its part of the run log in one transaction.

        Raises OperationalError or InterfaceError when the database cannot go on.
        """
        batch = [self._take_unchanged(result) for result in batch]
        results: Sequence[WrittenFile]
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

    def _write_and_log(self, batch: Sequence[ReadResult]) -> Sequence[WrittenFile]:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    stored = self._store(batch)
            except Exception as error:
                if _ends_run(error):
                    raise
                # Another writer, a rule that only the database knows, or an error of the program:
                # find the file.
                self.taxonomy.clear()
                results = [self._take(self._store_alone(result)) for result in batch]
            else:
                results = [self._take(result) for result in stored]
            results = self._displace(results)
            for result in results:
                self._log(result)
            self.log.save()
        return results

    def _take_unchanged(self, result: ReadResult) -> ReadResult:
        """Take the place of the article before anything of the batch is stored; where another
        file of this run has it, read the file, so that its time decides."""
        if isinstance(result, UnchangedFile):
            if result.article_id in self.taken:
                found = FoundFile(result.folder, result.path)
                return read_file(found, None, self.reading)
            self.taken[result.article_id] = Place(StoreOutcome.UNCHANGED)
        if not isinstance(result, IncomingFile) and result.article_id is not None:
            # A refused file has not vanished.
            self.present.add(result.article_id)
        return result

    def _store(self, batch: Sequence[ReadResult]) -> list[WrittenFile]:
        incoming = [result for result in batch if isinstance(result, IncomingFile)]
        by = self.log.run.by
        articles = store(incoming, self.taxonomy, self.taken, by) if incoming else []
        record_conflicts(articles, self.log.run)
        stored = iter(articles)
        return [
            self._stored_result(result, next(stored))
            if isinstance(result, IncomingFile)
            else result
            for result in batch
        ]

    def _store_alone(self, result: ReadResult) -> WrittenFile:
        """Store one file, under the last guard: whatever that raises is told as this file's error,
        unless the database cannot go on."""
        try:
            with transaction.atomic():
                (stored,) = self._store([result])
        except (IntegrityError, DataError) as error:
            problem = Problem("database", " ".join(str(error).split()), hint=_DATABASE_HINT)
            return self._refuse_stored(result, problem)
        except Exception as error:
            if _ends_run(error):
                raise
            return self._refuse_stored(result, internal_problem(error), traceback.format_exc())
        return stored

    def _refuse_stored(self, result: ReadResult, problem: Problem, trace: str = "") -> RefusedFile:
        self.taxonomy.clear()
        document = result.document if isinstance(result, IncomingFile) else None
        mended = result.mended_sha256 if isinstance(result, IncomingFile) else ""
        originals = OriginalFile.objects.filter(
            root=result.root, path__in=both_forms([result.path])
        )
        article_id = originals.values_list("article_id", flat=True).first()
        return RefusedFile(
            result.root, result.path, (problem,), document, article_id, mended, trace
        )

    def _stored_result(self, incoming: IncomingFile, stored: StoredArticle) -> WrittenFile:
        if not stored.problems:
            return ImportedFile(incoming, stored)
        return RefusedFile(
            incoming.root,
            incoming.path,
            with_positions(stored.problems, incoming, self.reading),
            incoming.document,
            stored.article.pk if stored.article else None,
            incoming.mended_sha256,
        )

    def _take(self, result: WrittenFile) -> WrittenFile:
        """Remember the article of a file that was stored, or refused."""
        if isinstance(result, RefusedFile) and result.article_id is not None:
            self.present.add(result.article_id)
        if isinstance(result, ImportedFile) and result.stored.article:
            stored, article_id = result.stored, result.stored.article.pk
            before = self.taken.get(article_id)
            moved = bool(stored.old_url) or (before is not None and before.moved)
            self.taken[article_id] = Place(stored.outcome, moved)
            self.present.add(article_id)
        return result

    def _displace(self, results: list[WrittenFile]) -> list[WrittenFile]:
        """`results` with the files that a newer one of their article displaced as refused: those
        of this batch in their places, those that an earlier batch counted at the end."""
        displaced = {
            (file.file.root, file.file.path): file
            for result in results
            if isinstance(result, ImportedFile) and (file := result.stored.displaced)
        }
        if not displaced:
            return results
        replaced: list[WrittenFile] = []
        for result in results:
            file = displaced.pop(_key(result), None)
            replaced.append(file.file if file else result)
        for file in displaced.values():
            self.log.take_back(file.outcome)
            replaced.append(file.file)
        return replaced

    def _log(self, result: WrittenFile) -> None:
        match result:
            case ImportedFile(incoming, stored):
                self.log.add_imported(incoming, stored)
                self._remember_lists(incoming, stored)
            case UnchangedFile():
                self.log.add_unchanged(result)
            case RefusedFile():
                self.log.add_refused(result)
                self._log_error(result)

    def _log_error(self, refused: RefusedFile) -> None:
        """Log the traceback of an error that nobody expected."""
        if not refused.trace:
            return
        self._tracebacks += 1
        trace = refused.trace if self._tracebacks <= _TRACEBACKS else refused.problems[0].message
        logger.error(
            "%s was refused by an error of the program:\n%s", escaped_line(refused.path), trace
        )

    def _remember_lists(self, incoming: IncomingFile, stored: StoredArticle) -> None:
        article = stored.article
        unseen = (StoreOutcome.UNCHANGED, StoreOutcome.WAITING)
        if article is not None and stored.outcome not in unseen:
            tags = self.taxonomy.tags(incoming.record.tags)
            self.changed_lists.update(stored.lists_left, public_lists(article, tags))


def _key(result: WrittenFile) -> tuple[str, str]:
    file = result.incoming if isinstance(result, ImportedFile) else result
    return file.root, file.path


def _ends_run(error: Exception) -> bool:
    """Whether the database cannot go on: a full disk, a lock, a lost connection. A value that is
    too large for PostgreSQL's indexes (SQLSTATE class 54) is a matter of one file."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return not str(getattr(error.__cause__, "sqlstate", None) or "").startswith("54")
