"""The options of an import, as the command, an upload or a retry from the quarantine sets them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User

from articles.import_export.originals import site_rules
from articles.import_export.read_file import ReadingOptions
from articles.models import ImportRun
from articles.models.site_hosts import site_hosts


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options of one run.

    `kind` is the entrance that the files came through; `origin` names them for people: the
    command's paths, the upload's name, or the quarantined path. `prune` says what to do about
    articles whose file is gone from one of `roots`: "" nothing, "report" log them, "unpublish"
    also unpublish them. `workers`: None for one a processor, 0 to read in this process.
    """

    reading: ReadingOptions
    origin: str
    kind: ImportRun.RunKind = ImportRun.RunKind.COMMAND
    by: User | None = None
    dry_run: bool = False
    only_failed: bool = False
    prune: str = ""
    roots: Sequence[str] = field(default_factory=tuple)
    workers: int | None = None


def import_options(
    origin: str, *, repair: bool = True, dry_run: bool = False, **others: Any
) -> ImportOptions:
    """Options with the rules of this site; `others` are further fields of ImportOptions."""
    reading = ReadingOptions(site_rules(repair=repair), site_hosts(), dry_run)
    return ImportOptions(reading, origin, dry_run=dry_run, **others)
