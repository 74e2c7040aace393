"""Retries, edits and discards quarantined files; the audit log gets an entry for each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import parse
from articles.import_export.discover import FoundFile
from articles.import_export.exceptions import QuarantineChanged
from articles.import_export.file_writer import FileResult
from articles.import_export.importer import run_import
from articles.import_export.options import import_options
from articles.import_export.originals import site_rules
from articles.models import AuditEntry, ImportRun, QuarantinedFile

# Files of one retry: an editor waits for its end.
MAX_RETRIED = 1000
# The rows of one deletion.
_DELETED = 500
# Files whose bytes are in memory at once.
_CHUNK = 100


@dataclass(frozen=True, slots=True)
class RetryResult:
    """The run of a retried file, and the result of the file."""

    run: ImportRun
    result: FileResult


def retry(file: QuarantinedFile, state: str, document: bytes | None, by: User) -> RetryResult:
    """Import `document` in place of a quarantined file, or the file on the disk for None.

    `state` is the `state_hash` that the editor saw. A document that still has problems is kept as
    the file's attempt. Raises QuarantineChanged, ImportBusy and ImportStopped.
    """
    results: list[FileResult] = []

    def paths() -> Iterator[FoundFile]:
        # Queried here, because the import holds its lock by now.
        rows = QuarantinedFile.objects.filter(pk=file.pk, root=file.root, path=file.path)
        current = rows.first()
        if current and current.state_hash == state:
            yield _found_file(current, document)

    options = import_options(file.path, kind=ImportRun.RunKind.RETRY, by=by, workers=0)
    run = run_import(paths(), options, on_file=results.append)
    if not results:
        # Nothing was imported, so no run is shown.
        run.delete()
        raise QuarantineChanged
    return RetryResult(run, results[0])


def save_attempt(file: QuarantinedFile, state: str, document: bytes, by: User) -> None:
    """Keep what an editor typed, without importing it.

    `state` is the `state_hash` that the editor saw. Raises QuarantineChanged.
    """
    with transaction.atomic():
        current = QuarantinedFile.objects.select_for_update().filter(pk=file.pk).first()
        if current is None or current.state_hash != state:
            raise QuarantineChanged
        current.attempt, current.attempt_of = document, current.sha256
        current.attempt_problems = _problems(document, current.path)
        current.save(update_fields=["attempt", "attempt_of", "attempt_problems"])
        AuditEntry.record("mend_file", by, root=current.root, path=current.path)


@transaction.atomic
def discard(files: Iterable[QuarantinedFile], by: User) -> None:
    """Delete quarantined files with their bytes."""
    files = list(files)
    details = [{"root": one.root, "path": one.path, "sha256": one.sha256} for one in files]
    AuditEntry.record_each("discard_file", by, details)
    for start in range(0, len(files), _DELETED):
        ids = [file.pk for file in files[start : start + _DELETED]]
        QuarantinedFile.objects.filter(pk__in=ids).delete()


def retryable() -> Q:
    """The condition for quarantined files that can be read: with bytes, or on the disk."""
    return ~Q(data=None) | ~Q(root="")


def retry_many(files: QuerySet[QuarantinedFile], by: User) -> ImportRun | None:
    """Import up to MAX_RETRIED of `files` again, the least recently tried first.

    Returns None when none of them can be read. Raises ImportBusy and ImportStopped.
    """
    rows = files.filter(retryable()).order_by("last_at", "pk")
    ids = list(rows.values_list("pk", flat=True)[:MAX_RETRIED])
    if not ids:
        return None
    origin = ngettext("%(count)d file", "%(count)d files", len(ids)) % {"count": len(ids)}
    options = import_options(origin, kind=ImportRun.RunKind.RETRY, by=by, workers=0)
    return run_import(_found_files(ids), options)


def _found_files(ids: list[int]) -> Iterator[FoundFile]:
    for start in range(0, len(ids), _CHUNK):
        rows = QuarantinedFile.objects.filter(retryable(), pk__in=ids[start : start + _CHUNK])
        for file in rows.order_by("pk"):
            yield _found_file(file, file.current_document)


def _found_file(file: QuarantinedFile, document: bytes | None) -> FoundFile:
    original = None if file.data is None else bytes(file.data)
    if document is None or document != original:
        return FoundFile(file.root, file.path, document, "" if document is None else file.sha256)
    if file.attempt is not None:
        # The editor went back to the original text.
        file.attempt, file.attempt_of, file.attempt_problems = None, "", []
        file.save(update_fields=["attempt", "attempt_of", "attempt_problems"])
    return FoundFile(file.root, file.path, document)


def _problems(document: bytes, path: str) -> list[dict[str, object]]:
    """The problems that reading finds, as JSON; storing may find more."""
    try:
        parse(document, path, site_rules())
    except RecordError as error:
        return [problem.as_json() for problem in error.problems]
    return []
