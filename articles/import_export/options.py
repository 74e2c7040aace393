"""How an import goes: what the command, the upload and the quarantine ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from articles.import_export.read_file import ReadingOptions
from articles.import_export.store import site_rules


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a run goes. `origin` is what its receipt says about where the files come from.

    `prune`: what to do about articles whose file is gone from one of `roots`: "" nothing,
    "report" tell, "unpublish" take them down. `workers`: None as many as the machine has
    processors, 0 none.
    """

    reading: ReadingOptions
    origin: str
    by: Any = None
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
