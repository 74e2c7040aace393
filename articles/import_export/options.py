"""How an import goes: what the command, the upload and the quarantine ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from articles.import_export.read_file import ReadingOptions
from articles.import_export.store import site_rules
from articles.models import ImportRun


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a run goes. `kind` is the entrance that the files came through; `origin`
    names them for people: the command's paths, the upload's name, or the quarantined path.

    `prune`: what to do about articles whose file is gone from one of `roots`: "" nothing,
    "report" tell, "unpublish" take them down. `workers`: None as many as the machine has
    processors, 0 none.
    """

    reading: ReadingOptions
    origin: str
    kind: ImportRun.Kind = ImportRun.Kind.COMMAND
    by: User | None = None
    dry_run: bool = False
    only_failed: bool = False
    prune: str = ""
    roots: Sequence[str] = field(default_factory=tuple)
    workers: int | None = None


def options(
    origin: str, *, repair: bool = True, dry_run: bool = False, **others: Any
) -> ImportOptions:
    """Options with this site's rules."""
    reading = ReadingOptions(site_rules(repair=repair), settings.SITE_HOST, dry_run)
    return ImportOptions(reading, origin, dry_run=dry_run, **others)
