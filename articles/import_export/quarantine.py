"""Files in quarantine, tried again: as they came, or as an editor mended them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import parse
from articles.import_export.discover import FoundFile
from articles.import_export.exceptions import QuarantineChanged
from articles.import_export.importer import Told, run
from articles.import_export.options import options
from articles.import_export.store import site_rules
from articles.models import AuditEntry, ImportRun, QuarantinedFile

# Files of one run: somebody waits for its end.
MOST = 1000
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RetryResult:
    """The receipt, and what became of the file."""

    run: ImportRun
    told: Told


def retry(held: QuarantinedFile, edition: str, document: bytes | None, by: User) -> RetryResult:
    """Import `document` in the place of a refused file that was read in `edition`.

    What is still bad is kept as its attempt. None: the file as it lies on the disk now. Raises
    Changed, Busy and Stopped.
    """
    told: list[Told] = []

    def step() -> Iterator[FoundFile]:
        # Here, because the import's lock is held by now.
        now = QuarantinedFile.objects.filter(pk=held.pk, root=held.root, path=held.path).first()
        if now and now.edition == edition:
            yield _found(now, document)

    how = options(held.path, kind=ImportRun.Kind.RETRY, by=by, workers=0)
    receipt = run(step(), how, each=told.append)
    if not told:
        # A run that met nothing is none.
        receipt.delete()
        raise QuarantineChanged
    return RetryResult(receipt, told[0])


def keep(held: QuarantinedFile, edition: str, document: bytes, by: User) -> None:
    """Keep what an editor typed, without trying it. Raises QuarantineChanged."""
    with transaction.atomic():
        now = QuarantinedFile.objects.select_for_update().filter(pk=held.pk).first()
        if now is None or now.edition != edition:
            raise QuarantineChanged
        now.attempt, now.attempt_of = document, now.sha256
        now.attempt_problems = _problems(document, now.path)
        now.save(update_fields=["attempt", "attempt_of", "attempt_problems"])
        AuditEntry.record("mend_file", by, root=now.root, path=now.path)


@transaction.atomic
def discard(rows: Iterable[QuarantinedFile], by: User) -> None:
    """Delete quarantined files with their bytes; the audit log gets an entry for each."""
    for held in rows:
        AuditEntry.record("discard_file", by, root=held.root, path=held.path, sha256=held.sha256)
        held.delete()


def can_be_tried() -> Q:
    """Those of which there is something to read: bytes that were kept, or a file on the disk."""
    return ~Q(data=None) | ~Q(root="")


def retry_many(rows: QuerySet[QuarantinedFile], by: User) -> ImportRun | None:
    """Import up to MOST of `rows` again, those first that were not tried for longest; None when
    there is nothing to read. Raises Busy and Stopped."""
    waiting = rows.filter(can_be_tried()).order_by("last_at", "pk")
    numbers = list(waiting.values_list("pk", flat=True)[:MOST])
    if not numbers:
        return None
    text = ngettext("%(count)d file", "%(count)d files", len(numbers)) % {"count": len(numbers)}
    return run(_each(numbers), options(text, kind=ImportRun.Kind.RETRY, by=by, workers=0))


def _each(numbers: list[int]) -> Iterator[FoundFile]:
    for start in range(0, len(numbers), _AT_ONCE):
        rows = QuarantinedFile.objects.filter(can_be_tried())
        for held in rows.filter(pk__in=numbers[start : start + _AT_ONCE]).order_by("pk"):
            yield _found(held, held.shown)


def _found(held: QuarantinedFile, document: bytes | None) -> FoundFile:
    came = None if held.data is None else bytes(held.data)
    if document is None or document != came:
        return FoundFile(held.root, held.path, document, "" if document is None else held.sha256)
    if held.attempt is not None:
        # The editor went back to the text as it came.
        held.attempt, held.attempt_of, held.attempt_problems = None, "", []
        held.save(update_fields=["attempt", "attempt_of", "attempt_problems"])
    return FoundFile(held.root, held.path, document)


def _problems(document: bytes, path: str) -> list[dict[str, Any]]:
    """What reading alone finds; the database may find more."""
    try:
        parse(document, path, site_rules())
    except RecordError as error:
        return [problem.as_json() for problem in error.problems]
    return []
